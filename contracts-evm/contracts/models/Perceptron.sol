// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ITrainer} from "../interfaces/ITrainer.sol";
import {Bytes} from "../libraries/Bytes.sol";
import {Lanes} from "../libraries/Lanes.sol";
import {Session} from "../trainer/Session.sol";
import {Model} from "./Model.sol";
import {WeightStore} from "./WeightStore.sol";

/// @title What sparse and dense perceptrons share: parameters, layout of the state, decision (protocol §4.1)
/// @dev Two classes share one row of weights, whose sign tells them apart; more classes have one each.
abstract contract Perceptron is WeightStore {
    uint256 private constant MAX_FEATURES = 1 << 24;
    int256 private constant MAX_BIAS = type(int32).max;
    int256 private constant MIN_BIAS = type(int32).min;

    /// @inheritdoc Model
    function _headerLength() internal pure override returns (uint256) {
        return 12;
    }

    /// @inheritdoc Model
    function _checkHeader(bytes calldata header) internal pure override returns (uint256 length) {
        if (header.length != _headerLength() || bytes3(header) != bytes3(uint24(1 << 8 | _modelKind()))) {
            revert ITrainer.InvalidConfig("header");
        }
        uint256 features = uint32(bytes4(header[3:]));
        uint256 classes = uint16(bytes2(header[7:]));
        length = _length(features, classes);
        if (features == 0 || features > MAX_FEATURES || length > MAX_IMAGE) revert ITrainer.InvalidConfig("features");
        if (classes < 2) revert ITrainer.InvalidConfig("classes");
        if (bytes2(header[9:]) == 0) revert ITrainer.InvalidConfig("learningRate");
        if (uint8(header[11]) > 1) revert ITrainer.InvalidConfig("trainBias");
    }

    /// @inheritdoc Model
    function _bodyLength(Session memory session) internal pure override returns (uint256) {
        return _length(_features(session), _classes(session));
    }

    /// @inheritdoc Model
    function _convert(bytes memory part, uint256 offset) internal pure override {
        Bytes.flip(part, offset % 2 == 0 ? Lanes.FLIP : Lanes.FLIP >> 8);
    }

    /// @dev The number of features.
    function _features(Session memory session) internal pure returns (uint256) {
        return session.header(3, 4);
    }

    /// @dev What a lesson adds to a weight or takes from it.
    function _rate(Session memory session) internal pure returns (int256) {
        return int256(session.header(9, 2));
    }

    /// @dev Moves the bias of a row by `delta` if biases are trained, at most to the end of its range.
    function _moveBias(Session memory session, uint256 row, int256 delta) internal pure {
        if (session.header(11, 1) == 0) return;
        int256 bias = Lanes.bias(session.image, row) + delta;
        if (bias > MAX_BIAS) bias = MAX_BIAS;
        if (bias < MIN_BIAS) bias = MIN_BIAS;
        Lanes.setBias(session.image, row, bias);
    }

    /// @dev Bytes of a row.
    function _rowLength(uint256 features) internal pure returns (uint256) {
        return 4 + 2 * features;
    }

    function _length(uint256 features, uint256 classes) private pure returns (uint256) {
        return _rowLength(features) * (classes <= 2 ? 1 : classes);
    }
}
