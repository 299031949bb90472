// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IMarketModel} from "../interfaces/IMarketModel.sol";
import {IPredictionMarket} from "../interfaces/IPredictionMarket.sol";
import {ITrainer} from "../interfaces/ITrainer.sol";
import {LabelledList} from "../libraries/LabelledList.sol";
import {MarketOperations} from "../market/MarketOperations.sol";
import {MarketState} from "../market/MarketState.sol";
import {Session} from "./Session.sol";
import {Trainer} from "./Trainer.sol";

/// @title A trainer whose contributions are settled by a prediction market
/// @dev The market's own operations are the code of another contract, to which calls of them are delegated: a contract has no
/// room for all. It works on this one's storage, so both begin with MarketState, and calls back here for the model.
abstract contract MarketTrainer is MarketState, Trainer, IMarketModel {
    using LabelledList for bytes;

    address private immutable _operations = address(new MarketOperations(_incentiveOffset()));

    modifier onlySelf() {
        require(msg.sender == address(this));
        _;
    }

    /// @dev Money comes with an operation or not at all.
    receive() external payable {
        revert();
    }

    /// @dev All that a trainer does not offer by itself.
    fallback() external payable {
        address operations = _operations;
        assembly ("memory-safe") {
            let data := mload(0x40)
            calldatacopy(data, 0, calldatasize())
            let ok := delegatecall(gas(), operations, data, calldatasize(), 0, 0)
            returndatacopy(data, 0, returndatasize())
            if iszero(ok) { revert(data, returndatasize()) }
            return(data, returndatasize())
        }
    }

    /// @inheritdoc ITrainer
    function refund(Contribution calldata contribution) external {
        (contribution);
        _refuse();
    }

    /// @inheritdoc ITrainer
    function refundBatch(Batch calldata batch) external {
        (batch);
        _refuse();
    }

    /// @inheritdoc ITrainer
    function report(Contribution calldata contribution) external {
        (contribution);
        _refuse();
    }

    /// @inheritdoc IMarketModel
    function keepModel() external onlySelf {
        Session memory session;
        _openModel(session);
        _snapshot(session);
        _close(session);
    }

    /// @inheritdoc IMarketModel
    function restoreModel() external onlySelf {
        Session memory session;
        _openModel(session);
        _restore(session);
        _close(session);
    }

    /// @inheritdoc IMarketModel
    function checkSamples(bytes calldata samples) external view {
        Session memory session;
        _openModel(session);
        for (uint256 at; at < samples.length;) {
            bytes calldata sample;
            uint256 label;
            (sample, label, at) = samples.item(at);
            _predictLabelled(session, sample, label, true);
        }
    }

    /// @inheritdoc IMarketModel
    function evaluate(bytes calldata entry, bytes calldata tests, Evaluation memory evaluation)
        external
        onlySelf
        returns (Evaluation memory)
    {
        Session memory session;
        _openModel(session);
        if (entry.length == 0) _predictTests(session, tests, evaluation);
        else _learnEntry(session, entry, tests, evaluation);
        _close(session);
        return evaluation;
    }

    /// @dev Money leaves by `collect` only.
    function _refuse() private {
        Session memory session;
        _open(session);
        revert IPredictionMarket.WrongPhase(_advance(session).phase);
    }

    /// @dev Learns one contribution after the other, as far as the tests given are all the tests, and predicts after each.
    function _learnEntry(Session memory session, bytes calldata entry, bytes calldata tests, Evaluation memory evaluation)
        private
    {
        do {
            (bytes calldata sample, uint256 label, uint256 next) = entry.item(evaluation.item);
            bool starts = evaluation.begins && evaluation.test == 0;
            if (starts && !_tryLearn(session, sample, label, _predictLabelled(session, sample, label, false))) {
                --evaluation.left;
                evaluation.item = next;
                continue;
            }
            _predictTests(session, tests, evaluation);
            if (evaluation.test != tests.length || !evaluation.ends) return;
            evaluation.gain += int256(evaluation.correct) - int256(evaluation.before);
            (evaluation.before, evaluation.correct) = (evaluation.correct, 0);
            (evaluation.item, evaluation.test) = (next, 0);
        } while (evaluation.left != 0 && evaluation.begins && evaluation.item != entry.length);
    }

    /// @dev Predicts the tests from the next one on, as many as are allowed, and counts right predictions.
    function _predictTests(Session memory session, bytes calldata tests, Evaluation memory evaluation) private view {
        (uint256 left, uint256 test, uint256 correct) = (evaluation.left, evaluation.test, evaluation.correct);
        for (; left != 0 && test != tests.length; --left) {
            bytes calldata sample;
            uint256 label;
            (sample, label, test) = tests.item(test);
            if (_predict(session, sample) == label) ++correct;
        }
        (evaluation.left, evaluation.test, evaluation.correct) = (left, test, correct);
    }
}
