// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Lanes} from "./Lanes.sol";

/// @dev Part of a lesson in one word of the log: what to add to which counters of a class (see `Counters`). From the lowest bit:
/// label 16 | entries 5 | extra 4 | samples 1 | entries, each an index and above it in `extra` bits one less than what to add.
type ClassLesson is uint256;

using ClassLessonsLibrary for ClassLesson global;

library ClassLessonsLibrary {
    uint256 private constant HEAD_BITS = 26;

    /// @dev How many entries of `bits` bits, at least 8, a word has room for.
    function capacity(uint256 bits) internal pure returns (uint256) {
        unchecked {
            return (256 - HEAD_BITS) / bits;
        }
    }

    function encode(uint256 label_, uint256 entries, uint256 extra, uint256 samples_, uint256 fields)
        internal
        pure
        returns (ClassLesson)
    {
        uint256 head = label_ | (entries << 16) | (extra << 21) | (samples_ << 25);
        return ClassLesson.wrap((fields << HEAD_BITS) | head);
    }

    function label(ClassLesson self) internal pure returns (uint256) {
        return uint16(ClassLesson.unwrap(self));
    }

    function count(ClassLesson self) internal pure returns (uint256) {
        return (ClassLesson.unwrap(self) >> 16) & 31;
    }

    /// @dev 1 for the first part of a lesson, else 0.
    function samples(ClassLesson self) internal pure returns (uint256) {
        return (ClassLesson.unwrap(self) >> 25) & 1;
    }

    /// @dev Adds to the counters, whose indices have `bits` bits; returns the sum of what was added. The caller guarantees that no
    /// counter leaves its range.
    function add(ClassLesson self, uint256 lanes, uint256 shift, uint256 bits) internal pure returns (uint256 total) {
        uint256 extra = (ClassLesson.unwrap(self) >> 21) & 15;
        if (extra != 0 || shift != 1) return _addEach(self, lanes, shift, bits, extra);
        Lanes.add(lanes, ClassLesson.unwrap(self) >> HEAD_BITS, self.count(), bits, 1);
        return self.count();
    }

    function _addEach(ClassLesson self, uint256 lanes, uint256 shift, uint256 bits, uint256 extra)
        private
        pure
        returns (uint256 total)
    {
        uint256 left = self.count();
        assembly ("memory-safe") {
            let fields := shr(HEAD_BITS, self)
            let mask := sub(shl(bits, 1), 1)
            let most := sub(shl(extra, 1), 1)
            for {} left { left := sub(left, 1) } {
                let lane := add(lanes, shl(shift, and(fields, mask)))
                fields := shr(bits, fields)
                let times := add(and(fields, most), 1)
                fields := shr(extra, fields)
                mstore(lane, add(mload(lane), times))
                total := add(total, times)
            }
        }
    }

    /// @dev Adds 1 to small counters; returns the sum of what they were before.
    function increment(ClassLesson self, uint256 lanes, uint256 bits) internal pure returns (uint256 sum) {
        uint256 left = self.count();
        assembly ("memory-safe") {
            let mask := shl(1, sub(shl(bits, 1), 1))
            let fields := shl(1, shr(HEAD_BITS, self))
            for {} gt(left, 3) { left := sub(left, 4) } {
                let lane := add(lanes, and(fields, mask))
                let word := mload(lane)
                sum := add(sum, and(word, 0xffff))
                mstore(lane, add(word, 1))
                fields := shr(bits, fields)
                lane := add(lanes, and(fields, mask))
                word := mload(lane)
                sum := add(sum, and(word, 0xffff))
                mstore(lane, add(word, 1))
                fields := shr(bits, fields)
                lane := add(lanes, and(fields, mask))
                word := mload(lane)
                sum := add(sum, and(word, 0xffff))
                mstore(lane, add(word, 1))
                fields := shr(bits, fields)
                lane := add(lanes, and(fields, mask))
                word := mload(lane)
                sum := add(sum, and(word, 0xffff))
                mstore(lane, add(word, 1))
                fields := shr(bits, fields)
            }
            for {} left { left := sub(left, 1) } {
                let lane := add(lanes, and(fields, mask))
                let word := mload(lane)
                sum := add(sum, and(word, 0xffff))
                mstore(lane, add(word, 1))
                fields := shr(bits, fields)
            }
        }
    }

    /// @dev The same for counters of 4 bytes, which have a sign.
    function incrementSigned(ClassLesson self, uint256 lanes, uint256 bits) internal pure returns (int256 sum) {
        uint256 left = self.count();
        assembly ("memory-safe") {
            let fields := shr(HEAD_BITS, self)
            let mask := sub(shl(bits, 1), 1)
            for {} left { left := sub(left, 1) } {
                let lane := add(lanes, shl(2, and(fields, mask)))
                let word := mload(lane)
                let value := signextend(3, word)
                sum := add(sum, value)
                // Only the 4 bytes: from −1 to 0 there is a carry.
                mstore(lane, or(shl(32, shr(32, word)), and(add(value, 1), 0xffffffff)))
                fields := shr(bits, fields)
            }
        }
    }
}
