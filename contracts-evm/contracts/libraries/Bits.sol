// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev Sets of up to 256 contributions, a bit each.
library Bits {
    uint256 private constant PAIRS = type(uint256).max / 3;
    uint256 private constant QUADS = type(uint256).max / 5;
    uint256 private constant BYTES = type(uint256).max / 17;
    uint256 private constant WORDS = type(uint256).max / 257;

    /// @dev How many bits are set: neighbours are added up in parallel, in ever wider lanes.
    function count(uint256 set) internal pure returns (uint256) {
        unchecked {
            set -= (set >> 1) & PAIRS;
            set = (set & QUADS) + ((set >> 2) & QUADS);
            set = (set + (set >> 4)) & BYTES;
            set = (set & WORDS) + ((set >> 8) & WORDS);
            return (set * (type(uint256).max / type(uint16).max)) >> 240;
        }
    }
}
