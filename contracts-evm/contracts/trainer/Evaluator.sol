// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IEvaluator} from "../interfaces/IEvaluator.sol";
import {LabelledList} from "../libraries/LabelledList.sol";
import {Session} from "./Session.sol";
import {Trainer} from "./Trainer.sol";

/// @title Has the model learn contributions and predict tests
abstract contract Evaluator is Trainer, IEvaluator {
    using LabelledList for bytes;

    /// @inheritdoc IEvaluator
    function evaluate(bytes calldata entry, bytes calldata tests, Evaluation memory evaluation)
        external
        returns (Evaluation memory)
    {
        require(msg.sender == address(this));
        Session memory session;
        _openModel(session);
        if (entry.length == 0) _predictTests(session, tests, evaluation);
        else _learnEntry(session, entry, tests, evaluation);
        _close(session);
        return evaluation;
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
