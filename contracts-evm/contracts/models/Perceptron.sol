// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Bytes} from "../libraries/Bytes.sol";
import {Lanes} from "../libraries/Lanes.sol";
import {Refusals} from "../libraries/Refusals.sol";
import {Session} from "../trainer/Session.sol";
import {Model} from "./Model.sol";
import {WeightStore} from "./WeightStore.sol";

/// @title What sparse and dense perceptrons share: parameters, layout of the state, decision (protocol §4.1)
/// @dev Two classes share one row of weights, whose sign tells them apart; more classes have one each.
abstract contract Perceptron is WeightStore {
    /// @dev So that the highest bit of an index in a sample is free, and one fold of a row fits a transaction.
    uint256 private constant MAX_FEATURES = 1 << 15;
    int256 private constant MAX_BIAS = type(int32).max;
    int256 private constant MIN_BIAS = type(int32).min;

    /// @inheritdoc Model
    function _headerLength() internal pure override returns (uint256) {
        return 12;
    }

    /// @inheritdoc Model
    function _lengthOf(uint256 features, uint256 classes) internal pure override returns (uint256) {
        unchecked {
            return _rowLength(features) * (classes <= 2 ? 1 : classes);
        }
    }

    /// @inheritdoc Model
    function _takes(uint256 features, uint256 classes) internal pure override returns (bool) {
        return features <= MAX_FEATURES && _lengthOf(features, classes) <= MAX_IMAGE;
    }

    /// @inheritdoc Model
    function _checkParameters(bytes memory header) internal pure override {
        if (Bytes.number(header, 9, 2) == 0) Refusals.invalidConfig("learningRate");
        if (Bytes.number(header, 11, 1) > 1) Refusals.invalidConfig("trainBias");
    }

    /// @inheritdoc WeightStore
    function _convert(bytes memory part, uint256 offset) internal pure override {
        Bytes.flip(part, offset & 1 == 0 ? Lanes.FLIP : Lanes.FLIP >> 8);
    }

    /// @inheritdoc Model
    function _predictToLearn(Session memory session, bytes calldata sample, uint256, bool)
        internal
        view
        override
        returns (uint256)
    {
        return _predict(session, sample);
    }

    /// @dev What a lesson adds to a weight or takes from it.
    function _rate(Session memory session) internal pure returns (int256) {
        return int256(session.header(9, 2));
    }

    /// @dev Whether lessons move the bias.
    function _trainsBias(Session memory session) internal pure returns (bool) {
        return session.header(11, 1) == 1;
    }

    /// @dev Moves the bias of a row by `delta`, at most to the end of its range.
    function _moveBias(Session memory session, uint256 row, int256 delta) internal pure {
        unchecked {
            int256 bias = Lanes.bias(session.image, row) + delta;
            if (bias > MAX_BIAS) bias = MAX_BIAS;
            if (bias < MIN_BIAS) bias = MIN_BIAS;
            Lanes.setBias(session.image, row, bias);
        }
    }

    /// @dev Bytes of a row.
    function _rowLength(uint256 features) internal pure returns (uint256) {
        unchecked {
            return 4 + 2 * features;
        }
    }
}
