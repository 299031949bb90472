// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Refusals} from "./Refusals.sol";
import {Roots} from "./Roots.sol";

/// @dev Samples packed as `counts` (protocol §3): entries of 1 or 2 index bytes and 1 count byte, for at most 2^15 features.
library CountSamples {
    /// @dev In each of the upper ten lanes of 24 bits: the count, the index, the lowest bit of the index, its highest bit, and in
    /// the lower ten lanes the lowest bit of the count.
    uint256 private constant TIMES = 0x0000ff0000ff0000ff0000ff0000ff0000ff0000ff0000ff0000ff0000ff0000;
    uint256 private constant INDICES = 0xffff00ffff00ffff00ffff00ffff00ffff00ffff00ffff00ffff00ffff000000;
    uint256 private constant BITS = 0x0001000001000001000001000001000001000001000001000001000001000000;
    uint256 private constant HIGH = 0x8000008000008000008000008000008000008000008000008000008000000000;
    uint256 private constant ONES = 0x0000000001000001000001000001000001000001000001000001000001000001;

    /// @dev Bytes of an entry.
    function entrySize(uint256 features) internal pure returns (uint256) {
        return features > 256 ? 3 : 2;
    }

    /// @dev The entry at byte `at`.
    function entry(bytes calldata sample, uint256 at, uint256 size) internal pure returns (uint256 index, uint256 times) {
        assembly ("memory-safe") {
            times := shr(sub(256, shl(3, size)), calldataload(add(sample.offset, at)))
            index := shr(8, times)
            times := and(times, 0xff)
        }
    }

    /// @dev The sum of all counts; reverts with InvalidSample unless `sample` is valid.
    function check(bytes calldata sample, uint256 features) internal pure returns (uint256 total) {
        bool valid;
        (total, valid) = features > 256 ? _checkTriples(sample, features) : _checkPairs(sample, features);
        if (!valid) _refuse(sample, features);
    }

    function _checkPairs(bytes calldata sample, uint256 features) private pure returns (uint256 total, bool valid) {
        assembly ("memory-safe") {
            let wrong := and(sample.length, 1)
            let next := 0
            let end := add(sample.offset, mul(sample.length, iszero(wrong)))
            for { let from := sample.offset } lt(from, end) { from := add(from, 2) } {
                let word := calldataload(from)
                let index := byte(0, word)
                let times := byte(1, word)
                wrong := or(wrong, or(lt(index, next), iszero(times)))
                next := add(index, 1)
                total := add(total, times)
            }
            valid := iszero(or(wrong, gt(next, features)))
        }
    }

    /// @dev Takes 10 entries at a time as the upper lanes of a word. As no index has its highest bit set, all are compared with
    /// their lower bounds by one subtraction: that bit, set in each lane before, survives where an index is not below its bound.
    /// The bound of an index is one more than the index before it.
    function _checkTriples(bytes calldata sample, uint256 features) private pure returns (uint256 total, bool valid) {
        assembly ("memory-safe") {
            let wrong := mod(sample.length, 3)
            let next := 0
            for { let left := mul(sample.length, iszero(wrong)) } left {} {
                let word := calldataload(add(sample.offset, sub(sample.length, left)))
                let used := or(HIGH, BITS)
                let part := 30
                if lt(left, 30) {
                    part := left
                    let kept := not(shr(shl(3, part), not(0)))
                    word := and(word, kept)
                    used := and(used, kept)
                }
                left := sub(left, part)

                let times := and(word, TIMES)
                word := and(word, INDICES)
                let bounds := add(shr(24, word), or(shr(24, BITS), shl(240, next)))
                // The bits below all lanes are set, so that what the last index leaves there borrows from none.
                let right := and(sub(or(word, or(HIGH, 0xffff)), bounds), not(word))
                right := or(and(right, HIGH), and(add(times, TIMES), BITS))
                wrong := or(wrong, and(not(right), used))
                next := add(and(shr(sub(264, shl(3, part)), word), 0xffff), 1)
                total := add(total, shr(232, shl(16, mul(shr(16, times), ONES))))
            }
            valid := iszero(or(wrong, gt(next, features)))
        }
    }

    /// @dev Reverts with the first reason for which a sample is not valid.
    function _refuse(bytes calldata sample, uint256 features) private pure {
        uint256 size = entrySize(features);
        if (sample.length % size != 0) Refusals.invalidSample("length");
        uint256 next;
        for (uint256 at; at < sample.length; at += size) {
            (uint256 index,) = entry(sample, at, size);
            if (index < next) Refusals.invalidSample("order");
            next = index + 1;
        }
        if (next > features) Refusals.invalidSample("range");
        Refusals.invalidSample("count");
    }

    /// @dev How many bits `count − 1` takes for every count of a valid sample whose counts add up to `total`.
    function extraBits(bytes calldata sample, uint256 size, uint256 total) internal pure returns (uint256 bits) {
        unchecked {
            if (total * size == sample.length) return 0;
            uint256 all;
            for (uint256 at; at < sample.length; at += size) {
                (, uint256 times) = entry(sample, at, size);
                all |= times - 1;
            }
            return Roots.bits(all);
        }
    }

    /// @dev Packs `count` entries of a valid sample, from the `from`th on, into fields of `bits` and `extra` bits, the index and
    /// above it `count − 1`, in any order. Entries have 2 index bytes if `bits` are more than 8, else 1.
    function pack(bytes calldata sample, uint256 from, uint256 count, uint256 bits, uint256 extra)
        internal
        pure
        returns (uint256 fields)
    {
        assembly ("memory-safe") {
            let size := add(2, gt(bits, 8))
            let place := add(sample.offset, mul(from, size))
            let end := add(place, mul(count, size))
            let left := mul(count, mul(gt(bits, 8), iszero(extra)))
            for {} gt(left, 9) { left := sub(left, 10) } {
                let word := calldataload(place)
                place := add(place, 30)
                fields := or(shl(bits, fields), shr(240, word))
                fields := or(shl(bits, fields), and(shr(216, word), 0xffff))
                fields := or(shl(bits, fields), and(shr(192, word), 0xffff))
                fields := or(shl(bits, fields), and(shr(168, word), 0xffff))
                fields := or(shl(bits, fields), and(shr(144, word), 0xffff))
                fields := or(shl(bits, fields), and(shr(120, word), 0xffff))
                fields := or(shl(bits, fields), and(shr(96, word), 0xffff))
                fields := or(shl(bits, fields), and(shr(72, word), 0xffff))
                fields := or(shl(bits, fields), and(shr(48, word), 0xffff))
                fields := or(shl(bits, fields), and(shr(24, word), 0xffff))
            }
            let width := add(bits, extra)
            let shift := sub(256, shl(3, size))
            for {} lt(place, end) { place := add(place, size) } {
                let times := shr(shift, calldataload(place))
                let field := or(shr(8, times), shl(bits, sub(and(times, 0xff), 1)))
                fields := or(shl(width, fields), field)
            }
        }
    }
}
