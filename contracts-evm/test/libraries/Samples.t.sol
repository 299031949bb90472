// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CountSamples} from "../../contracts/libraries/CountSamples.sol";
import {SparseSamples} from "../../contracts/libraries/SparseSamples.sol";
import {Generator} from "../Generator.sol";

/// @notice Samples that are checked in many lanes at once, against one entry after the other.
contract SamplesTest is Generator {
    /// @notice Counts are valid exactly if indices ascend below the number of features and no count is zero; their sum is known.
    function testFuzz_checksCounts(uint256 seed, uint16 size, uint8 damage, uint16 at, uint24 entry_) external {
        uint256 features = _features(size);
        uint256[] memory indices = _indices(features, 45, seed);
        uint256[] memory counts = new uint256[](indices.length);
        uint256 most = seed % 3 == 0 ? 1 : 255;
        for (uint256 i; i < counts.length; ++i) {
            counts[i] = 1 + _next() % most;
        }
        if (damage % 3 == 0 && counts.length != 0) {
            uint256 place = at % counts.length;
            if (damage % 2 == 0) counts[place] = uint8(entry_);
            else indices[place] = features > 256 ? entry_ >> 8 : uint8(entry_);
        }
        (bool expected, uint256 sum) = (_ascend(indices, features), 0);
        for (uint256 i; i < counts.length; ++i) {
            if (counts[i] == 0) expected = false;
            sum += counts[i];
        }
        try this.checkCounts(_packCounts(indices, counts, features), features) returns (uint256 total) {
            require(expected && total == sum, "valid");
        } catch {
            require(!expected, "refused");
        }
    }

    /// @notice What is packed for the log are the indices and the counts, whatever is left out of the sample before.
    function testFuzz_packsCounts(uint256 seed, uint16 size, uint8 from_) external {
        uint256 features = _features(size);
        uint256[] memory indices = _indices(features, 40, seed);
        if (indices.length == 0) return;
        uint256[] memory counts = new uint256[](indices.length);
        uint256 most = seed % 2 == 0 ? 1 : 1 + seed % 255;
        (uint256 total, uint256 all) = (0, 0);
        for (uint256 i; i < counts.length; ++i) {
            counts[i] = 1 + _next() % most;
            total += counts[i];
            all |= counts[i] - 1;
        }
        bytes memory sample = _packCounts(indices, counts, features);
        uint256 extra = this.extraBits(sample, features > 256 ? 3 : 2, total);
        require(all >> extra == 0 && (extra == 0 || all >> (extra - 1) != 0), "extra");

        uint256 bits = features > 256 ? 15 : 8;
        uint256 from = from_ % indices.length;
        uint256 count = _min(indices.length - from, 230 / (bits + extra));
        uint256 fields = this.packCounts(sample, from, count, bits, extra);
        uint256 expected;
        for (uint256 i = from; i < from + count; ++i) {
            expected = (expected << (bits + extra)) | ((counts[i] - 1) << bits) | indices[i];
        }
        require(fields == expected, "fields");
    }

    /// @notice A sparse sample is valid exactly if its indices ascend below the number of features.
    function testFuzz_checksIndices(uint256 seed, uint16 size, uint8 damage, uint16 at, uint16 index) external {
        uint256 features = _features(size);
        uint256[] memory indices = _indices(features, 45, seed);
        if (damage % 2 == 0 && indices.length != 0) {
            indices[at % indices.length] = features > 256 ? index : uint8(index);
        }
        bool expected = _ascend(indices, features);
        try this.checkSparse(_pack(indices, features), features) {
            require(expected, "valid");
        } catch {
            require(!expected, "refused");
        }
    }

    function checkCounts(bytes calldata sample, uint256 features) external pure returns (uint256) {
        return CountSamples.check(sample, features);
    }

    function extraBits(bytes calldata sample, uint256 size, uint256 total) external pure returns (uint256) {
        return CountSamples.extraBits(sample, size, total);
    }

    function packCounts(bytes calldata sample, uint256 from, uint256 count, uint256 bits, uint256 extra)
        external
        pure
        returns (uint256)
    {
        return CountSamples.pack(sample, from, count, bits, extra);
    }

    function checkSparse(bytes calldata sample, uint256 features) external pure {
        SparseSamples.check(sample, features);
    }

    function _ascend(uint256[] memory indices, uint256 features) private pure returns (bool) {
        for (uint256 i; i < indices.length; ++i) {
            if (indices[i] >= features || (i > 0 && indices[i] <= indices[i - 1])) return false;
        }
        return true;
    }

    function _packCounts(uint256[] memory indices, uint256[] memory counts, uint256 features)
        private
        pure
        returns (bytes memory sample)
    {
        for (uint256 i; i < indices.length; ++i) {
            sample = features > 256
                ? abi.encodePacked(sample, uint16(indices[i]), uint8(counts[i]))
                : abi.encodePacked(sample, uint8(indices[i]), uint8(counts[i]));
        }
    }
}
