// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev Rows of weights in memory against vectors that have an int8 for every feature; all of them end at a multiple of 32
/// features, filled up with zeros, so that loops take whole words.
/// One multiplication does eight multiply-adds: in the product of Σ w_t·2^(32t) and Σ x_t·2^(32(7−t)) what stands at
/// 2^224 is Σ w_t·x_t, if every sum stays inside its 32 bits; what stands above is cut off.
/// For that a row keeps 32 weights as two words in an order of its own. In a word of a vector, byte j from the right of each
/// group of four makes eight lanes; the weights that belong to them stand 32 bits apart in the opposite order: with
/// P_i = (weight 2i, weight 2i + 1), the first word is P_15 P_13 … P_1 and the second P_14 P_12 … P_0.
/// Weights are kept as `weight + 2^15`, vectors as they are.
/// Loops take their masks from variables whose value the compiler cannot know (`one` is 1): it would read a constant that
/// is used often from code each time, which costs more than the multiplication.
library DenseLanes {
    uint256 internal constant BLOCK = 32;
    uint256 private constant FLIP_8 = 0x8080808080808080808080808080808080808080808080808080808080808080;
    uint256 private constant FLIP_16 = 0x8000800080008000800080008000800080008000800080008000800080008000;
    uint256 private constant LOW_8 = 0x000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff;
    uint256 private constant LOW_16 = 0x0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff;
    uint256 private constant ZERO_8 = 0x0000008000000080000000800000008000000080000000800000008000000080;
    uint256 private constant ZERO_16 = 0x0000800000008000000080000000800000008000000080000000800000008000;
    uint256 private constant ZERO_32 = 0x8000000080000000800000008000000080000000800000008000000080000000;
    /// @dev Words of a vector after which a sum of products of weights is taken out: the most for which it stays inside its
    /// bits, as 8 · 4 · 15 · 2^15 · 2^7 < 2^31. Products of vectors could go on for 4,096 words.
    uint256 private constant RUN = 15 * 32;

    uint256 private constant EVEN_8 = 0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff;
    uint256 private constant LOW_32 = 0x00000000ffffffff00000000ffffffff00000000ffffffff00000000ffffffff;
    uint256 private constant LOW_64 = 0x0000000000000000ffffffffffffffff0000000000000000ffffffffffffffff;

    /// @dev Words of a vector with that many features; a row has twice as many.
    function words(uint256 features) internal pure returns (uint256) {
        unchecked {
            return (features + BLOCK - 1) / BLOCK;
        }
    }

    /// @dev Σ weight · value over `count` words of a sample at `sample`, as it came but filled up with zeros.
    function dot(uint256 row, uint256 sample, uint256 count) internal pure returns (int256 total) {
        assembly ("memory-safe") {
            let one := iszero(iszero(mload(0x40)))
            let low8 := mul(one, LOW_8)
            let low16 := mul(one, LOW_16)
            let zero8 := mul(one, ZERO_8)
            let zero16 := shl(8, zero8)
            let end := add(sample, shl(5, count))
            for {} lt(sample, end) {} {
                let until := add(sample, RUN)
                if gt(until, end) { until := end }
                let sum := ZERO_32
                for {} lt(sample, until) { sample := add(sample, 32) } {
                    let x := xor(mload(sample), FLIP_8)
                    let w := mload(row)
                    sum := add(sum, mul(sub(and(x, low8), zero8), sub(and(w, low16), zero16)))
                    sum := add(sum, mul(sub(and(shr(8, x), low8), zero8), sub(and(shr(16, w), low16), zero16)))
                    w := mload(add(row, 32))
                    sum := add(sum, mul(sub(and(shr(16, x), low8), zero8), sub(and(w, low16), zero16)))
                    sum := add(sum, mul(sub(and(shr(24, x), low8), zero8), sub(and(shr(16, w), low16), zero16)))
                    row := add(row, 64)
                }
                total := add(total, sub(shr(224, sum), 0x80000000))
            }
        }
    }

    /// @dev The same with a vector in the place of the weights, of at most 4,095 words.
    function dotVector(uint256 vector, uint256 sample, uint256 count) internal pure returns (int256 total) {
        assembly ("memory-safe") {
            let one := iszero(iszero(mload(0x40)))
            let flip8 := mul(one, FLIP_8)
            let low8 := mul(one, LOW_8)
            let zero8 := mul(one, ZERO_8)
            let sum := ZERO_32
            for { let end := add(sample, shl(5, count)) } lt(sample, end) { sample := add(sample, 32) } {
                let x := xor(mload(sample), flip8)
                let v := xor(mload(vector), flip8)
                sum := add(sum, mul(sub(and(x, low8), zero8), sub(and(v, low8), zero8)))
                sum := add(sum, mul(sub(and(shr(8, x), low8), zero8), sub(and(shr(8, v), low8), zero8)))
                sum := add(sum, mul(sub(and(shr(16, x), low8), zero8), sub(and(shr(16, v), low8), zero8)))
                sum := add(sum, mul(sub(and(shr(24, x), low8), zero8), sub(and(shr(24, v), low8), zero8)))
                vector := add(vector, 32)
            }
            total := sub(shr(224, sum), 0x80000000)
        }
    }

    /// @dev Turns `count` words of a sample into a vector, at `to`: in each word, the groups of four bytes in reverse.
    function toVector(uint256 sample, uint256 to, uint256 count) internal pure {
        assembly ("memory-safe") {
            for { let end := add(sample, shl(5, count)) } lt(sample, end) { sample := add(sample, 32) } {
                let x := mload(sample)
                x := or(shr(128, x), shl(128, x))
                x := or(and(shr(64, x), LOW_64), shl(64, and(x, LOW_64)))
                mstore(to, or(and(shr(32, x), LOW_32), shl(32, and(x, LOW_32))))
                to := add(to, 32)
            }
        }
    }

    /// @dev Adds `sign`, 1 or −1, times a vector to another one, at `to`; says whether all sums are an int8. What is at
    /// `to` means nothing otherwise.
    function merge(uint256 vector, uint256 other, uint256 to, uint256 count, int256 sign) internal pure returns (bool fits) {
        assembly ("memory-safe") {
            let one := iszero(iszero(mload(0x40)))
            let flip8 := mul(one, FLIP_8)
            let low8 := mul(one, EVEN_8)
            let half := mul(one, FLIP_16)
            // Each lane is 2^15 + value + 2^7: inside the range its upper half is 2^7.
            let start := sub(half, mul(sign, shr(8, half)))
            let beyond := 0
            for { let end := add(vector, shl(5, count)) } lt(vector, end) { vector := add(vector, 32) } {
                let v := xor(mload(vector), flip8)
                let x := xor(mload(other), flip8)
                let even := add(add(and(v, low8), start), mul(sign, and(x, low8)))
                let odd := add(add(and(shr(8, v), low8), start), mul(sign, and(shr(8, x), low8)))
                beyond := or(beyond, or(xor(even, half), xor(odd, half)))
                mstore(to, xor(or(and(even, low8), shl(8, and(odd, low8))), flip8))
                other := add(other, 32)
                to := add(to, 32)
            }
            fits := iszero(and(beyond, shl(8, low8)))
        }
    }

    /// @dev Adds `factor`, −65,535 … 65,535, times a vector to the weights, which stop at the ends of their range; says
    /// whether one did.
    function add(uint256 row, uint256 vector, uint256 count, int256 factor) internal pure returns (bool saturated) {
        assembly ("memory-safe") {
            // Each lane is 2^31 + weight + 2^15: inside the range its upper half is 2^15.
            function clamp(lanes) -> clamped {
                for { let at := 0 } lt(at, 256) { at := add(at, 32) } {
                    let lane := and(shr(at, lanes), 0xffffffff)
                    let value := and(lane, 0xffff)
                    if iszero(eq(shr(16, lane), 0x8000)) { value := mul(0xffff, gt(lane, 0x80000000)) }
                    clamped := or(clamped, shl(at, value))
                }
            }
            function move(row_, v, factor_, start, low8, low16, half) -> beyond {
                let w := mload(row_)
                let a := add(add(and(w, low16), start), mul(factor_, and(v, low8)))
                let b := add(add(and(shr(16, w), low16), start), mul(factor_, and(shr(8, v), low8)))
                beyond := and(or(xor(a, half), xor(b, half)), shl(16, low16))
                if beyond {
                    a := clamp(a)
                    b := clamp(b)
                }
                mstore(row_, or(and(a, low16), shl(16, and(b, low16))))
            }
            let one := iszero(iszero(mload(0x40)))
            let low8 := mul(one, LOW_8)
            let low16 := mul(one, LOW_16)
            let half := mul(one, ZERO_32)
            let start := sub(half, mul(factor, shr(24, half)))
            for { let end := add(vector, shl(5, count)) } lt(vector, end) { vector := add(vector, 32) } {
                let v := xor(mload(vector), FLIP_8)
                saturated := or(saturated, move(row, v, factor, start, low8, low16, half))
                saturated := or(saturated, move(add(row, 32), shr(16, v), factor, start, low8, low16, half))
                row := add(row, 64)
            }
            saturated := iszero(iszero(saturated))
        }
    }

    /// @dev A copy of a sample that ends at a multiple of 32 bytes; the address of its first byte.
    function load(bytes calldata sample) internal pure returns (uint256 at) {
        assembly ("memory-safe") {
            at := mload(0x40)
            let end := add(at, and(add(sample.length, 31), not(31)))
            mstore(0x40, end)
            if gt(end, at) { mstore(sub(end, 32), 0) }
            calldatacopy(at, sample.offset, sample.length)
        }
    }

    /// @dev The address of a byte of `data`.
    function place(bytes memory data, uint256 offset) internal pure returns (uint256 at) {
        assembly ("memory-safe") {
            at := add(add(data, 32), offset)
        }
    }

    /// @dev Copies `length` bytes from one address to another.
    function copy(uint256 from, uint256 to, uint256 length) internal pure {
        assembly ("memory-safe") {
            mcopy(to, from, length)
        }
    }

    /// @dev Sets the first 32 bytes of `data`.
    function setWord(bytes memory data, uint256 word) internal pure {
        assembly ("memory-safe") {
            mstore(add(data, 32), word)
        }
    }

    /// @dev Lays out a row of the canonical body at `from`, `bias 4 ‖ weights`, at `to`, where the bias is flipped as well.
    function encodeRow(uint256 from, uint256 to, uint256 features) internal pure {
        assembly ("memory-safe") {
            function pairs(first, last) -> word {
                for { let at := last } iszero(lt(at, first)) { at := sub(at, 8) } {
                    word := or(shl(32, word), shr(224, mload(at)))
                }
            }
            function put(at, target) {
                mstore(target, xor(pairs(add(at, 4), add(at, 60)), FLIP_16))
                mstore(add(target, 32), xor(pairs(at, add(at, 56)), FLIP_16))
            }
            mstore(to, xor(mload(from), FLIP_16))
            to := add(to, 4)
            from := add(from, 4)
            let size := shl(1, features)
            for { let end := add(from, and(size, not(63))) } lt(from, end) { from := add(from, 64) } {
                put(from, to)
                to := add(to, 64)
            }
            size := and(size, 63)
            if size {
                let rest := mload(0x40)
                mstore(rest, 0)
                mstore(add(rest, 32), 0)
                mcopy(rest, from, size)
                put(rest, to)
            }
        }
    }

    /// @dev The row of the canonical body for a row at `from`, at `to`. Up to 96 bytes after it are overwritten.
    function decodeRow(uint256 from, uint256 to, uint256 features) internal pure {
        assembly ("memory-safe") {
            mstore(to, xor(mload(from), FLIP_16))
            from := add(from, 4)
            to := add(to, 4)
            for { let end := add(from, shl(1, features)) } lt(from, end) { from := add(from, 64) } {
                let odd := xor(mload(from), FLIP_16)
                let even := xor(mload(add(from, 32)), FLIP_16)
                for { let until := add(to, 64) } lt(to, until) { to := add(to, 8) } {
                    mstore(to, shl(224, even))
                    mstore(add(to, 4), shl(224, odd))
                    even := shr(32, even)
                    odd := shr(32, odd)
                }
            }
        }
    }
}
