// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev Rows of a perceptron in memory: each `bias 4 bytes ‖ weights 2 bytes each`, all of it flipped with 0x8000 in every
/// 2 bytes, so that weights are numbers 0 … 65,535 that can be added without regard to their sign.
/// `lanes` of a row is the address from which a word read at `lanes + 2·i` ends with weight i.
library Lanes {
    /// @dev Flips a weight between its canonical form and the one that is added.
    uint256 internal constant FLIP = 0x8000800080008000800080008000800080008000800080008000800080008000;

    /// @dev The lanes of the row that begins at byte `row` of `image`.
    function at(bytes memory image, uint256 row) internal pure returns (uint256 lanes) {
        assembly ("memory-safe") {
            lanes := add(image, add(row, 6))
        }
    }

    /// @dev Sums the weights that `sample` names by indices of `width` 1 or 2 bytes.
    /// @return total The sum.
    /// @return next One more than the last index.
    /// @return ordered Whether each index is greater than the one before.
    function sum(uint256 lanes, bytes calldata sample, uint256 width)
        internal
        pure
        returns (uint256 total, uint256 next, bool ordered)
    {
        assembly ("memory-safe") {
            let from := sample.offset
            let end := add(from, sample.length)
            let disorder := 0
            if eq(width, 2) {
                for { let last := sub(end, 7) } lt(from, last) { from := add(from, 8) } {
                    let four := shr(192, calldataload(from))
                    let a := shr(48, four)
                    let b := and(shr(32, four), 0xffff)
                    let c := and(shr(16, four), 0xffff)
                    let d := and(four, 0xffff)
                    disorder := or(disorder, or(or(lt(a, next), iszero(lt(a, b))), or(iszero(lt(b, c)), iszero(lt(c, d)))))
                    next := add(d, 1)
                    total := add(
                        total,
                        add(
                            add(and(mload(add(lanes, add(a, a))), 0xffff), and(mload(add(lanes, add(b, b))), 0xffff)),
                            add(and(mload(add(lanes, add(c, c))), 0xffff), and(mload(add(lanes, add(d, d))), 0xffff))
                        )
                    )
                }
            }
            let shift := sub(256, shl(3, width))
            for {} lt(from, end) { from := add(from, width) } {
                let index := shr(shift, calldataload(from))
                disorder := or(disorder, lt(index, next))
                next := add(index, 1)
                total := add(total, and(mload(add(lanes, add(index, index))), 0xffff))
            }
            ordered := iszero(disorder)
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

    /// @dev The same, but weights stop at the ends of their range; says whether one did.
    function addSaturating(uint256 lanes, uint256 fields, uint256 count, uint256 bits, int256 delta)
        internal
        pure
        returns (bool saturated)
    {
        assembly ("memory-safe") {
            let mask := sub(shl(add(bits, 1), 1), 2)
            fields := shl(1, fields)
            let beyond := 0
            for {} count { count := sub(count, 1) } {
                let lane := add(lanes, and(fields, mask))
                let word := mload(lane)
                let old := and(word, 0xffff)
                let new := add(old, delta)
                if shr(16, new) {
                    beyond := 1
                    new := mul(0xffff, sgt(new, 0))
                }
                mstore(lane, add(word, sub(new, old)))
                fields := shr(bits, fields)
            }
            saturated := beyond
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
