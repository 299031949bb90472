// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Refusals} from "./Refusals.sol";

/// @dev Labelled samples packed as `len u16 ‖ sample ‖ label u16`, one after the other (protocol §3).
library LabelledList {
    uint256 internal constant MAX_ITEMS = 256;

    /// @dev How many items there are; reverts with InvalidBatch unless there are 1 to 256 whole ones.
    function count(bytes calldata list) internal pure returns (uint256 items) {
        if (list.length == 0) Refusals.invalidBatch("empty");
        uint256 at;
        assembly ("memory-safe") {
            for {} lt(at, list.length) { items := add(items, 1) } {
                at := add(at, add(4, shr(240, calldataload(add(list.offset, at)))))
            }
        }
        if (at != list.length) Refusals.invalidBatch("length");
        if (items > MAX_ITEMS) Refusals.invalidBatch("size");
    }

    /// @dev The item at `at`, and where the next one begins. The caller has counted the list.
    function item(bytes calldata list, uint256 at)
        internal
        pure
        returns (bytes calldata sample, uint256 label, uint256 next)
    {
        assembly ("memory-safe") {
            let from := add(list.offset, at)
            sample.length := shr(240, calldataload(from))
            sample.offset := add(from, 2)
            label := shr(240, calldataload(add(sample.offset, sample.length)))
            next := add(at, add(4, sample.length))
        }
    }
}
