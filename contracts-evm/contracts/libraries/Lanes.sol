// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev Rows of a perceptron in memory: each `bias 4 bytes ‖ weights 2 bytes each`, all of it flipped with 0x8000 in every
/// 2 bytes, so that weights are numbers 0 … 65,535 that can be added without regard to their sign.
/// `lanes` of a row is the address from which a word read at `lanes + 2·i` ends with weight i.
library Lanes {
    /// @dev Flips a weight between its canonical form and the one that is added.
    uint256 internal constant FLIP = 0x8000800080008000800080008000800080008000800080008000800080008000;

    uint256 private constant ONES = 0x0001000100010001000100010001000100010001000100010001000100010001;

    /// @dev The lanes of the row that begins at byte `row` of `image`. Multiplied by what is 1 as far as the compiler can
    /// tell only when it runs: it would do the sum again wherever the lanes are used.
    function at(bytes memory image, uint256 row) internal pure returns (uint256 lanes) {
        assembly ("memory-safe") {
            lanes := mul(add(image, add(row, 6)), iszero(iszero(mload(0x40))))
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
    /// one subtraction: that bit, set in each lane before, survives where an index is greater than the one before it. The
    /// last 17 are compared from the end, so that no word is taken in part where there are as many.
    function _sumPairs(uint256 lanes, bytes calldata sample, uint256 features)
        private
        pure
        returns (uint256 total, bool valid)
    {
        assembly ("memory-safe") {
            let flip := mul(iszero(iszero(mload(0x40))), FLIP)
            let ones := shr(15, flip)
            let from := sample.offset
            let end := add(from, sample.length)
            let last := 0
            switch lt(sample.length, 34)
            case 0 {
                let stop_ := sub(end, 34)
                let word := calldataload(stop_)
                last := calldataload(add(stop_, 2))
                let seen := or(word, last)
                let ordered := sub(or(last, flip), add(word, ones))
                for { let at_ := from } lt(at_, stop_) { at_ := add(at_, 32) } {
                    word := calldataload(at_)
                    seen := or(seen, word)
                    ordered := and(ordered, sub(or(calldataload(add(at_, 2)), flip), add(word, ones)))
                }
                valid := eq(and(and(ordered, not(seen)), flip), flip)
            }
            default {
                last := shr(shl(3, sub(32, sample.length)), calldataload(from))
                let rest := sub(shl(3, sample.length), 16)
                let high := and(flip, sub(shl(rest, 1), 1))
                let ordered := sub(or(last, flip), add(shr(16, last), ones))
                valid := iszero(or(and(last, flip), xor(and(ordered, high), high)))
                if iszero(sample.length) { valid := 1 }
            }
            valid := and(valid, lt(and(last, 0xffff), features))
            if and(sample.length, 1) { valid := 0 }
            if valid {
                for { let quick := sub(end, 31) } lt(from, quick) { from := add(from, 32) } {
                    let word := shl(1, calldataload(from))
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
                let left := sub(end, from)
                let word := shl(1, shr(shl(3, sub(32, left)), calldataload(from)))
                for {} gt(left, 7) { left := sub(left, 8) } {
                    total := add(total, and(mload(add(lanes, and(word, 0xffff))), 0xffff))
                    total := add(total, and(mload(add(lanes, and(shr(16, word), 0xffff))), 0xffff))
                    total := add(total, and(mload(add(lanes, and(shr(32, word), 0xffff))), 0xffff))
                    total := add(total, and(mload(add(lanes, and(shr(48, word), 0xffff))), 0xffff))
                    word := shr(64, word)
                }
                for {} left { left := sub(left, 2) } {
                    total := add(total, and(mload(add(lanes, and(word, 0xffff))), 0xffff))
                    word := shr(16, word)
                }
            }
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

    /// @dev Applies lessons of two classes from a log, words `from` to `to`, as far as they move weights only and none of them
    /// to the end of its range (see Lesson); returns the first that does more, or `to`.
    function replay(uint256 lanes, uint256[64] storage log, uint256 from, uint256 to, uint256 bits, int256 rate)
        internal
        view
        returns (uint256 done)
    {
        assembly ("memory-safe") {
            let mask := sub(shl(add(bits, 1), 1), 2)
            for { done := from } lt(done, to) { done := add(done, 1) } {
                let lesson := sload(add(log.slot, done))
                if and(lesson, 0x60) { break }
                let delta := rate
                if iszero(and(lesson, 0x80)) { delta := sub(0, rate) }
                let count := and(lesson, 31)
                let fields := shr(7, lesson)
                for {} gt(count, 7) { count := sub(count, 8) } {
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
                    a := add(lanes, and(fields, mask))
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
                if gt(count, 3) {
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
                    count := sub(count, 4)
                }
                for {} count { count := sub(count, 1) } {
                    let a := add(lanes, and(fields, mask))
                    mstore(a, add(mload(a), delta))
                    fields := shr(bits, fields)
                }
            }
        }
    }

    /// @dev The same, but weights stop at the ends of their range; says whether one did.
    function addSaturating(uint256 lanes, uint256 fields, uint256 count, uint256 bits, int256 delta)
        internal
        pure
        returns (bool saturated)
    {
        if (fits(lanes, fields, count, bits, delta)) {
            add(lanes, fields, count, bits, delta);
            return false;
        }
        _addEach(lanes, fields, count, bits, delta);
        return true;
    }

    /// @dev Whether no weight would leave its range.
    function fits(uint256 lanes, uint256 fields, uint256 count, uint256 bits, int256 delta) internal pure returns (bool all) {
        assembly ("memory-safe") {
            let mask := sub(shl(add(bits, 1), 1), 2)
            fields := shl(1, fields)
            let beyond := 0
            for {} gt(count, 7) { count := sub(count, 8) } {
                beyond := or(beyond, add(and(mload(add(lanes, and(fields, mask))), 0xffff), delta))
                fields := shr(bits, fields)
                beyond := or(beyond, add(and(mload(add(lanes, and(fields, mask))), 0xffff), delta))
                fields := shr(bits, fields)
                beyond := or(beyond, add(and(mload(add(lanes, and(fields, mask))), 0xffff), delta))
                fields := shr(bits, fields)
                beyond := or(beyond, add(and(mload(add(lanes, and(fields, mask))), 0xffff), delta))
                fields := shr(bits, fields)
                beyond := or(beyond, add(and(mload(add(lanes, and(fields, mask))), 0xffff), delta))
                fields := shr(bits, fields)
                beyond := or(beyond, add(and(mload(add(lanes, and(fields, mask))), 0xffff), delta))
                fields := shr(bits, fields)
                beyond := or(beyond, add(and(mload(add(lanes, and(fields, mask))), 0xffff), delta))
                fields := shr(bits, fields)
                beyond := or(beyond, add(and(mload(add(lanes, and(fields, mask))), 0xffff), delta))
                fields := shr(bits, fields)
            }
            if gt(count, 3) {
                beyond := or(beyond, add(and(mload(add(lanes, and(fields, mask))), 0xffff), delta))
                fields := shr(bits, fields)
                beyond := or(beyond, add(and(mload(add(lanes, and(fields, mask))), 0xffff), delta))
                fields := shr(bits, fields)
                beyond := or(beyond, add(and(mload(add(lanes, and(fields, mask))), 0xffff), delta))
                fields := shr(bits, fields)
                beyond := or(beyond, add(and(mload(add(lanes, and(fields, mask))), 0xffff), delta))
                fields := shr(bits, fields)
                count := sub(count, 4)
            }
            for {} count { count := sub(count, 1) } {
                beyond := or(beyond, add(and(mload(add(lanes, and(fields, mask))), 0xffff), delta))
                fields := shr(bits, fields)
            }
            all := iszero(shr(16, beyond))
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
