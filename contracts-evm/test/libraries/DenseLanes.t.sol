// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DenseEntriesLibrary, DenseEntry} from "../../contracts/libraries/DenseEntries.sol";
import {DenseLanes} from "../../contracts/libraries/DenseLanes.sol";
import {Generator} from "../Generator.sol";

/// @notice Rows, samples and vectors against plain arrays of integers.
contract DenseLanesTest is Generator {
    /// @notice A row laid out and back is the row, whatever stands after it.
    function testFuzz_keepsRows(uint256 seed, uint16 size) external {
        (int16[] memory weights,) = _make(seed, size);
        bytes memory canonical = _canonical(weights);
        bytes memory back = new bytes(canonical.length + 96);
        DenseLanes.decodeRow(_row(weights), DenseLanes.place(back, 0), weights.length);
        for (uint256 i; i < canonical.length; ++i) {
            require(back[i] == canonical[i], "row");
        }
    }

    /// @notice A product with a row is the sum of products of weights and values.
    function testFuzz_multipliesWithWeights(uint256 seed, uint16 size) external {
        (int16[] memory weights, int8[] memory values) = _make(seed, size);
        int256 expected;
        for (uint256 i; i < weights.length; ++i) {
            expected += int256(weights[i]) * values[i];
        }
        require(this.product(weights, _pack(values)) == expected, "product");
    }

    /// @notice The extreme weights and values, as many as there can be, give no carry into a neighbour.
    function testFuzz_multipliesExtremes(uint16 size, bool low, bool down) external view {
        int16[] memory weights = new int16[](1 + size % 2000);
        int8[] memory values = new int8[](weights.length);
        for (uint256 i; i < weights.length; ++i) {
            (weights[i], values[i]) = (low ? type(int16).min : type(int16).max, down ? type(int8).min : type(int8).max);
        }
        int256 expected = int256(weights.length) * weights[0] * values[0];
        require(this.product(weights, _pack(values)) == expected, "product");
        expected = int256(weights.length) * values[0] * values[0];
        require(this.square(values, _pack(values)) == expected, "square");
    }

    /// @notice A product with a vector is the sum of products of their values.
    function testFuzz_multipliesWithVectors(uint256 seed, uint16 size) external {
        (, int8[] memory values) = _make(seed, size);
        (, int8[] memory others) = _make(seed ^ 1, size);
        int256 expected;
        for (uint256 i; i < values.length; ++i) {
            expected += int256(others[i]) * values[i];
        }
        require(this.square(others, _pack(values)) == expected, "product");
    }

    /// @notice A vector times a factor moves each weight, at most to the end of its range.
    function testFuzz_addsWithSaturation(uint256 seed, uint16 size, uint16 rate, bool up) external {
        (int16[] memory weights, int8[] memory values) = _make(seed, size);
        // Small rates and small values, so that often nothing saturates.
        if (seed & 1 == 0) rate %= 4;
        bool tame = seed & 2 == 0;
        int256 factor = up ? int256(uint256(rate)) : -int256(uint256(rate));
        int16[] memory expected = new int16[](weights.length);
        bool stopped;
        for (uint256 i; i < weights.length; ++i) {
            if (tame) weights[i] /= 2;
            int256 sum = weights[i] + factor * values[i];
            if (sum > type(int16).max || sum < type(int16).min) stopped = true;
            expected[i] = int16(sum > type(int16).max ? type(int16).max : sum < type(int16).min ? type(int16).min : int16(sum));
        }
        uint256 row = _row(weights);
        require(DenseLanes.add(row + 4, _vector(values), DenseLanes.words(weights.length), factor) == stopped, "stopped");
        bytes memory back = new bytes(4 + 2 * weights.length + 96);
        DenseLanes.decodeRow(row, DenseLanes.place(back, 0), weights.length);
        bytes memory canonical = _canonical(expected);
        for (uint256 i; i < canonical.length; ++i) {
            require(back[i] == canonical[i], "row");
        }
    }

    /// @notice Vectors are added up if every sum is an int8.
    function testFuzz_mergesVectors(uint256 seed, uint16 size, bool minus, uint8 shrink) external {
        (, int8[] memory values) = _make(seed, size);
        (, int8[] memory others) = _make(seed ^ 1, size);
        int8 by = int8(uint8(1 + shrink % 3));
        bool fits = true;
        int8[] memory sums = new int8[](values.length);
        for (uint256 i; i < values.length; ++i) {
            (values[i], others[i]) = (values[i] / by, others[i] / by);
            int256 sum = minus ? int256(values[i]) - others[i] : int256(values[i]) + others[i];
            if (sum > type(int8).max || sum < type(int8).min) fits = false;
            else sums[i] = int8(sum);
        }
        uint256 words = DenseLanes.words(values.length);
        bytes memory merged = new bytes(32 * words);
        uint256 to = DenseLanes.place(merged, 0);
        require(DenseLanes.merge(_vector(values), _vector(others), to, words, minus ? -1 : int256(1)) == fits, "fits");
        if (!fits) return;
        require(keccak256(merged) == keccak256(this.vector(_pack(sums))), "sum");
    }

    /// @notice An entry tells what went into it.
    function testFuzz_entriesTellTheirParts(uint16 label, uint16 predicted, uint32 nonce, bool[5] calldata more) external pure {
        DenseEntry entry = DenseEntriesLibrary.encode(label, predicted);
        require(entry.nonce() == 0 && entry.steps() == 1, "new");
        entry = entry.setNonce(nonce);
        require(entry.nonce() == nonce && entry.label() == label && entry.predicted() == predicted, "written");
        int256 steps = 1;
        for (uint256 i; i < more.length; ++i) {
            int256 sign = more[i] ? int256(1) : -1;
            entry = entry.step(sign);
            steps += sign;
            require(entry.steps() == steps && entry.nonce() == 0, "step");
            require(entry.label() == label && entry.predicted() == predicted, "rows");
        }
        if (label == predicted) return;
        require(entry.direction(label, predicted) == 1 && entry.direction(predicted, label) == -1, "direction");
        require(entry.direction(label, label) == 0 && entry.direction(predicted, predicted) == 0, "neither");
    }

    function product(int16[] memory weights, bytes calldata sample) external pure returns (int256) {
        uint256 row = _row(weights);
        return DenseLanes.dot(row + 4, DenseLanes.load(sample), DenseLanes.words(weights.length));
    }

    function square(int8[] memory values, bytes calldata sample) external view returns (int256) {
        uint256 other = _vector(values);
        return DenseLanes.dotVector(other, DenseLanes.load(sample), DenseLanes.words(values.length));
    }

    /// @dev Over dirty memory, of which nothing may stay.
    function vector(bytes calldata sample) external pure returns (bytes memory made) {
        uint256 words = DenseLanes.words(sample.length);
        made = new bytes(32 * words);
        assembly ("memory-safe") {
            let free := mload(0x40)
            for { let at := free } lt(at, add(free, 4096)) { at := add(at, 32) } { mstore(at, not(0)) }
        }
        DenseLanes.toVector(DenseLanes.load(sample), DenseLanes.place(made, 0), words);
    }

    /// @dev Weights and values all over their ranges, the ends often.
    function _make(uint256 seed, uint16 size) private returns (int16[] memory weights, int8[] memory values) {
        _indices(1, 1, seed);
        weights = _weights(1 + size % 600);
        int16[] memory wide = _weights(weights.length);
        values = new int8[](weights.length);
        for (uint256 i; i < values.length; ++i) {
            values[i] = int8(wide[i] >> 8);
        }
    }

    function _canonical(int16[] memory weights) private pure returns (bytes memory row) {
        row = new bytes(4 + 2 * weights.length);
        (row[0], row[1], row[2], row[3]) = (0x12, 0x34, 0x56, 0x78);
        for (uint256 i; i < weights.length; ++i) {
            row[4 + 2 * i] = bytes1(uint8(uint16(weights[i]) >> 8));
            row[5 + 2 * i] = bytes1(uint8(uint16(weights[i])));
        }
    }

    function _row(int16[] memory weights) private pure returns (uint256 at) {
        // What follows the row is not zero: it must not get into the weights that fill up the last block.
        bytes memory canonical = bytes.concat(_canonical(weights), hex"ffffffffffffffffffffffffffffffffffffffff");
        at = DenseLanes.place(new bytes(4 + 64 * DenseLanes.words(weights.length)), 0);
        DenseLanes.encodeRow(DenseLanes.place(canonical, 0), at, weights.length);
    }

    function _pack(int8[] memory values) private pure returns (bytes memory sample) {
        sample = new bytes(values.length);
        for (uint256 i; i < values.length; ++i) {
            sample[i] = bytes1(uint8(values[i]));
        }
    }

    function _vector(int8[] memory values) private view returns (uint256) {
        return DenseLanes.place(this.vector(_pack(values)), 0);
    }
}
