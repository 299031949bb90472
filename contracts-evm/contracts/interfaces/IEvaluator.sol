// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title How a market has its model learn and predict what is kept as code
/// @dev Models read samples from calldata, so the trainer calls itself with them.
interface IEvaluator {
    /// @dev How far a contributor's data are evaluated.
    /// @param left Predictions and refused lessons still allowed.
    /// @param item Where in the entry the present contribution begins.
    /// @param test Where in the tests its next prediction is. At the first one, the model has not yet learned it.
    /// @param correct Right predictions since it was learned.
    /// @param before Right predictions before it was learned.
    /// @param gain What the contributions that are done have added to the right predictions.
    /// @param begins Whether the tests given begin with the first one.
    /// @param ends Whether they end with the last one.
    struct Evaluation {
        uint256 left;
        uint256 item;
        uint256 test;
        uint256 correct;
        uint256 before;
        int256 gain;
        bool begins;
        bool ends;
    }

    /// @notice Goes on with an evaluation as far as it is allowed and the tests given reach; the trainer itself only.
    /// @param entry A contributor and a labelled list (see MarketTrainer); nothing for the score of the model as it is.
    /// @param tests A labelled list, all or a part of the test set.
    function evaluate(bytes calldata entry, bytes calldata tests, Evaluation memory evaluation)
        external
        returns (Evaluation memory);
}
