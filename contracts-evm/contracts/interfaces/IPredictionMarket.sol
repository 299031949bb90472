// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title What a trainer with a prediction market offers beside what every trainer does (protocol §6.3)
/// @notice The provider, who owns the trainer, posts a bounty and commits to a hidden test set. Contributors stake on their
/// data before the model learns; once the set is shown, each is paid by what their data did to the score.
interface IPredictionMarket {
    // ---------------------------------------------------------------- events

    /// @notice The bounty is posted.
    event MarketOpened(address provider, uint128 bounty);
    /// @notice Chance chose the piece of the test set that contributors will see.
    event PieceDrawn(uint16 piece);
    /// @notice The provider showed a piece: a labelled list.
    event PieceRevealed(uint16 piece, bytes samples);
    /// @notice 1 participation, 2 reveal, 3 scoring, 4 collect, 5 closed.
    event PhaseEntered(uint8 phase);
    /// @notice A contributor's balance does not cover what their data lost, so that later rounds do without their data.
    event ContributorLeft(address indexed contributor, uint32 round, uint128 balance);
    /// @notice Every contributor was paid `unit` for each sample gained; `bounty` is what is left of it.
    event UnitPaid(uint32 round, uint128 unit, uint128 bounty);
    /// @notice The account has all that was theirs.
    event Collected(address indexed account, uint128 amount);

    // ---------------------------------------------------------------- errors

    /// @notice The operation does not belong to the present phase, or not to this point of it.
    error WrongPhase(uint8 phase);
    /// @notice This is not what the provider committed to as the piece that is expected now.
    error CommitmentMismatch(uint16 piece);
    /// @notice Only the provider can open the market and show the test set.
    error NotProvider();
    /// @notice The market holds nothing for the caller.
    error NothingToCollect();

    // ---------------------------------------------------------------- operations

    /// @notice Posts the bounty; provider only, once. What was sent above it returns.
    function openMarket() external payable;

    /// @notice Draws the piece to show, from two blocks after the opening on; anyone, once.
    /// @dev Warning: the draw rests on a block's hash, which its proposer can withhold.
    function drawPiece() external;

    /// @notice Shows the piece that is expected now; provider only.
    /// @param salt What it was hashed with.
    /// @param samples A labelled list.
    /// @param proof `position u8 ‖ siblings from the leaf up`.
    function revealPiece(uint16 piece, bytes32 salt, bytes calldata samples, bytes calldata proof) external;

    /// @notice Does at most `limit` units of the scoring; anyone, as often as it takes.
    function score(uint32 limit) external;

    /// @notice Pays the caller what is theirs; after the collect wait, all that nobody has collected.
    /// @dev Warning: whoever does not collect in time loses it to whoever calls first.
    function collect() external;

    // ---------------------------------------------------------------- queries

    /// @notice 0 setup, 1 participation, 2 reveal, 3 scoring, 4 collect, 5 closed, as of now.
    function phase() external view returns (uint8);

    /// @notice What `collect` would pay the account as contributor and provider, were the phase collect.
    function balanceOf(address account) external view returns (uint128);

    /// @notice How far the market is.
    /// @return drawn The piece that was drawn; 65,535 before.
    /// @return nextPiece The piece expected: the one drawn until it is shown; the number of pieces when all are.
    /// @return samples How many test samples are shown, without those of the piece drawn.
    /// @return round The round of the scoring, from 0.
    /// @return bounty What is left of it.
    /// @return contributors How many there are.
    /// @return collectEnd When anyone may collect all that is left, in seconds since 1970; 0 before the collect phase.
    function progress()
        external
        view
        returns (
            uint16 drawn,
            uint16 nextPiece,
            uint32 samples,
            uint32 round,
            uint128 bounty,
            uint32 contributors,
            uint64 collectEnd
        );
}
