// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {CentroidRows} from "../../contracts/libraries/CentroidRows.sol";
import {DenseLanes} from "../../contracts/libraries/DenseLanes.sol";
import {Generator} from "../Generator.sol";

/// @notice Rows of sums, four multiply-adds to a multiplication, against plain arrays.
contract CentroidRowsTest is Generator {
    /// @notice A row holds the sums that it was made of, and gives them back.
    function testFuzz_keepsSums(uint256 seed, uint8 size) external {
        int32[] memory sums = _sums(1 + uint256(size), seed, false);
        bytes memory body = _body(sums);
        bytes memory row = _row(body, sums.length);
        for (uint256 i; i < sums.length; ++i) {
            require(CentroidRows.get(_at(row), i) == sums[i], "sum");
        }
        bytes memory again = new bytes(body.length + 160);
        CentroidRows.decode(_at(row), _at(again), sums.length);
        for (uint256 i; i < body.length; ++i) {
            require(again[i] == body[i], "body");
        }
    }

    /// @notice Multiplied with a sample, a row gives the sum of all products; then all values are added.
    function testFuzz_multipliesAndAdds(uint256 seed, uint8 size, bool ends) external {
        int32[] memory sums = _sums(1 + uint256(size), seed, true);
        int8[] memory values = new int8[](sums.length);
        int256 expected;
        for (uint256 i; i < sums.length; ++i) {
            values[i] = ends ? int8(-128) : int8(uint8(_next()));
            expected += int256(sums[i]) * values[i];
            sums[i] += values[i];
        }
        bytes memory row = _row(_body(_less(sums, values)), sums.length);
        bytes memory sample = _sample(values);
        uint256 words = DenseLanes.words(sums.length);
        require(CentroidRows.dot(_at(row), _at(sample), words) == expected, "product");
        CentroidRows.add(_at(row), _at(sample), words);
        require(keccak256(row) == keccak256(_row(_body(sums), sums.length)), "row");
    }

    /// @notice A row is moderate exactly if all its sums are inside ±2^30.
    function testFuzz_findsGreatSums(uint256 seed, uint8 size, int32 sum) external {
        int32[] memory sums = _sums(1 + uint256(size), seed, true);
        bytes memory row = _row(_body(sums), sums.length);
        require(CentroidRows.areModerate(_at(row), row.length), "moderate");
        sums[seed % sums.length] = sum;
        row = _row(_body(sums), sums.length);
        require(CentroidRows.areModerate(_at(row), row.length) == (sum >= -(2 ** 30) && sum < 2 ** 30), "great");
    }

    function _sums(uint256 count, uint256 seed, bool moderate) private returns (int32[] memory sums) {
        sums = new int32[](count);
        for (uint256 i; i < count; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i, _next())));
            if (random % 5 == 0) sums[i] = moderate ? int32(2 ** 30 - 1) : type(int32).max;
            else if (random % 5 == 1) sums[i] = moderate ? -int32(2 ** 30) : type(int32).min;
            else sums[i] = moderate ? int32(uint32(random) % 2 ** 30) : int32(uint32(random));
        }
    }

    function _less(int32[] memory sums, int8[] memory values) private pure returns (int32[] memory before) {
        before = new int32[](sums.length);
        for (uint256 i; i < sums.length; ++i) {
            before[i] = sums[i] - values[i];
        }
    }

    function _body(int32[] memory sums) private pure returns (bytes memory body) {
        body = new bytes(4 * sums.length);
        for (uint256 i; i < sums.length; ++i) {
            for (uint256 j; j < 4; ++j) {
                body[4 * i + j] = bytes1(uint8(uint32(sums[i]) >> (24 - 8 * j)));
            }
        }
    }

    function _row(bytes memory body, uint256 features) private pure returns (bytes memory row) {
        row = new bytes(CentroidRows.size(features));
        CentroidRows.encode(_at(body), _at(row), features);
    }

    function _sample(int8[] memory values) private pure returns (bytes memory sample) {
        sample = new bytes(DenseLanes.words(values.length) * 32);
        for (uint256 i; i < values.length; ++i) {
            sample[i] = bytes1(uint8(values[i]));
        }
    }

    function _at(bytes memory data) private pure returns (uint256) {
        return DenseLanes.place(data, 0);
    }
}
