// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev Big-endian numbers inside packed bytes, and slices of them.
library Bytes {
    /// @dev The number of `size` ≤ 32 bytes at `offset`. The caller guarantees that they are inside `data`.
    function number(bytes memory data, uint256 offset, uint256 size) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := shr(sub(256, shl(3, size)), mload(add(add(data, 32), offset)))
        }
    }

    /// @dev A copy of `length` bytes from `offset` on. The caller guarantees that they are inside `data`.
    function slice(bytes memory data, uint256 offset, uint256 length) internal pure returns (bytes memory part) {
        part = new bytes(length);
        assembly ("memory-safe") {
            mcopy(add(part, 32), add(add(data, 32), offset), length)
        }
    }

    /// @dev Copies `length` bytes of `from`, from `offset` on, to `at` in `into`. The caller guarantees that both are long enough.
    function copy(bytes memory from, uint256 offset, bytes memory into, uint256 at, uint256 length) internal pure {
        assembly ("memory-safe") {
            mcopy(add(add(into, 32), at), add(add(from, 32), offset), length)
        }
    }

    /// @dev Sets the number of `size` ≤ 32 bytes at `offset`. The caller guarantees that they are inside `data`.
    function setNumber(bytes memory data, uint256 offset, uint256 size, uint256 value) internal pure {
        assembly ("memory-safe") {
            let place := add(add(data, 32), offset)
            let rest := shr(shl(3, size), not(0))
            mstore(place, or(shl(sub(256, shl(3, size)), value), and(mload(place), rest)))
        }
    }

    /// @dev Flips every bit of `data` that is set in `mask`, which repeats every 32 bytes from the first byte on.
    function flip(bytes memory data, uint256 mask) internal pure {
        assembly ("memory-safe") {
            let at := add(data, 32)
            let end := add(at, mload(data))
            for { let quick := sub(end, 127) } slt(sub(at, quick), 0) { at := add(at, 128) } {
                mstore(at, xor(mload(at), mask))
                mstore(add(at, 32), xor(mload(add(at, 32)), mask))
                mstore(add(at, 64), xor(mload(add(at, 64)), mask))
                mstore(add(at, 96), xor(mload(add(at, 96)), mask))
            }
            for { let whole := sub(end, 31) } slt(sub(at, whole), 0) { at := add(at, 32) } {
                mstore(at, xor(mload(at), mask))
            }
            if lt(at, end) {
                let kept := shr(shl(3, sub(end, at)), not(0))
                mstore(at, xor(mload(at), and(mask, not(kept))))
            }
        }
    }
}
