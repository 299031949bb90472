// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev What a dense perceptron's log says of one vector. From the lowest bit:
/// nonce 32 | label 16 | predicted 16 | steps 64, signed.
type DenseEntry is uint256;

using DenseEntriesLibrary for DenseEntry global;

library DenseEntriesLibrary {
    /// @dev An entry of one lesson, whose vector is not written yet.
    function encode(uint256 label_, uint256 predicted_) internal pure returns (DenseEntry) {
        return DenseEntry.wrap((1 << 64) | (predicted_ << 48) | (label_ << 32));
    }

    /// @dev The nonce of the blob that holds the vector; 0 if it is not written yet.
    function nonce(DenseEntry self) internal pure returns (uint256) {
        return uint32(DenseEntry.unwrap(self));
    }

    /// @dev The label that was right.
    function label(DenseEntry self) internal pure returns (uint256) {
        return uint16(DenseEntry.unwrap(self) >> 32);
    }

    /// @dev The label that the model had predicted.
    function predicted(DenseEntry self) internal pure returns (uint256) {
        return uint16(DenseEntry.unwrap(self) >> 48);
    }

    /// @dev How often the bias moved towards `label`, less how often it moved away.
    function steps(DenseEntry self) internal pure returns (int256) {
        return int64(uint64(DenseEntry.unwrap(self) >> 64));
    }

    function setNonce(DenseEntry self, uint256 value) internal pure returns (DenseEntry) {
        return DenseEntry.wrap((DenseEntry.unwrap(self) >> 32 << 32) | value);
    }

    /// @dev With one step more, +1 or −1, and so not written yet. There are less than 2^32 lessons.
    function step(DenseEntry self, int256 sign) internal pure returns (DenseEntry) {
        unchecked {
            uint256 sum = uint64(uint256(self.steps() + sign));
            return DenseEntry.wrap((sum << 64) | (uint64(DenseEntry.unwrap(self)) >> 32 << 32));
        }
    }

    /// @dev Which way a lesson goes, seen from an entry: 1 the same, −1 the opposite, 0 neither.
    function direction(DenseEntry self, uint256 label_, uint256 predicted_) internal pure returns (int256) {
        if (label_ == self.label() && predicted_ == self.predicted()) return 1;
        if (label_ == self.predicted() && predicted_ == self.label()) return -1;
        return 0;
    }
}
