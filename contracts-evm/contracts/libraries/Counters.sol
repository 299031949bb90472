// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev Rows of counters in memory, 4 bytes each as in the canonical body, or 2 bytes each while all of them are small.
/// `lanes` of a row is the address from which a word read at `lanes + (index << shift)` ends with the counter `index`;
/// `shift` is 1 for counters of 2 bytes and 2 for counters of 4.
library Counters {
    /// @dev Small counters are below this when they are written, so that they can grow by as much in 2 bytes.
    uint256 internal constant SMALL = 1 << 15;

    uint256 private constant ONES_32 = 0x0000000100000001000000010000000100000001000000010000000100000001;
    uint256 private constant LOW_16 = 0x0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff;
    uint256 private constant LOW_32 = 0x00000000ffffffff00000000ffffffff00000000ffffffff00000000ffffffff;
    uint256 private constant LOW_64 = 0x0000000000000000ffffffffffffffff0000000000000000ffffffffffffffff;

    /// @dev The lanes of counters that begin at byte `offset` of `image`.
    function at(bytes memory image, uint256 offset, uint256 shift) internal pure returns (uint256 lanes) {
        assembly ("memory-safe") {
            lanes := add(add(image, offset), shl(shift, 1))
        }
    }

    /// @dev A counter, without regard to its sign.
    function get(uint256 lanes, uint256 index, uint256 shift) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := and(mload(add(lanes, shl(shift, index))), sub(shl(shl(3, shl(shift, 1)), 1), 1))
        }
    }

    /// @dev Copies `count` counters of 4 bytes, from byte `from` of `body` on, to 2 bytes each, from byte `to` of `image` on, and
    /// overwrites up to 30 bytes after them; says whether all of them were below `limit`, at most SMALL.
    function narrow(bytes memory body, uint256 from, bytes memory image, uint256 to, uint256 count, uint256 limit)
        internal
        pure
        returns (bool fits)
    {
        assembly ("memory-safe") {
            // What a counter lacks to the limit, it lacks to 2^15 with this added.
            let lack := mul(sub(0x8000, limit), ONES_32)
            let beyond := 0
            from := add(add(body, 32), from)
            to := add(add(image, 32), to)
            for { let end := add(from, shl(5, shr(3, count))) } lt(from, end) { from := add(from, 32) } {
                let word := mload(from)
                beyond := or(beyond, or(word, add(word, lack)))
                word := and(or(word, shr(16, word)), LOW_32)
                word := and(or(word, shr(32, word)), LOW_64)
                mstore(to, shl(128, or(word, shr(64, word))))
                to := add(to, 16)
            }
            count := and(count, 7)
            if count {
                let word := and(mload(from), not(shr(shl(5, count), not(0))))
                beyond := or(beyond, or(word, add(word, lack)))
                word := and(or(word, shr(16, word)), LOW_32)
                word := and(or(word, shr(32, word)), LOW_64)
                mstore(to, shl(128, or(word, shr(64, word))))
            }
            fits := iszero(and(beyond, mul(0xffff8000, ONES_32)))
        }
    }

    /// @dev The other way round; overwrites up to 28 bytes after the counters.
    function widen(bytes memory image, uint256 from, bytes memory body, uint256 to, uint256 count) internal pure {
        assembly ("memory-safe") {
            from := add(add(image, 32), from)
            to := add(add(body, 32), to)
            for { let end := add(to, shl(2, count)) } lt(to, end) { to := add(to, 32) } {
                let word := shr(128, mload(from))
                word := and(or(word, shl(64, word)), LOW_64)
                word := and(or(word, shl(32, word)), LOW_32)
                mstore(to, and(or(word, shl(16, word)), LOW_16))
                from := add(from, 16)
            }
        }
    }
}
