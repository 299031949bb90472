// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Refusals} from "./Refusals.sol";

/// @dev Sparse samples with any number of features (protocol §3): indices of 1 to 4 bytes, the fewest that hold them all.
library Indices {
    /// @dev Bytes of an index.
    function width(uint256 features) internal pure returns (uint256 bytes_) {
        for (bytes_ = 1; features > 1 << (8 * bytes_); ++bytes_) {}
    }

    /// @dev The index at byte `from` of `sample`.
    function at(bytes calldata sample, uint256 from, uint256 bytes_) internal pure returns (uint256 index) {
        assembly ("memory-safe") {
            index := shr(sub(256, shl(3, bytes_)), calldataload(add(sample.offset, from)))
        }
    }

    /// @dev Reverts with the first reason for which a sample is not valid.
    function check(bytes calldata sample, uint256 features, uint256 bytes_) internal pure {
        if (sample.length % bytes_ != 0) Refusals.invalidSample("length");
        uint256 next;
        unchecked {
            for (uint256 from; from < sample.length; from += bytes_) {
                uint256 index = at(sample, from, bytes_);
                if (index < next) Refusals.invalidSample("order");
                next = index + 1;
            }
        }
        if (next > features) Refusals.invalidSample("range");
    }
}
