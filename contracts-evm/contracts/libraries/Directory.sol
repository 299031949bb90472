// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev Where the parts of a long run of bytes are kept. Entries of 8 bytes, `start 4 ‖ nonce 4`, ascending: from `start` to
/// the next entry's, the bytes are in the blob with that nonce, in the clone's own code (OWN), or all zero (0). The last
/// entry only says where the run ends.
library Directory {
    uint256 internal constant ENTRY = 8;
    uint256 internal constant OWN = type(uint32).max;

    /// @dev Writes an entry at byte `at` of `data`; returns where the next one goes.
    function put(bytes memory data, uint256 at, uint256 start, uint256 nonce) internal pure returns (uint256 next) {
        assembly ("memory-safe") {
            let place := add(add(data, 32), at)
            let rest := and(mload(place), sub(shl(192, 1), 1))
            mstore(place, or(or(shl(224, start), shl(192, nonce)), rest))
            next := add(at, ENTRY)
        }
    }

    /// @dev The part that byte `offset` of the run is in, by halving; the entries begin at byte `first` of `data`.
    function find(bytes memory data, uint256 first, uint256 offset)
        internal
        pure
        returns (uint256 nonce, uint256 start, uint256 end)
    {
        assembly ("memory-safe") {
            let entries := add(add(data, 32), first)
            let low := 0
            let high := sub(shr(3, sub(mload(data), first)), 1)
            for {} gt(sub(high, low), 1) {} {
                let middle := shr(1, add(low, high))
                switch gt(shr(224, mload(add(entries, shl(3, middle)))), offset)
                case 0 { low := middle }
                default { high := middle }
            }
            let word := mload(add(entries, shl(3, low)))
            start := shr(224, word)
            nonce := and(shr(192, word), 0xffffffff)
            end := and(shr(160, word), 0xffffffff)
        }
    }
}
