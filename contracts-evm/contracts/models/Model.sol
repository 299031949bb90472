// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ITrainer} from "../interfaces/ITrainer.sol";
import {Bytes} from "../libraries/Bytes.sol";
import {Refusals} from "../libraries/Refusals.sol";
import {Session} from "../trainer/Session.sol";

/// @title Predicts, and learns from a labelled sample
/// @dev One of the three roles of a trainer. A model keeps its state wherever it likes and shows it as `session.image`, in
/// its own layout, of any length. How an operation uses it: `_loadModel`, then any of `_predict…`, `_learn`, then
/// `_storeModel`. WeightStore keeps an image and a log of lessons for models that extend it.
abstract contract Model {
    // ---------------------------------------------------------------- configuration

    /// @dev The kind's number in headers.
    function _modelKind() internal pure virtual returns (uint8);

    /// @dev The length of the header: protocol 2 ‖ kind 1 ‖ features 4 ‖ classes 2 ‖ parameters.
    function _headerLength() internal pure virtual returns (uint256);

    /// @dev The length of the canonical body (protocol §8) of a model of that size. Never overflows for 32-bit `features`
    /// and 16-bit `classes`.
    function _lengthOf(uint256 features, uint256 classes) internal pure virtual returns (uint256);

    /// @dev Whether this chain can keep a model of that size; if not, its `features` are refused.
    function _takes(uint256 features, uint256 classes) internal pure virtual returns (bool);

    /// @dev Reverts with InvalidConfig unless the parameters at the end of `header` are in their ranges.
    function _checkParameters(bytes memory header) internal pure virtual;

    /// @dev Reverts with InvalidConfig unless `header` is one of this model's; returns the length of the canonical body.
    function _checkHeader(bytes memory header) internal pure returns (uint256 length) {
        if (header.length != _headerLength() || Bytes.number(header, 0, 3) != (1 << 8 | _modelKind())) {
            Refusals.invalidConfig("header");
        }
        uint256 features = Bytes.number(header, 3, 4);
        uint256 classes = Bytes.number(header, 7, 2);
        if (features == 0 || !_takes(features, classes)) Refusals.invalidConfig("features");
        if (classes < 2) Refusals.invalidConfig("classes");
        _checkParameters(header);
        return _lengthOf(features, classes);
    }

    // ---------------------------------------------------------------- state

    /// @dev Where the immutable arguments end in the clone's code, and so the model's own part begins.
    function _imageOffset() internal pure virtual returns (uint256);

    /// @dev What the clone's own code keeps of the first bytes of the canonical body, which may be all or none of it.
    function _encodeOwn(bytes memory header, bytes calldata body) internal pure virtual returns (bytes memory own);

    /// @dev Appends bytes of the canonical body from `offset` on, before the trainer is ready. Between what has arrived and
    /// `offset`, the body is zero.
    function _appendModel(Session memory session, uint256 offset, bytes memory part) internal virtual;

    /// @dev How many bytes of the canonical body have arrived.
    function _arrived(Session memory session) internal view virtual returns (uint256);

    /// @dev All of the body has arrived, in parts: the last chance to rewrite it before the trainer is ready.
    function _completeModel(Session memory session) internal virtual;

    /// @dev Loads the state into `session.image`.
    function _loadModel(Session memory session) internal view virtual;

    /// @dev Writes what `_learn` could not write cheaply by itself. Every operation that learned ends with it.
    function _storeModel(Session memory session) internal virtual;

    /// @dev Folds the log into the base, whether it is full or not.
    function _foldModel(Session memory session) internal virtual;

    /// @dev Remembers the state as it is at the beginning of this operation; once in a trainer's life. Costs the same however
    /// large the state is.
    function _snapshot(Session memory session) internal virtual;

    /// @dev Goes back to the state that was remembered, and loads it; as often as needed. Lessons of this session that were
    /// not stored are dropped.
    function _restore(Session memory session) internal virtual;

    /// @dev The `length` bytes of the canonical body from `offset` on, all of which exist. The model is loaded. Memory that a
    /// call takes may be used again after it, except that of the first call in a session.
    function _body(Session memory session, uint256 offset, uint256 length)
        internal
        view
        virtual
        returns (bytes memory part);

    // ---------------------------------------------------------------- predicting and learning

    /// @dev The label for `sample`; reverts with InvalidSample. An empty sample is valid.
    function _predict(Session memory session, bytes calldata sample) internal view virtual returns (uint256 label);

    /// @dev One number for each row of weights; reverts with InvalidSample.
    function _scores(Session memory session, bytes calldata sample) internal view virtual returns (int64[] memory);

    /// @dev What `_learn` needs to know of a sample that is not empty and is to be learned as `label`; reverts with
    /// InvalidSample. Models that learn alike whatever they predict look only if `asked`, and answer `label` otherwise.
    function _predictToLearn(Session memory session, bytes calldata sample, uint256 label, bool asked)
        internal
        view
        virtual
        returns (uint256 predicted);

    /// @dev Learns that a sample for which `_predictToLearn` answered `predicted` is `label`, so that later predictions in
    /// this session know. Where a counter would leave its range nothing changes and the answer is false.
    function _tryLearn(Session memory session, bytes calldata sample, uint256 label, uint256 predicted)
        internal
        virtual
        returns (bool learned);

    /// @dev The same; reverts with CounterOverflow where a counter would leave its range.
    function _learn(Session memory session, bytes calldata sample, uint256 label, uint256 predicted) internal {
        if (!_tryLearn(session, sample, label, predicted)) revert ITrainer.CounterOverflow();
    }

    /// @dev Checks label, then sample, and predicts as far as learning needs it or the caller `asked`; otherwise the answer
    /// is `label`. The model was taught something if the answer is not `label`.
    function _predictLabelled(Session memory session, bytes calldata sample, uint256 label, bool asked)
        internal
        view
        returns (uint256 predicted)
    {
        uint256 classes = _classes(session);
        if (label >= classes) revert ITrainer.InvalidLabel(uint16(label), uint16(classes));
        if (sample.length == 0) Refusals.invalidSample("empty");
        return _predictToLearn(session, sample, label, asked);
    }

    /// @dev The label for a sample that was added. An empty sample may be predicted, but not added, refunded or reported.
    function _predictAdded(Session memory session, bytes calldata sample) internal view returns (uint256) {
        if (sample.length == 0) Refusals.invalidSample("empty");
        return _predict(session, sample);
    }

    /// @dev The most bytes of a sample that can wait to be learned: whoever adds it pays for keeping it only, so its lesson must
    /// fit one transaction in any case. At most 65,535, for which an item of a labelled list has room.
    function _mostDeferred(Session memory session) internal pure virtual returns (uint256);

    // ---------------------------------------------------------------- header

    /// @dev The length of the canonical body.
    function _bodyLength(Session memory session) internal pure returns (uint256) {
        return _lengthOf(_features(session), _classes(session));
    }

    /// @dev The number of features.
    function _features(Session memory session) internal pure returns (uint256) {
        return session.header(3, 4);
    }

    /// @dev The number of labels.
    function _classes(Session memory session) internal pure returns (uint256) {
        return session.header(7, 2);
    }
}
