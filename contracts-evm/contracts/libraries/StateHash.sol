// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev The hash of a canonical state (protocol §8), chained over chunks so that every chain can compute it.
library StateHash {
    /// @dev Bytes of the body in a chunk; the last may be shorter.
    uint256 internal constant CHUNK = 8192;

    /// @dev h_j from h_{j−1} and chunk_j. Borrows the word before the chunk.
    function chain(bytes32 hash, bytes memory chunk) internal pure returns (bytes32 next) {
        assembly ("memory-safe") {
            let length := mload(chunk)
            mstore(chunk, hash)
            next := keccak256(chunk, add(length, 32))
            mstore(chunk, length)
        }
    }

    /// @dev h_0 = keccak256(header), h_j = keccak256(h_{j−1} ‖ chunk_j). Borrows the word before each chunk.
    function compute(bytes32 headerHash, bytes memory body) internal pure returns (bytes32 hash) {
        hash = headerHash;
        assembly ("memory-safe") {
            let length := mload(body)
            for { let at := 0 } lt(at, length) { at := add(at, CHUNK) } {
                let size := sub(length, at)
                if gt(size, CHUNK) { size := CHUNK }
                let borrowed := add(body, at)
                let kept := mload(borrowed)
                mstore(borrowed, hash)
                hash := keccak256(borrowed, add(size, 32))
                mstore(borrowed, kept)
            }
        }
    }
}
