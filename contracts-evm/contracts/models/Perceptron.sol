// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Bytes} from "../libraries/Bytes.sol";
import {Lanes} from "../libraries/Lanes.sol";
import {Refusals} from "../libraries/Refusals.sol";
import {Session} from "../trainer/Session.sol";
import {Model} from "./Model.sol";

/// @title What sparse and dense perceptrons share: parameters, layout of the state, decision (protocol §4.1)
/// @dev Two classes share one row of weights, whose sign tells them apart; more classes have one each.
abstract contract Perceptron is Model {
    int256 private constant MAX_BIAS = type(int32).max;
    int256 private constant MIN_BIAS = type(int32).min;

    /// @inheritdoc Model
    function _headerLength() internal pure override returns (uint256) {
        return 12;
    }

    /// @inheritdoc Model
    function _lengthOf(uint256 features, uint256 classes) internal pure override returns (uint256) {
        unchecked {
            return _rowLength(features) * _rows(classes);
        }
    }

    /// @inheritdoc Model
    function _checkParameters(bytes memory header) internal pure override {
        if (Bytes.number(header, 9, 2) == 0) Refusals.invalidConfig("learningRate");
        if (Bytes.number(header, 11, 1) > 1) Refusals.invalidConfig("trainBias");
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

    /// @dev Moves the bias of the row at byte `row` by `delta`, at most to the end of its range; says whether it stopped there.
    function _moveBias(Session memory session, uint256 row, int256 delta) internal pure returns (bool saturated) {
        unchecked {
            int256 bias = Lanes.bias(session.image, row) + delta;
            saturated = bias > MAX_BIAS || bias < MIN_BIAS;
            if (saturated) bias = delta > 0 ? MAX_BIAS : MIN_BIAS;
            Lanes.setBias(session.image, row, bias);
        }
    }

    /// @dev How many rows of weights there are.
    function _rows(uint256 classes) internal pure returns (uint256) {
        return classes <= 2 ? 1 : classes;
    }

    /// @dev Bytes of a row of the canonical body.
    function _rowLength(uint256 features) internal pure returns (uint256) {
        unchecked {
            return 4 + 2 * features;
        }
    }
}
