// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev Part of a lesson in one word of the log: which weights to move, and which way. From the lowest bit:
/// count 5 | movesBias 1 | saturating 1 | label 1 | indices (two classes), or
/// count 5 | movesBias 1 | saturating 1 | unused 1 | label 16 | predicted 16 | indices (more).
type Lesson is uint256;

using LessonsLibrary for Lesson global;

library LessonsLibrary {
    uint256 private constant LOW_16 = 0x0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff;
    uint256 private constant LOW_32 = 0x00000000ffffffff00000000ffffffff00000000ffffffff00000000ffffffff;
    uint256 private constant LOW_64 = 0x0000000000000000ffffffffffffffff0000000000000000ffffffffffffffff;
    uint256 private constant LOW_128 = 0x00000000000000000000000000000000ffffffffffffffffffffffffffffffff;
    uint256 private constant MOVES_BIAS = 1 << 5;
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

    /// @dev What the model had predicted, where there are more than two classes.
    function predicted(Lesson self) internal pure returns (uint256) {
        return uint16(Lesson.unwrap(self) >> 24);
    }

    /// @dev The indices.
    function fields(Lesson self, bool two) internal pure returns (uint256) {
        return Lesson.unwrap(self) >> headBits(two);
    }

    /// @dev Whether it moves weights only, none of them to the end of its range.
    function isPlain(Lesson self) internal pure returns (bool) {
        return Lesson.unwrap(self) & (MOVES_BIAS | SATURATING) == 0;
    }

    /// @dev Whether the bias moves with it: once a lesson, with its first part.
    function movesBias(Lesson self) internal pure returns (bool) {
        return Lesson.unwrap(self) & MOVES_BIAS != 0;
    }

    function setMovesBias(Lesson self) internal pure returns (Lesson) {
        return Lesson.wrap(Lesson.unwrap(self) | MOVES_BIAS);
    }

    function setSaturating(Lesson self) internal pure returns (Lesson) {
        return Lesson.wrap(Lesson.unwrap(self) | SATURATING);
    }

    /// @dev Packs `length` indices, from the `from`th of `sample` on, into fields of `bits` bits, in any order: 8 bits for
    /// indices of 1 byte, which are fields already, up to 31; 9 to 15 bits for indices of 2 bytes, up to 27.
    function pack(bytes calldata sample, uint256 from, uint256 length, uint256 bits) internal pure returns (uint256 packed) {
        assembly ("memory-safe") {
            switch bits
            case 8 { packed := shr(sub(256, shl(3, length)), calldataload(add(sample.offset, from))) }
            default {
                let place := add(sample.offset, add(from, from))
                for {} length {} {
                    let size := sub(length, mul(gt(length, 16), sub(length, 16)))
                    let word := shr(sub(256, shl(4, size)), calldataload(place))
                    word := or(and(word, LOW_16), shr(sub(16, bits), and(word, not(LOW_16))))
                    word := or(and(word, LOW_32), shr(sub(32, shl(1, bits)), and(word, not(LOW_32))))
                    word := or(and(word, LOW_64), shr(sub(64, shl(2, bits)), and(word, not(LOW_64))))
                    word := or(and(word, LOW_128), shr(sub(128, shl(3, bits)), and(word, not(LOW_128))))
                    packed := or(shl(mul(bits, size), packed), word)
                    place := add(place, 32)
                    length := sub(length, size)
                }
            }
        }
    }
}
