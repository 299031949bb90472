// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev What a dense nearest centroid's log says of one lesson. From the lowest bit:
/// nonce 32 | label 16 | growth 208, signed: by how much the squared length of the class grew.
type CentroidEntry is uint256;

using CentroidEntriesLibrary for CentroidEntry global;

library CentroidEntriesLibrary {
    /// @dev An entry whose sample is not kept yet.
    function encode(uint256 label_, int256 growth_) internal pure returns (CentroidEntry) {
        unchecked {
            return CentroidEntry.wrap((uint256(growth_) << 48) | (label_ << 32));
        }
    }

    /// @dev The nonce of the blob that holds the sample; 0 if it is not written yet.
    function nonce(CentroidEntry self) internal pure returns (uint256) {
        return uint32(CentroidEntry.unwrap(self));
    }

    function label(CentroidEntry self) internal pure returns (uint256) {
        return uint16(CentroidEntry.unwrap(self) >> 32);
    }

    function growth(CentroidEntry self) internal pure returns (int256) {
        return int256(CentroidEntry.unwrap(self)) >> 48;
    }

    function setNonce(CentroidEntry self, uint256 value) internal pure returns (CentroidEntry) {
        return CentroidEntry.wrap((CentroidEntry.unwrap(self) >> 32 << 32) | value);
    }
}
