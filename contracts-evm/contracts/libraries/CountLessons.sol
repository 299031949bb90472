// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev Part of a lesson in one word of the log: what to add to which counters of a class. From the lowest bit:
/// label 16 | entries 5 | extra 4 | samples 1 | entries, each `count − 1` in `extra` bits and above it the index.
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
        assembly ("memory-safe") {
            let count := and(shr(16, self), 31)
            let extra := and(shr(21, self), 15)
            let mask := shl(shift, sub(shl(bits, 1), 1))
            let fields := shr(HEAD_BITS, self)
            total := count
            switch extra
            case 0 {
                fields := shl(shift, fields)
                for {} count { count := sub(count, 1) } {
                    let lane := add(lanes, and(fields, mask))
                    mstore(lane, add(mload(lane), 1))
                    fields := shr(bits, fields)
                }
            }
            default {
                let most := sub(shl(extra, 1), 1)
                bits := add(bits, extra)
                for {} count { count := sub(count, 1) } {
                    let more := and(fields, most)
                    total := add(total, more)
                    let lane := add(lanes, and(shl(shift, shr(extra, fields)), mask))
                    mstore(lane, add(mload(lane), add(more, 1)))
                    fields := shr(bits, fields)
                }
            }
        }
    }
}
