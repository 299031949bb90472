// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev Sums of 4 bytes in memory, against samples that have an int8 for every feature; both end at a multiple of 32 features,
/// filled up with zeros, so that loops take whole words.
/// One multiplication does four multiply-adds: in the product of Σ s_t·2^(64t) and Σ x_t·2^(64(3−t)) what stands at 2^192 is
/// Σ s_t·x_t; what stands above is cut off. All sums stay inside their 64 bits, as 2^24 · 2^31 · 2^7 < 2^63.
/// For that a row keeps 32 sums as four words in an order of its own. In a word of a sample, byte j from the right of each group
/// of eight makes four lanes; the sums that belong to them stand 64 bits apart in the opposite order: with P_i = (sum 2i,
/// sum 2i + 1), word m is P_(15−m) P_(11−m) P_(7−m) P_(3−m). Sums are kept as `sum + 2^31`.
library CentroidRows {
    uint256 internal constant BLOCK = 32;
    uint256 private constant FLIP_8 = 0x8080808080808080808080808080808080808080808080808080808080808080;
    uint256 private constant FLIP_32 = 0x8000000080000000800000008000000080000000800000008000000080000000;
    uint256 private constant LOW_8 = 0x00000000000000ff00000000000000ff00000000000000ff00000000000000ff;
    uint256 private constant LOW_32 = 0x00000000ffffffff00000000ffffffff00000000ffffffff00000000ffffffff;
    uint256 private constant LOW_64 = 0x0000000000000000ffffffffffffffff0000000000000000ffffffffffffffff;
    uint256 private constant ZERO_8 = 0x0000000000000080000000000000008000000000000000800000000000000080;
    uint256 private constant ZERO_32 = 0x0000000080000000000000008000000000000000800000000000000080000000;
    uint256 private constant ZERO_64 = 0x8000000000000000800000000000000080000000000000008000000000000000;

    /// @dev Bytes of a row with so many features.
    function size(uint256 features) internal pure returns (uint256) {
        unchecked {
            return (features + BLOCK - 1) / BLOCK * (4 * BLOCK);
        }
    }

    /// @dev Σ sum · value over `count` words of a sample.
    function dot(uint256 row, uint256 sample, uint256 count) internal pure returns (int256 total) {
        assembly ("memory-safe") {
            let sum := ZERO_64
            for { let end := add(sample, shl(5, count)) } lt(sample, end) { sample := add(sample, 32) } {
                let x := xor(mload(sample), FLIP_8)
                for { let until := add(row, 128) } lt(row, until) { row := add(row, 32) } {
                    let s := mload(row)
                    sum := add(sum, mul(sub(and(x, LOW_8), ZERO_8), sub(and(s, LOW_32), ZERO_32)))
                    sum := add(sum, mul(sub(and(shr(8, x), LOW_8), ZERO_8), sub(and(shr(32, s), LOW_32), ZERO_32)))
                    x := shr(16, x)
                }
            }
            total := sub(shr(192, sum), 0x8000000000000000)
        }
    }

    /// @dev Adds `count` words of a sample to the sums. The caller guarantees that none leaves its range.
    function add(uint256 row, uint256 sample, uint256 count) internal pure {
        assembly ("memory-safe") {
            for { let end := add(sample, shl(5, count)) } lt(sample, end) { sample := add(sample, 32) } {
                let x := xor(mload(sample), FLIP_8)
                x := or(shr(128, x), shl(128, x))
                x := or(and(shr(64, x), LOW_64), shl(64, and(x, LOW_64)))
                for { let until := add(row, 128) } lt(row, until) { row := add(row, 32) } {
                    let values := or(and(x, LOW_8), shl(24, and(x, shl(8, LOW_8))))
                    mstore(row, sub(add(mload(row), values), or(ZERO_8, shl(32, ZERO_8))))
                    x := shr(16, x)
                }
            }
        }
    }

    /// @dev A sum of a row.
    function get(uint256 row, uint256 index) internal pure returns (int256 sum) {
        unchecked {
            (uint256 block_, uint256 pair) = (index / BLOCK, (index % BLOCK) / 2);
            uint256 word = row + block_ * (4 * BLOCK) + (3 - pair % 4) * 32;
            uint256 shift = (pair / 4) * 64 + (1 - index % 2) * 32;
            assembly ("memory-safe") {
                sum := sub(and(shr(shift, mload(word)), 0xffffffff), 0x80000000)
            }
        }
    }

    /// @dev Whether all sums of a row of `length` bytes are inside ±2^30: their two highest bits differ.
    function areModerate(uint256 row, uint256 length) internal pure returns (bool moderate) {
        assembly ("memory-safe") {
            let differ := FLIP_32
            for { let end := add(row, length) } lt(row, end) { row := add(row, 32) } {
                let sums := mload(row)
                differ := and(differ, xor(sums, shl(1, sums)))
            }
            moderate := eq(differ, FLIP_32)
        }
    }

    /// @dev Lays out the sums of the canonical body at `from`, at `to`.
    function encode(uint256 from, uint256 to, uint256 features) internal pure {
        assembly ("memory-safe") {
            function put(at, target) {
                for { let pair := add(at, 24) } iszero(lt(pair, at)) { pair := sub(pair, 8) } {
                    let sums := or(shl(192, shr(192, mload(add(pair, 96)))), shl(128, shr(192, mload(add(pair, 64)))))
                    sums := or(sums, or(shl(64, shr(192, mload(add(pair, 32)))), shr(192, mload(pair))))
                    mstore(target, xor(sums, FLIP_32))
                    target := add(target, 32)
                }
            }
            let length := shl(2, features)
            for { let end := add(from, and(length, not(127))) } lt(from, end) { from := add(from, 128) } {
                put(from, to)
                to := add(to, 128)
            }
            length := and(length, 127)
            if length {
                let rest := mload(0x40)
                for { let at := 0 } lt(at, 128) { at := add(at, 32) } { mstore(add(rest, at), 0) }
                mcopy(rest, from, length)
                put(rest, to)
            }
        }
    }

    /// @dev The other way round. Up to 152 bytes after the sums are overwritten.
    function decode(uint256 from, uint256 to, uint256 features) internal pure {
        assembly ("memory-safe") {
            for { let end := add(to, shl(2, features)) } lt(to, end) { from := add(from, 128) } {
                for { let shift := 0 } lt(shift, 256) { shift := add(shift, 64) } {
                    for { let at := add(from, 96) } iszero(lt(at, from)) { at := sub(at, 32) } {
                        mstore(to, shl(192, shr(shift, xor(mload(at), FLIP_32))))
                        to := add(to, 8)
                    }
                }
            }
        }
    }
}
