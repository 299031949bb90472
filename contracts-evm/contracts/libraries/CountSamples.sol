// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Refusals} from "./Refusals.sol";

/// @dev Samples packed as `counts` (protocol §3): entries of 1 or 2 index bytes and 1 count byte, for at most 2^15 features.
library CountSamples {
    /// @dev Bytes of an entry.
    function size(uint256 features) internal pure returns (uint256) {
        return features > 256 ? 3 : 2;
    }

    /// @dev The entry at byte `at`.
    function entry(bytes calldata sample, uint256 at, uint256 size_) internal pure returns (uint256 index, uint256 times) {
        assembly ("memory-safe") {
            times := shr(sub(256, shl(3, size_)), calldataload(add(sample.offset, at)))
            index := shr(8, times)
            times := and(times, 0xff)
        }
    }

    /// @dev Reverts with InvalidSample unless `sample` is valid.
    function check(bytes calldata sample, uint256 features) internal pure {
        uint256 size_ = size(features);
        bool valid;
        assembly ("memory-safe") {
            let wrong := mod(sample.length, size_)
            let shift := sub(256, shl(3, size_))
            let next := 0
            let end := add(sample.offset, mul(sample.length, iszero(wrong)))
            for { let from := sample.offset } lt(from, end) { from := add(from, size_) } {
                let times := shr(shift, calldataload(from))
                let index := shr(8, times)
                wrong := or(wrong, or(lt(index, next), iszero(and(times, 0xff))))
                next := add(index, 1)
            }
            valid := iszero(or(wrong, gt(next, features)))
        }
        if (!valid) refuse(sample, features);
    }

    /// @dev Reverts with the first reason for which a sample is not valid.
    function refuse(bytes calldata sample, uint256 features) internal pure {
        uint256 size_ = size(features);
        if (sample.length % size_ != 0) Refusals.invalidSample("length");
        uint256 next;
        for (uint256 at; at < sample.length; at += size_) {
            (uint256 index,) = entry(sample, at, size_);
            if (index < next) Refusals.invalidSample("order");
            next = index + 1;
        }
        if (next > features) Refusals.invalidSample("range");
        Refusals.invalidSample("count");
    }

    /// @dev How many bits `count − 1` takes for every count of a valid sample.
    function extraBits(bytes calldata sample, uint256 size_) internal pure returns (uint256 bits) {
        assembly ("memory-safe") {
            let all := 0
            let end := add(sample.offset, sample.length)
            for { let from := add(sample.offset, sub(size_, 1)) } lt(from, end) { from := add(from, size_) } {
                all := or(all, sub(byte(0, calldataload(from)), 1))
            }
            for {} all { all := shr(1, all) } { bits := add(bits, 1) }
        }
    }

    /// @dev Packs `count` entries of a valid sample, from byte `from` on, into fields `index ‖ count − 1` of `bits` and `extra` bits.
    function pack(bytes calldata sample, uint256 from, uint256 count, uint256 size_, uint256 bits, uint256 extra)
        internal
        pure
        returns (uint256 fields)
    {
        assembly ("memory-safe") {
            let width := add(bits, extra)
            let shift := sub(256, shl(3, size_))
            from := add(sample.offset, from)
            for { let end := add(from, mul(count, size_)) } lt(from, end) { from := add(from, size_) } {
                let times := shr(shift, calldataload(from))
                fields := or(shl(width, fields), or(shl(extra, shr(8, times)), sub(and(times, 0xff), 1)))
            }
        }
    }
}
