// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev Data kept as code: written once, read for three gas a word.
library Code {
    /// @dev The most bytes of data in one blob; its first byte is STOP, so that it cannot be run.
    uint256 internal constant MAX_BLOB = 24_575;

    /// @dev Fresh memory whose content is not set: the caller fills all of it.
    function allocate(uint256 length) internal pure returns (bytes memory data) {
        assembly ("memory-safe") {
            data := mload(0x40)
            mstore(data, length)
            mstore(0x40, add(add(data, 32), and(add(length, 31), not(31))))
        }
    }

    /// @dev Takes `length`, no longer than it is, for the length of `data` from now on.
    function shorten(bytes memory data, uint256 length) internal pure {
        assembly ("memory-safe") {
            mstore(data, length)
        }
    }

    /// @dev Where the next memory is taken from.
    function mark() internal pure returns (uint256 free) {
        assembly ("memory-safe") {
            free := mload(0x40)
        }
    }

    /// @dev Gives back all memory taken since `free` was marked. Nothing that is in it may be used any more.
    function release(uint256 free) internal pure {
        assembly ("memory-safe") {
            mstore(0x40, free)
        }
    }

    /// @dev Copies `length` bytes of the code of `from`, from `offset` on, to `at` in `into`, which is long enough.
    function copy(address from, uint256 offset, bytes memory into, uint256 at, uint256 length) internal view {
        assembly ("memory-safe") {
            extcodecopy(from, add(add(into, 32), at), offset, length)
        }
    }

    /// @dev Sets `length` bytes at `at` in `into`, which is long enough, to zero: there is no calldata beyond its end.
    function clear(bytes memory into, uint256 at, uint256 length) internal pure {
        assembly ("memory-safe") {
            calldatacopy(add(add(into, 32), at), calldatasize(), length)
        }
    }

    /// @dev Ends the call with `data` as its answer, encoded where it is. Borrows the word before it.
    function answer(bytes memory data) internal pure {
        assembly ("memory-safe") {
            let start := sub(data, 32)
            mstore(start, 32)
            return(start, add(mload(data), 64))
        }
    }

    /// @dev Makes a blob of `length` ≤ MAX_BLOB bytes of `data` from `at` on. Memory before them is borrowed for the init
    /// code PUSH2 size RETURNDATASIZE DUP2 PUSH1 10 RETURNDATASIZE CODECOPY RETURN ‖ STOP and put back.
    function store(bytes memory data, uint256 at, uint256 length) internal {
        assembly ("memory-safe") {
            let borrowed := add(data, at)
            let kept := mload(borrowed)
            mstore(borrowed, or(shl(64, add(length, 1)), or(shl(80, 0x61), 0x3d81600a3d39f300)))
            if iszero(create(0, add(borrowed, 21), add(length, 11))) { revert(0, 0) }
            mstore(borrowed, kept)
        }
    }

    /// @dev Runs `initCode` as a constructor; what it reverts with is passed on.
    function create(bytes memory initCode) internal returns (address created) {
        assembly ("memory-safe") {
            created := create(0, add(initCode, 32), mload(initCode))
            if iszero(created) {
                let data := mload(0x40)
                returndatacopy(data, 0, returndatasize())
                revert(data, returndatasize())
            }
        }
    }

    /// @dev The address of what `creator` makes with `nonce`, 1 to 2^32 − 1: the hash of rlp([creator, nonce]), which is
    /// 0xd6 + n ‖ 0x94 ‖ creator ‖ nonce in one byte if it is below 128, else 0x80 + n ‖ nonce in n bytes.
    function addressOf(address creator, uint256 nonce) internal pure returns (address made) {
        assembly ("memory-safe") {
            let size := 0
            let tail := nonce
            if gt(nonce, 0x7f) {
                size := add(add(1, gt(nonce, 0xff)), add(gt(nonce, 0xffff), gt(nonce, 0xffffff)))
                tail := or(nonce, shl(shl(3, size), add(0x80, size)))
            }
            let list := or(shl(168, add(0xd6, size)), or(shl(160, 0x94), creator))
            mstore(0, or(shl(80, list), shl(sub(72, shl(3, size)), tail)))
            made := and(keccak256(0, add(23, size)), sub(shl(160, 1), 1))
        }
    }
}
