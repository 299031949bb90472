// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title What a market asks of the trainer that it is a part of: the trainer calls itself, and answers nobody else
/// @dev Models read samples from calldata, so those that are kept as code have to be sent.
interface IMarketModel {
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

    /// @notice Reverts with the InvalidLabel or InvalidSample of the first item of a labelled list that is not valid.
    /// Predicts each, so that none is taken that costs more than a transaction can spend.
    function checkSamples(bytes calldata samples) external view;

    /// @notice Has the model's state remembered, as it is before the market.
    function keepModel() external;

    /// @notice Goes back to that state.
    function restoreModel() external;
}
