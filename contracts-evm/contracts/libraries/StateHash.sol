// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev The hash of a canonical state (protocol §8), chained over chunks so that every chain can compute it.
library StateHash {
    uint256 private constant CHUNK = 8192;

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
