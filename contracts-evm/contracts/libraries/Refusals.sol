// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ITrainer} from "../interfaces/ITrainer.sol";

/// @dev Reverts with the errors that carry a word. One piece of bytecode builds them all: the word goes through memory, so
/// that the compiler does not make a copy of it for every word.
library Refusals {
    function invalidConfig(bytes32 field) internal pure {
        _keep(field);
        _refuse(ITrainer.InvalidConfig.selector);
    }

    function invalidSample(bytes32 reason) internal pure {
        _keep(reason);
        _refuse(ITrainer.InvalidSample.selector);
    }

    function invalidBatch(bytes32 reason) internal pure {
        _keep(reason);
        _refuse(ITrainer.InvalidBatch.selector);
    }

    function _keep(bytes32 word) private pure {
        assembly ("memory-safe") {
            mstore(0, word)
        }
    }

    /// @dev Reverts with `selector(string)`, the string being the kept word without the zero bytes after it.
    function _refuse(bytes4 selector) private pure {
        assembly ("memory-safe") {
            let word := mload(0)
            let length := 0
            for {} byte(length, word) {} { length := add(length, 1) }
            let data := mload(0x40)
            mstore(data, selector)
            mstore(add(data, 4), 32)
            mstore(add(data, 36), length)
            mstore(add(data, 68), word)
            revert(data, 100)
        }
    }
}
