// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev Part of a lesson in one word of the log: which weights to move, and which way. From the lowest bit:
/// count 5 | first 1 | saturating 1 | label 1 | indices (two classes), or
/// count 5 | first 1 | saturating 1 | unused 1 | label 16 | predicted 16 | indices (more).
type Lesson is uint256;

using LessonsLibrary for Lesson global;

library LessonsLibrary {
    uint256 private constant FIRST = 1 << 5;
    uint256 private constant SATURATING = 1 << 6;

    /// @dev Bits before the indices.
    function headBits(bool two) internal pure returns (uint256) {
        return two ? 8 : 40;
    }

    function encode(bool two, uint256 label_, uint256 predicted_, uint256 fields_, uint256 count_)
        internal
        pure
        returns (Lesson)
    {
        uint256 head = two ? label_ << 7 : (label_ << 8) | (predicted_ << 24);
        return Lesson.wrap((fields_ << headBits(two)) | head | count_);
    }

    /// @dev How many indices this part has.
    function count(Lesson self) internal pure returns (uint256) {
        return Lesson.unwrap(self) & 31;
    }

    function label(Lesson self, bool two) internal pure returns (uint256) {
        return two ? (Lesson.unwrap(self) >> 7) & 1 : uint16(Lesson.unwrap(self) >> 8);
    }

    /// @dev What the model had predicted.
    function predicted(Lesson self, bool two) internal pure returns (uint256) {
        return two ? 1 - label(self, true) : uint16(Lesson.unwrap(self) >> 24);
    }

    /// @dev The indices, the first one lowest.
    function fields(Lesson self, bool two) internal pure returns (uint256) {
        return Lesson.unwrap(self) >> headBits(two);
    }

    /// @dev Whether this is the first part of its lesson, with which the bias moves.
    function isFirst(Lesson self) internal pure returns (bool) {
        return Lesson.unwrap(self) & FIRST != 0;
    }

    /// @dev Whether a weight stopped at an end of its range.
    function isSaturating(Lesson self) internal pure returns (bool) {
        return Lesson.unwrap(self) & SATURATING != 0;
    }

    function setFirst(Lesson self) internal pure returns (Lesson) {
        return Lesson.wrap(Lesson.unwrap(self) | FIRST);
    }

    function setSaturating(Lesson self) internal pure returns (Lesson) {
        return Lesson.wrap(Lesson.unwrap(self) | SATURATING);
    }

    /// @dev Packs `length` indices of `width` bytes each, from the `from`th of `sample` on, into fields of `bits` bits.
    function pack(bytes calldata sample, uint256 from, uint256 length, uint256 width, uint256 bits)
        internal
        pure
        returns (uint256 packed)
    {
        assembly ("memory-safe") {
            let shift := sub(256, shl(3, width))
            let first := add(sample.offset, mul(from, width))
            for { let next := add(first, mul(length, width)) } gt(next, first) {} {
                next := sub(next, width)
                packed := or(shl(bits, packed), shr(shift, calldataload(next)))
            }
        }
    }
}
