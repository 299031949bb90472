// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Entry} from "../data/DataHandler.sol";
import {Credits, ReportClaim} from "../incentives/Credits.sol";
import {ITrainer} from "../interfaces/ITrainer.sol";
import {Bits} from "../libraries/Bits.sol";
import {Contributions} from "../libraries/Contributions.sol";
import {LabelledList} from "../libraries/LabelledList.sol";
import {Merkle} from "../libraries/Merkle.sol";
import {Payments} from "../libraries/Payments.sol";
import {Session} from "./Session.sol";
import {Trainer} from "./Trainer.sol";

/// @title A trainer whose contributions are settled one by one: refunded to their authors or taken by reporters
abstract contract CollaborativeTrainer is Trainer, Credits {
    using LabelledList for bytes;

    /// @inheritdoc ITrainer
    function refund(Contribution calldata contribution) external {
        Session memory session;
        _openModel(session);
        bytes calldata sample = contribution.sample;
        uint256 predicted = _predictAdded(session, sample);
        Entry memory entry = _find(session, contribution, sample);
        _checkRefund(session, contribution.author, contribution.addedAt);
        if (predicted != contribution.label) revert ModelDisagrees(uint16(predicted));

        _take(session, contribution, entry, entry.left);
        _commitRefund(session, 1, contribution.taught ? 1 : 0);
        _close(session);

        emit Refunded(contribution.id, msg.sender, uint128(entry.left));
        Payments.pay(entry.left);
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
        Payments.pay(amount);
    }

    /// @inheritdoc ITrainer
    function report(Contribution calldata contribution) external {
        Session memory session;
        _openModel(session);
        bytes calldata sample = contribution.sample;
        bool agrees = _predictAdded(session, sample) == contribution.label;
        Entry memory entry = _find(session, contribution, sample);
        (uint256 amount, bool once) = _decideReport(session, _reportClaim(contribution, entry, agrees));
        if (amount > entry.left) amount = entry.left;

        _take(session, contribution, entry, amount);
        if (once && amount != entry.left) _setReported(contribution.id, msg.sender);
        _commitReport(session);
        _close(session);

        emit Reported(contribution.id, msg.sender, uint128(amount));
        Payments.pay(amount);
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

    /// @inheritdoc Credits
    function _hadShare(uint256 id) internal view override returns (bool) {
        return _hasReported(id, msg.sender);
    }

    function _reportClaim(Contribution calldata contribution, Entry memory entry, bool agrees)
        private
        pure
        returns (ReportClaim memory)
    {
        return ReportClaim({
            id: contribution.id,
            author: contribution.author,
            addedAt: contribution.addedAt,
            deposit: contribution.deposit,
            left: entry.left,
            agrees: agrees
        });
    }
}
