// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Lanes} from "./Lanes.sol";

/// @dev Part of a lesson in one word of the log: what to add to which counters of a class. From the lowest bit:
/// label 16 | entries 5 | extra 4 | samples 1 | entries, each the index and above it `count − 1`
/// in `extra` bits.
type CountLesson is uint256;

using CountLessonsLibrary for CountLesson global;

library CountLessonsLibrary {
    uint256 private constant HEAD_BITS = 26;
    uint256 private constant MAX_ENTRIES = 31;

    /// @dev How many entries of `bits` bits a word has room for.
    function capacity(uint256 bits) internal pure returns (uint256) {
        unchecked {
            uint256 room = (256 - HEAD_BITS) / bits;
            return room < MAX_ENTRIES ? room : MAX_ENTRIES;
        }
    }

    function encode(uint256 label_, uint256 entries, uint256 extra, uint256 samples_, uint256 fields)
        internal
        pure
        returns (CountLesson)
    {
        uint256 head = label_ | (entries << 16) | (extra << 21) | (samples_ << 25);
        return CountLesson.wrap((fields << HEAD_BITS) | head);
    }

    function label(CountLesson self) internal pure returns (uint256) {
        return uint16(CountLesson.unwrap(self));
    }

    /// @dev 1 for the first part of a lesson, else 0.
    function samples(CountLesson self) internal pure returns (uint256) {
        return (CountLesson.unwrap(self) >> 25) & 1;
    }

    /// @dev Adds the counts to counters, whose indices have `bits` bits; returns the sum of the counts. See `Counters` for
    /// `lanes` and `shift`. The caller guarantees that no counter leaves its range.
    function add(CountLesson self, uint256 lanes, uint256 shift, uint256 bits) internal pure returns (uint256 total) {
        uint256 count = (CountLesson.unwrap(self) >> 16) & 31;
        uint256 extra = (CountLesson.unwrap(self) >> 21) & 15;
        uint256 fields = CountLesson.unwrap(self) >> HEAD_BITS;
        if (extra != 0 || shift != 1) return _addEach(lanes, shift, fields, count, bits, extra);
        Lanes.add(lanes, fields, count, bits, 1);
        return count;
    }

    function _addEach(uint256 lanes, uint256 shift, uint256 fields, uint256 count, uint256 bits, uint256 extra)
        private
        pure
        returns (uint256 total)
    {
        assembly ("memory-safe") {
            let mask := sub(shl(bits, 1), 1)
            let most := sub(shl(extra, 1), 1)
            for {} count { count := sub(count, 1) } {
                let lane := add(lanes, shl(shift, and(fields, mask)))
                fields := shr(bits, fields)
                let times := add(and(fields, most), 1)
                fields := shr(extra, fields)
                mstore(lane, add(mload(lane), times))
                total := add(total, times)
            }
        }
    }
}
