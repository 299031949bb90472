// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DataHandler} from "../data/DataHandler.sol";
import {ITrainer} from "../interfaces/ITrainer.sol";
import {Contributions} from "../libraries/Contributions.sol";
import {LabelledList} from "../libraries/LabelledList.sol";
import {Merkle} from "../libraries/Merkle.sol";
import {Payments} from "../libraries/Payments.sol";
import {Refusals} from "../libraries/Refusals.sol";
import {Clone} from "./Clone.sol";
import {Session} from "./Session.sol";

/// @title What every trainer does, whatever its incentive mechanism
/// @dev Each operation reads as decide, check, learn, record, commit, tell, pay. The roles say what should be; the trainer
/// orders and bounds them.
abstract contract Trainer is Clone, DataHandler {
    using LabelledList for bytes;

    /// @inheritdoc ITrainer
    function addData(bytes calldata sample, uint16 label) external payable {
        Session memory session;
        _openModel(session);
        _checkAdding(session);
        uint256 predicted = _predictAdding(session, sample, label);
        uint256 deposit = _deposit(_price(session, session.elapsed(block.timestamp)), 1);
        uint256 change = Payments.change(deposit);

        if (!_tryTeach(session, sample, label, predicted)) revert CounterOverflow();
        bool taught = !_defers() && predicted != label;
        bytes32 hash =
            Contributions.hash(session.globals.nextId(), msg.sender, label, block.timestamp, deposit, taught ? 1 : 0, sample);
        if (_defers()) _defer(session, abi.encodePacked(msg.sender, uint16(sample.length), sample, label), deposit);
        (uint256 id, uint256 slot) = _record(session, hash, 1, _defers() ? 0 : deposit);
        session.globals = session.globals.setLastUpdate(block.timestamp);
        _close(session);

        emit DataAdded(
            uint64(id), uint32(slot), msg.sender, label, uint64(block.timestamp), uint128(deposit), taught, sample
        );
        Payments.pay(change);
    }

    /// @inheritdoc ITrainer
    function addDataBatch(bytes calldata samples) external payable {
        Session memory session;
        _openModel(session);
        _checkAdding(session);
        uint256 count = samples.count();
        uint256 deposit = _deposit(_price(session, session.elapsed(block.timestamp) / count), count);

        (bytes32 root, uint256 taught, bool learned) = _teachBatch(session, samples, count, deposit);
        uint256 change = Payments.change(deposit * count);
        if (!learned) revert CounterOverflow();
        if (_defers()) _defer(session, abi.encodePacked(msg.sender, samples), deposit * count);
        (uint256 id, uint256 slot) = _record(session, root, count, _defers() ? 0 : deposit * count);
        session.globals = session.globals.setLastUpdate(block.timestamp);
        _close(session);

        emit BatchAdded(
            uint64(id), uint32(slot), msg.sender, uint64(block.timestamp), uint128(deposit), taught, samples
        );
        Payments.pay(change);
    }

    /// @inheritdoc ITrainer
    function compact() external {
        Session memory session;
        _openModel(session);
        if (session.globals.lessons() == 0) return;
        _foldModel(session);
        _close(session);
    }

    /// @inheritdoc ITrainer
    function predict(bytes calldata sample) external view returns (uint16) {
        Session memory session;
        _openModel(session);
        return uint16(_predict(session, sample));
    }

    /// @inheritdoc ITrainer
    function predictBatch(bytes[] calldata samples) external view returns (uint16[] memory) {
        Session memory session;
        _openModel(session);
        uint16[] memory labels = new uint16[](samples.length);
        for (uint256 i; i < samples.length; ++i) {
            labels[i] = uint16(_predict(session, samples[i]));
        }
        return labels;
    }

    /// @inheritdoc ITrainer
    function scores(bytes calldata sample) external view returns (int64[] memory) {
        Session memory session;
        _openModel(session);
        return _scores(session, sample);
    }

    /// @inheritdoc ITrainer
    function quote(uint64 at, uint32 count) external view returns (uint128) {
        Session memory session;
        _open(session);
        if (count == 0) Refusals.invalidBatch("empty");
        if (count > LabelledList.MAX_ITEMS) Refusals.invalidBatch("size");
        return uint128(_price(session, session.elapsed(at == 0 ? block.timestamp : at) / count));
    }

    /// @inheritdoc ITrainer
    function stats() external view returns (uint64 count, uint64 totalGood, uint64 lastUpdate) {
        Session memory session;
        _open(session);
        count = uint64(session.globals.nextId());
        totalGood = uint64(session.globals.totalGood());
        lastUpdate = uint64(session.lastUpdate());
    }

    /// @inheritdoc ITrainer
    function creditOf(address account) external view returns (uint64) {
        Session memory session;
        _open(session);
        return uint64(_creditOf(account));
    }

    /// @inheritdoc ITrainer
    function record(uint32 slot) external view returns (bytes memory commitment, uint128 claimable, bool settled) {
        Session memory session;
        _open(session);
        (bytes20 bound, uint256 left) = _slot(slot);
        return (abi.encodePacked(bound), uint128(left), bound == 0);
    }

    /// @inheritdoc ITrainer
    function weights(uint32 offset, uint32 limit) external view returns (bytes memory) {
        Session memory session;
        _openModel(session);
        uint256 length = _bodyLength(session);
        uint256 from = offset < length ? offset : length;
        uint256 rest = length - from;
        return _body(session, from, limit < rest ? limit : rest);
    }

    /// @inheritdoc ITrainer
    function stateHash() external view returns (bytes32) {
        Session memory session;
        _openModel(session);
        return _stateHash(session);
    }

    /// @dev Learns each sample of a batch; reverts with the first one's InvalidLabel or InvalidSample. Returns the root of the
    /// contributions, a bit for each lesson, and whether the model could learn them all.
    function _teachBatch(Session memory session, bytes calldata samples, uint256 count, uint256 deposit)
        private
        returns (bytes32 root, uint256 taught, bool learned)
    {
        bytes32[] memory leaves = Merkle.leaves(count);
        uint256 id = session.globals.nextId();
        uint256 next;
        learned = true;
        for (uint256 i; i < count; ++i) {
            bytes calldata sample;
            uint256 label;
            (sample, label, next) = samples.item(next);
            uint256 predicted = _predictAdding(session, sample, label);
            if (!_tryTeach(session, sample, label, predicted)) learned = false;
            uint256 lesson = _defers() || predicted == label ? 0 : 1;
            taught |= lesson << i;
            leaves[i] = Contributions.hash(id, msg.sender, label, block.timestamp, deposit, lesson, sample);
            unchecked {
                ++id;
            }
        }
        root = Merkle.root(leaves);
    }

    /// @dev Checks label and sample of a contribution; what the model predicts as far as anyone wants to know.
    function _predictAdding(Session memory session, bytes calldata sample, uint256 label)
        private
        view
        returns (uint256 predicted)
    {
        predicted = _predictLabelled(session, sample, label, _asksTaught(session));
        if (_defers() && sample.length > _mostDeferred(session)) Refusals.invalidSample("length");
    }

    /// @dev Has the model learn a contribution, unless it waits; false if the model cannot.
    function _tryTeach(Session memory session, bytes calldata sample, uint256 label, uint256 predicted)
        private
        returns (bool)
    {
        return _defers() || _tryLearn(session, sample, label, predicted);
    }
}
