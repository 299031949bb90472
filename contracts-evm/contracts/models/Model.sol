// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Session} from "../trainer/Session.sol";

/// @title Predicts, and learns from a labelled sample
/// @dev One of the three roles of a trainer. A model keeps its state wherever it likes and shows it as `session.image`.
abstract contract Model {
    /// @dev The kind's number in headers.
    function _modelKind() internal pure virtual returns (uint8);

    /// @dev The length of the header: protocol 2 ‖ kind 1 ‖ features 4 ‖ classes 2 ‖ parameters.
    function _headerLength() internal pure virtual returns (uint256);

    /// @dev Reverts with InvalidConfig unless `header` is one of this model's; returns the length of the canonical body.
    function _checkHeader(bytes memory header) internal pure virtual returns (uint256 length);

    /// @dev The length of the canonical body.
    function _bodyLength(Session memory session) internal pure virtual returns (uint256);

    /// @dev Where the immutable arguments end in the clone's code, and so the model's own part begins.
    function _imageOffset() internal pure virtual returns (uint256);

    /// @dev Loads the state into `session.image`.
    function _loadModel(Session memory session) internal view virtual;

    /// @dev Appends further bytes of the state, given in the layout of the image, before the trainer is ready.
    function _appendModel(Session memory session, bytes memory part) internal virtual;

    /// @dev How many bytes of the state have arrived.
    function _arrived(Session memory session) internal view virtual returns (uint256);

    /// @dev The label for `sample`; reverts with InvalidSample. An empty sample is valid.
    function _predict(Session memory session, bytes calldata sample) internal view virtual returns (uint256 label);

    /// @dev One number for each row of weights; reverts with InvalidSample.
    function _scores(Session memory session, bytes calldata sample) internal view virtual returns (int64[] memory);

    /// @dev Learns that a sample for which the model predicted `predicted` is `label`.
    function _learn(Session memory session, bytes calldata sample, uint256 label, uint256 predicted) internal virtual;

    /// @dev Writes what `_learn` could not write cheaply by itself. Every operation that learned ends with it.
    function _storeModel(Session memory session) internal virtual;

    /// @dev Folds the log into the base, whether it is full or not.
    function _foldModel(Session memory session) internal virtual;

    /// @dev Turns bytes of the canonical body that begin at `offset` into those of the image, or back, in place.
    function _convert(bytes memory part, uint256 offset) internal pure virtual;

    /// @dev The number of labels.
    function _classes(Session memory session) internal pure returns (uint256) {
        return session.header(7, 2);
    }
}
