// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Refusals} from "./Refusals.sol";

/// @dev Samples packed as `sparse` (protocol §3): indices of 1 or 2 bytes, for at most 2^15 features.
library SparseSamples {
    /// @dev The lowest and the highest bit of an index in each of 16 lanes.
    uint256 private constant ONES = 0x0001000100010001000100010001000100010001000100010001000100010001;
    uint256 private constant HIGH = 0x8000800080008000800080008000800080008000800080008000800080008000;

    /// @dev Bytes of an index.
    function width(uint256 features) internal pure returns (uint256) {
        return features > 256 ? 2 : 1;
    }

    /// @dev The index at byte `at`.
    function index(bytes calldata sample, uint256 at, uint256 size) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := shr(sub(256, shl(3, size)), calldataload(add(sample.offset, at)))
        }
    }

    /// @dev Reverts with InvalidSample unless `sample` is valid.
    function check(bytes calldata sample, uint256 features) internal pure {
        bool valid = features > 256 ? _arePairs(sample, features) : _areBytes(sample, features);
        if (!valid) refuse(sample, features);
    }

    /// @dev Reverts with the first reason for which a sample is not valid.
    function refuse(bytes calldata sample, uint256 features) internal pure {
        uint256 size = width(features);
        if (sample.length % size != 0) Refusals.invalidSample("length");
        uint256 next;
        for (uint256 at; at < sample.length; at += size) {
            uint256 value = index(sample, at, size);
            if (value < next) Refusals.invalidSample("order");
            next = value + 1;
        }
        Refusals.invalidSample("range");
    }

    function _areBytes(bytes calldata sample, uint256 features) private pure returns (bool valid) {
        assembly ("memory-safe") {
            let wrong := 0
            let next := 0
            let end := add(sample.offset, sample.length)
            for { let from := sample.offset } lt(from, end) { from := add(from, 1) } {
                let value := byte(0, calldataload(from))
                wrong := or(wrong, lt(value, next))
                next := add(value, 1)
            }
            valid := iszero(or(wrong, gt(next, features)))
        }
    }

    /// @dev Takes 16 indices at a time. As none has its highest bit set, all are compared with their lower bounds by one
    /// subtraction: that bit, set in each lane before, survives where an index is not below its bound, which is one more than
    /// the index before it.
    function _arePairs(bytes calldata sample, uint256 features) private pure returns (bool valid) {
        assembly ("memory-safe") {
            let wrong := and(sample.length, 1)
            let next := 0
            for { let left := mul(sample.length, iszero(wrong)) } left {} {
                let word := calldataload(add(sample.offset, sub(sample.length, left)))
                let used := HIGH
                let part := 32
                if lt(left, 32) {
                    part := left
                    let kept := not(shr(shl(3, part), not(0)))
                    word := and(word, kept)
                    used := and(used, kept)
                }
                left := sub(left, part)
                let bounds := add(shr(16, word), or(shr(16, ONES), shl(240, next)))
                let right := and(sub(or(word, HIGH), bounds), not(word))
                wrong := or(wrong, and(not(right), used))
                next := add(and(shr(sub(256, shl(3, part)), word), 0xffff), 1)
            }
            valid := iszero(or(wrong, gt(next, features)))
        }
    }
}
