// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DataHandler, Entry} from "../data/DataHandler.sol";
import {ReportClaim} from "../incentives/IncentiveMechanism.sol";
import {ITrainer} from "../interfaces/ITrainer.sol";
import {Bits} from "../libraries/Bits.sol";
import {Contributions} from "../libraries/Contributions.sol";
import {LabelledList} from "../libraries/LabelledList.sol";
import {Merkle} from "../libraries/Merkle.sol";
import {Refusals} from "../libraries/Refusals.sol";
import {Model} from "../models/Model.sol";
import {Clone} from "./Clone.sol";
import {Session} from "./Session.sol";

/// @title The entry points of a trainer, and the only place that moves money
/// @dev Each reads as decide, check, learn, record, commit, tell, pay. The roles say what should be; the trainer orders
/// and bounds them.
abstract contract CollaborativeTrainer is Clone, DataHandler {
    using LabelledList for bytes;

    /// @inheritdoc ITrainer
    function addData(bytes calldata sample, uint16 label) external payable {
        Session memory session;
        _openModel(session);
        uint256 predicted = _predictLabelled(session, sample, label, _asksTaught(session));
        uint256 deposit = _price(session, session.elapsed(block.timestamp));
        uint256 change = _change(deposit);

        _learn(session, sample, label, predicted);
        bool taught = predicted != label;
        bytes32 hash =
            Contributions.hash(session.globals.nextId(), msg.sender, label, block.timestamp, deposit, taught ? 1 : 0, sample);
        (uint256 id, uint256 slot) = _record(session, hash, 1, deposit);
        session.globals = session.globals.setLastUpdate(block.timestamp);
        _close(session);

        emit DataAdded(
            uint64(id), uint32(slot), msg.sender, label, uint64(block.timestamp), uint128(deposit), taught, sample
        );
        _pay(change);
    }

    /// @inheritdoc ITrainer
    function addDataBatch(bytes calldata samples) external payable {
        Session memory session;
        _openModel(session);
        uint256 count = samples.count();
        uint256 deposit = _price(session, session.elapsed(block.timestamp) / count);

        (bytes32 root, uint256 taught) = _learnBatch(session, samples, count, deposit);
        uint256 change = _change(deposit * count);
        (uint256 id, uint256 slot) = _record(session, root, count, deposit * count);
        session.globals = session.globals.setLastUpdate(block.timestamp);
        _close(session);

        emit BatchAdded(
            uint64(id), uint32(slot), msg.sender, uint64(block.timestamp), uint128(deposit), taught, samples
        );
        _pay(change);
    }

    /// @inheritdoc ITrainer
    function refund(Contribution calldata contribution) external {
        Session memory session;
        _openModel(session);
        uint256 predicted = _predictAdded(session, contribution.sample);
        Entry memory entry = _find(session, contribution);
        _checkRefund(session, contribution.author, contribution.addedAt);
        if (predicted != contribution.label) revert ModelDisagrees(uint16(predicted));

        _take(session, contribution, entry, entry.left);
        _commitRefund(session, 1, contribution.taught ? 1 : 0);
        _close(session);

        emit Refunded(contribution.id, msg.sender, uint128(entry.left));
        _pay(entry.left);
    }

    /// @inheritdoc ITrainer
    function refundBatch(Batch calldata batch) external {
        Session memory session;
        _openModel(session);
        (Entry memory entry, uint256 agreed) = _examineBatch(session, batch);
        _checkRefund(session, batch.author, batch.addedAt);
        if (agreed == 0) revert ModelDisagrees(uint16(_firstPrediction(session, batch.samples, entry.open)));

        uint256 amount = _takeBatch(session, batch, entry, agreed);
        _commitRefund(session, Bits.count(agreed), Bits.count(agreed & batch.taught));
        _close(session);

        emit BatchRefunded(batch.firstId, msg.sender, agreed, uint128(amount));
        _pay(amount);
    }

    /// @inheritdoc ITrainer
    function report(Contribution calldata contribution) external {
        Session memory session;
        _openModel(session);
        bool agrees = _predictAdded(session, contribution.sample) == contribution.label;
        Entry memory entry = _find(session, contribution);
        (uint256 amount, bool once) = _decideReport(session, _reportClaim(contribution, entry, agrees));
        if (amount > entry.left) amount = entry.left;

        _take(session, contribution, entry, amount);
        if (once && amount != entry.left) _setReported(contribution.id, msg.sender);
        _commitReport(session);
        _close(session);

        emit Reported(contribution.id, msg.sender, uint128(amount));
        _pay(amount);
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

    /// @dev Learns each sample of a batch; reverts with the first one's InvalidLabel, InvalidSample or CounterOverflow. Returns the root of the contributions and a bit for each lesson.
    function _learnBatch(Session memory session, bytes calldata samples, uint256 count, uint256 deposit)
        private
        returns (bytes32 root, uint256 taught)
    {
        bytes32[] memory leaves = Merkle.leaves(count);
        uint256 id = session.globals.nextId();
        uint256 next;
        for (uint256 i; i < count; ++i) {
            bytes calldata sample;
            uint256 label;
            (sample, label, next) = samples.item(next);
            uint256 predicted = _predictLabelled(session, sample, label, _asksTaught(session));
            uint256 wrong = predicted == label ? 0 : 1;
            _learn(session, sample, label, predicted);
            taught |= wrong << i;
            leaves[i] = Contributions.hash(id, msg.sender, label, block.timestamp, deposit, wrong, sample);
            unchecked {
                ++id;
            }
        }
        root = Merkle.root(leaves);
    }

    /// @dev Finds a batch. Returns the bits of its open contributions that the model agrees with.
    function _examineBatch(Session memory session, Batch calldata batch)
        private
        view
        returns (Entry memory entry, uint256 agreed)
    {
        bytes calldata samples = batch.samples;
        bytes32[] memory leaves = Merkle.leaves(samples.count());
        (uint256 id, uint256 addedAt, uint256 deposit, address author) =
            (batch.firstId, batch.addedAt, batch.deposit, batch.author);
        (uint256 taught, uint256 next) = (batch.taught, 0);
        for (uint256 i; i < leaves.length; ++i) {
            bytes calldata sample;
            uint256 label;
            (sample, label, next) = samples.item(next);
            if (_predictAdded(session, sample) == label) agreed |= 1 << i;
            leaves[i] = Contributions.hash(id, author, label, addedAt, deposit, (taught >> i) & 1, sample);
            unchecked {
                ++id;
            }
        }
        entry = _findBatch(session, batch, leaves);
        agreed &= entry.open;
    }

    /// @dev What the model predicts for the first of the open contributions of a batch.
    function _firstPrediction(Session memory session, bytes calldata samples, uint256 open) private view returns (uint256) {
        (bytes calldata sample,, uint256 next) = samples.item(0);
        for (; open & 1 == 0; open >>= 1) {
            (sample,, next) = samples.item(next);
        }
        return _predict(session, sample);
    }

    function _reportClaim(Contribution calldata contribution, Entry memory entry, bool agrees)
        private
        view
        returns (ReportClaim memory)
    {
        return ReportClaim({
            author: contribution.author,
            addedAt: contribution.addedAt,
            deposit: contribution.deposit,
            left: entry.left,
            agrees: agrees,
            reported: _hasReported(contribution.id, msg.sender)
        });
    }

    /// @dev What returns of the funds sent.
    function _change(uint256 required) private view returns (uint256) {
        if (msg.value < required) revert InsufficientDeposit(uint128(msg.value), uint128(required));
        unchecked {
            return msg.value - required;
        }
    }

    /// @dev The last thing any entry point does, to the caller only. With all gas: contract wallets must be able to receive.
    function _pay(uint256 amount) private {
        if (amount == 0) return;
        (bool ok,) = msg.sender.call{value: amount}("");
        if (!ok) revert PaymentFailed();
    }

    /// @inheritdoc Model
    function _imageOffset() internal pure override returns (uint256) {
        return _argumentsLength() + PROXY_LENGTH;
    }
}
