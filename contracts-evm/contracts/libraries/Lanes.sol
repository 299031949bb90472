// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev Rows of a perceptron in memory: each `bias 4 bytes ‖ weights 2 bytes each`, all of it flipped with 0x8000 in every
/// 2 bytes, so that weights are numbers 0 … 65,535 that can be added without regard to their sign.
/// `lanes` of a row is the address from which a word read at `lanes + 2·i` ends with weight i.
library Lanes {
    /// @dev Flips a weight between its canonical form and the one that is added.
    uint256 internal constant FLIP = 0x8000800080008000800080008000800080008000800080008000800080008000;

    uint256 private constant ONES = 0x0001000100010001000100010001000100010001000100010001000100010001;

    /// @dev The lanes of the row that begins at byte `row` of `image`.
    function at(bytes memory image, uint256 row) internal pure returns (uint256 lanes) {
        assembly ("memory-safe") {
            lanes := add(image, add(row, 6))
        }
    }

    /// @dev Sums the weights that `sample` names, by indices of 1 byte if there are at most 256 `features`, else of 2.
    /// There are at most 2^15. What `valid` is false for is for the caller to find out; `total` means nothing then.
    function sum(uint256 lanes, bytes calldata sample, uint256 features)
        internal
        pure
        returns (uint256 total, bool valid)
    {
        return features > 256 ? _sumPairs(lanes, sample, features) : _sumBytes(lanes, sample, features);
    }

    function _sumBytes(uint256 lanes, bytes calldata sample, uint256 features)
        private
        pure
        returns (uint256 total, bool valid)
    {
        assembly ("memory-safe") {
            let disorder := 0
            let next := 0
            let end := add(sample.offset, sample.length)
            for { let from := sample.offset } lt(from, end) { from := add(from, 1) } {
                let index := byte(0, calldataload(from))
                disorder := or(disorder, lt(index, next))
                next := add(index, 1)
                total := add(total, and(mload(add(lanes, add(index, index))), 0xffff))
            }
            valid := iszero(or(disorder, gt(next, features)))
        }
    }

    /// @dev Takes 16 indices at a time as lanes of a word. As none has its highest bit set, all neighbours are compared by
    /// one subtraction: that bit, set in each lane before, survives where an index is greater than the one before it.
    function _sumPairs(uint256 lanes, bytes calldata sample, uint256 features)
        private
        pure
        returns (uint256 total, bool valid)
    {
        assembly ("memory-safe") {
            let wrong := and(sample.length, 1)
            let next := 0
            let from := sample.offset
            for { let left := mul(sample.length, iszero(wrong)) } left {} {
                let size := sub(left, mul(gt(left, 32), sub(left, 32)))
                left := sub(left, size)
                let word := shr(shl(3, sub(32, size)), calldataload(from))
                from := add(from, size)

                let rest := sub(shl(3, size), 16)
                let greater := sub(or(word, FLIP), add(shr(16, word), ONES))
                let high := and(FLIP, sub(shl(rest, 1), 1))
                wrong := or(wrong, or(and(word, FLIP), xor(and(greater, high), high)))
                wrong := or(wrong, lt(shr(rest, word), next))
                next := add(and(word, 0xffff), 1)

                word := shl(1, word)
                if eq(size, 32) {
                    size := 0
                    total := add(total, and(mload(add(lanes, and(word, 0xffff))), 0xffff))
                    total := add(total, and(mload(add(lanes, and(shr(16, word), 0xffff))), 0xffff))
                    total := add(total, and(mload(add(lanes, and(shr(32, word), 0xffff))), 0xffff))
                    total := add(total, and(mload(add(lanes, and(shr(48, word), 0xffff))), 0xffff))
                    total := add(total, and(mload(add(lanes, and(shr(64, word), 0xffff))), 0xffff))
                    total := add(total, and(mload(add(lanes, and(shr(80, word), 0xffff))), 0xffff))
                    total := add(total, and(mload(add(lanes, and(shr(96, word), 0xffff))), 0xffff))
                    total := add(total, and(mload(add(lanes, and(shr(112, word), 0xffff))), 0xffff))
                    total := add(total, and(mload(add(lanes, and(shr(128, word), 0xffff))), 0xffff))
                    total := add(total, and(mload(add(lanes, and(shr(144, word), 0xffff))), 0xffff))
                    total := add(total, and(mload(add(lanes, and(shr(160, word), 0xffff))), 0xffff))
                    total := add(total, and(mload(add(lanes, and(shr(176, word), 0xffff))), 0xffff))
                    total := add(total, and(mload(add(lanes, and(shr(192, word), 0xffff))), 0xffff))
                    total := add(total, and(mload(add(lanes, and(shr(208, word), 0xffff))), 0xffff))
                    total := add(total, and(mload(add(lanes, and(shr(224, word), 0xffff))), 0xffff))
                    total := add(total, and(mload(add(lanes, and(shr(240, word), 0xffff))), 0xffff))
                }
                for {} gt(size, 7) { size := sub(size, 8) } {
                    total := add(total, and(mload(add(lanes, and(word, 0xffff))), 0xffff))
                    total := add(total, and(mload(add(lanes, and(shr(16, word), 0xffff))), 0xffff))
                    total := add(total, and(mload(add(lanes, and(shr(32, word), 0xffff))), 0xffff))
                    total := add(total, and(mload(add(lanes, and(shr(48, word), 0xffff))), 0xffff))
                    word := shr(64, word)
                }
                for {} size { size := sub(size, 2) } {
                    total := add(total, and(mload(add(lanes, and(word, 0xffff))), 0xffff))
                    word := shr(16, word)
                }
            }
            valid := iszero(or(wrong, gt(next, features)))
        }
    }

    /// @dev Adds `delta` to the `count` weights whose indices are the lowest fields, `bits` bits each, of `fields`. The
    /// caller guarantees that no weight leaves its range.
    function add(uint256 lanes, uint256 fields, uint256 count, uint256 bits, int256 delta) internal pure {
        assembly ("memory-safe") {
            let mask := sub(shl(add(bits, 1), 1), 2)
            fields := shl(1, fields)
            for {} gt(count, 3) { count := sub(count, 4) } {
                let a := add(lanes, and(fields, mask))
                mstore(a, add(mload(a), delta))
                fields := shr(bits, fields)
                a := add(lanes, and(fields, mask))
                mstore(a, add(mload(a), delta))
                fields := shr(bits, fields)
                a := add(lanes, and(fields, mask))
                mstore(a, add(mload(a), delta))
                fields := shr(bits, fields)
                a := add(lanes, and(fields, mask))
                mstore(a, add(mload(a), delta))
                fields := shr(bits, fields)
            }
            for {} count { count := sub(count, 1) } {
                let a := add(lanes, and(fields, mask))
                mstore(a, add(mload(a), delta))
                fields := shr(bits, fields)
            }
        }
    }

    /// @dev The same, but weights stop at the ends of their range; says whether one did.
    function addSaturating(uint256 lanes, uint256 fields, uint256 count, uint256 bits, int256 delta)
        internal
        pure
        returns (bool saturated)
    {
        if (_fits(lanes, fields, count, bits, delta)) {
            add(lanes, fields, count, bits, delta);
            return false;
        }
        _addEach(lanes, fields, count, bits, delta);
        return true;
    }

    /// @dev Whether no weight would leave its range.
    function _fits(uint256 lanes, uint256 fields, uint256 count, uint256 bits, int256 delta) private pure returns (bool fits) {
        assembly ("memory-safe") {
            let mask := sub(shl(add(bits, 1), 1), 2)
            fields := shl(1, fields)
            let beyond := 0
            for {} count { count := sub(count, 1) } {
                beyond := or(beyond, add(and(mload(add(lanes, and(fields, mask))), 0xffff), delta))
                fields := shr(bits, fields)
            }
            fits := iszero(shr(16, beyond))
        }
    }

    function _addEach(uint256 lanes, uint256 fields, uint256 count, uint256 bits, int256 delta) private pure {
        assembly ("memory-safe") {
            let mask := sub(shl(add(bits, 1), 1), 2)
            fields := shl(1, fields)
            for {} count { count := sub(count, 1) } {
                let lane := add(lanes, and(fields, mask))
                let word := mload(lane)
                let old := and(word, 0xffff)
                let new := add(old, delta)
                if shr(16, new) { new := mul(0xffff, sgt(new, 0)) }
                mstore(lane, add(word, sub(new, old)))
                fields := shr(bits, fields)
            }
        }
    }

    /// @dev The bias of the row that begins at byte `row`.
    function bias(bytes memory image, uint256 row) internal pure returns (int256 value) {
        assembly ("memory-safe") {
            value := signextend(3, xor(shr(224, mload(add(image, add(row, 32)))), 0x80008000))
        }
    }

    /// @dev Sets the bias of the row that begins at byte `row`.
    function setBias(bytes memory image, uint256 row, int256 value) internal pure {
        assembly ("memory-safe") {
            let place := add(image, add(row, 32))
            let flipped := shl(224, xor(value, 0x80008000))
            mstore(place, or(flipped, and(mload(place), sub(shl(224, 1), 1))))
        }
    }
}
