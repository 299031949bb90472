// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev The hash that commits to all fields of a contribution (protocol §5).
library Contributions {
    /// @dev keccak256(id u64 ‖ 20 ‖ author ‖ label u16 ‖ addedAt u64 ‖ deposit u128 ‖ taught u8 ‖ sample).
    /// The caller guarantees that each number fits its type.
    function hash(
        uint256 id,
        address author,
        uint256 label,
        uint256 addedAt,
        uint256 deposit,
        uint256 taught,
        bytes calldata sample
    ) internal pure returns (bytes32 digest) {
        assembly ("memory-safe") {
            let data := mload(0x40)
            mstore(data, or(or(shl(192, id), shl(184, 20)), or(shl(24, author), or(shl(8, label), shr(56, addedAt)))))
            mstore(add(data, 32), or(shl(200, addedAt), or(shl(72, deposit), shl(64, taught))))
            calldatacopy(add(data, 56), sample.offset, sample.length)
            digest := keccak256(data, add(56, sample.length))
        }
    }
}
