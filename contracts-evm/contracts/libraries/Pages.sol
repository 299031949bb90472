// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev Signed numbers that changed, in one slot: 15 of 16 bits or 7 of 32, from the lowest bit on. The highest bit tells
/// a page that was written from one that never was.
type Page is uint256;

using PagesLibrary for Page global;

library PagesLibrary {
    /// @dev Weights in a page.
    uint256 internal constant WEIGHTS = 15;
    /// @dev Biases in a page.
    uint256 internal constant BIASES = 7;
    uint256 private constant WRITTEN = 1 << 255;

    function isWritten(Page self) internal pure returns (bool) {
        return Page.unwrap(self) & WRITTEN != 0;
    }

    /// @dev The number in a lane of `bits`, 16 or 32.
    function get(Page self, uint256 lane, uint256 bits) internal pure returns (int256 value) {
        assembly ("memory-safe") {
            value := signextend(sub(shr(3, bits), 1), shr(mul(lane, bits), self))
        }
    }

    /// @dev Written, with `value` in a lane of `bits`, of which only the lowest count.
    function set(Page self, uint256 lane, uint256 bits, int256 value) internal pure returns (Page) {
        unchecked {
            uint256 mask = (1 << bits) - 1;
            uint256 rest = Page.unwrap(self) & ~(mask << (lane * bits));
            return Page.wrap(rest | WRITTEN | ((uint256(value) & mask) << (lane * bits)));
        }
    }
}
