// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev The tree over the hashes of a batch (protocol §5): a node is keccak256(0x01 ‖ left ‖ right), a missing right one
/// 32 zero bytes. Leaves cannot pass for nodes, because their preimages begin with 0x00.
library Merkle {
    /// @dev The greatest height: 256 leaves.
    uint256 private constant MAX_HEIGHT = 8;

    /// @dev Room for the hashes of a batch, and for the zero that may stand in for a missing one.
    function leaves(uint256 count) internal pure returns (bytes32[] memory hashes) {
        hashes = new bytes32[](count + 1);
        assembly ("memory-safe") {
            mstore(hashes, count)
        }
    }

    /// @dev The root of 1 or more hashes in memory that `leaves` made. Warning: uses it up.
    function root(bytes32[] memory hashes) internal pure returns (bytes32 top) {
        assembly ("memory-safe") {
            let count := mload(hashes)
            let level := add(hashes, 32)
            for {} gt(count, 1) { count := shr(1, add(count, 1)) } {
                if and(count, 1) { mstore(add(level, shl(5, count)), 0) }
                let to := level
                let end := add(level, shl(5, count))
                for { let from := level } lt(from, end) { from := add(from, 64) } {
                    // The byte before a pair is the last of a node that was read already, or of the array's length.
                    mstore8(sub(from, 1), 1)
                    mstore(to, keccak256(sub(from, 1), 65))
                    to := add(to, 32)
                }
            }
            top := mload(level)
        }
    }

    /// @dev The root that `proof` leads to from `leaf`, and the leaf's position; nothing if its shape is impossible.
    function prove(bytes32 leaf, bytes calldata proof) internal pure returns (bytes32 top, uint256 position) {
        unchecked {
            uint256 height = proof.length >> 5;
            position = uint8(bytes1(proof));
            if (proof.length & 31 != 1 || height == 0 || height > MAX_HEIGHT || position >> height != 0) return (0, 0);
            top = leaf;
            for (uint256 level; level < height; ++level) {
                bytes32 sibling;
                assembly ("memory-safe") {
                    sibling := calldataload(add(add(proof.offset, 1), shl(5, level)))
                }
                top = (position >> level) & 1 == 0 ? _node(top, sibling) : _node(sibling, top);
            }
        }
    }

    function _node(bytes32 left, bytes32 right) private pure returns (bytes32 node) {
        assembly ("memory-safe") {
            let data := mload(0x40)
            mstore8(data, 1)
            mstore(add(data, 1), left)
            mstore(add(data, 33), right)
            node := keccak256(data, 65)
        }
    }
}
