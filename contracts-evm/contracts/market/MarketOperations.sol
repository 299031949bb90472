// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IncentiveMechanism} from "../incentives/IncentiveMechanism.sol";
import {Market} from "../incentives/PredictionMarket.sol";
import {IPredictionMarket} from "../interfaces/IPredictionMarket.sol";
import {ITrainer} from "../interfaces/ITrainer.sol";
import {Entries} from "../libraries/Entries.sol";
import {LabelledList} from "../libraries/LabelledList.sol";
import {Merkle} from "../libraries/Merkle.sol";
import {Payments} from "../libraries/Payments.sol";
import {Roots} from "../libraries/Roots.sol";
import {Session} from "../trainer/Session.sol";
import {Scoring} from "./Scoring.sol";

/// @title The operations and queries of prediction markets, for trainers of all models to delegate to
/// @dev It has no state of its own. Contributions and counting pieces are kept as entries (libraries/Entries.sol): first those of the contributions, each
/// the contributor's address and a labelled list, then those of the pieces, each a labelled list.
contract MarketOperations is Scoring {
    using LabelledList for bytes;

    /// @dev From so many blocks after the opening on, a draw can look at the hash of the block after it.
    uint256 private constant DRAW_WAIT = 2;
    /// @dev How many of the last blocks' hashes a contract can see.
    uint256 private constant VISIBLE_HASHES = 256;

    uint256 private immutable _offset;

    /// @param offset Where the mechanism's parameters would begin in the trainer's immutable arguments (IncentiveMechanism).
    constructor(uint256 offset) {
        _offset = offset;
    }

    /// @inheritdoc IPredictionMarket
    function openMarket() external payable {
        (Session memory session, Market memory market) = _begin();
        if (market.phase != SETUP || market.since != 0) revert WrongPhase(market.phase);
        _checkProvider(session);
        uint256 change = Payments.change(_bounty(session));

        market.since = uint40(block.number);
        market.bounty = uint128(_bounty(session));
        _market = market;
        emit MarketOpened(msg.sender, market.bounty);
        Payments.pay(change);
    }

    /// @inheritdoc IPredictionMarket
    function drawPiece() external {
        (Session memory session, Market memory market) = _begin();
        if (market.phase != SETUP || market.since == 0 || market.drawn != 0) revert WrongPhase(market.phase);
        uint256 until = market.since + DRAW_WAIT;
        if (block.number < until) revert ITrainer.TooEarly(uint64(until));

        uint256 first = until - 1;
        uint256 last = first + (block.number - until) / VISIBLE_HASHES * VISIBLE_HASHES;
        market.nextPiece = uint16(uint256(blockhash(last)) % _pieces(session));
        market.drawn = market.nextPiece + 1;
        _market = market;
        emit PieceDrawn(market.nextPiece);
    }

    /// @inheritdoc IPredictionMarket
    function revealPiece(uint16 piece, bytes32 salt, bytes calldata samples, bytes calldata proof) external {
        (Session memory session, Market memory market) = _begin();
        bool shows = market.phase == SETUP;
        if (shows ? market.drawn == 0 : market.phase != REVEAL) revert WrongPhase(market.phase);
        _checkProvider(session);
        uint256 count = samples.count();
        bytes32 commitment = keccak256(abi.encodePacked(salt, uint16(count), samples));
        bool expected = piece == market.nextPiece;
        if (!expected || !_isCommitted(session, piece, commitment, proof)) revert CommitmentMismatch(piece);
        _model().checkSamples(samples);

        uint256 entered = shows ? _startParticipation(session, market) : _keepPiece(session, market, samples, count);
        _market = market;
        emit PieceRevealed(piece, samples);
        _tell(entered);
    }

    /// @inheritdoc IPredictionMarket
    function collect() external {
        (Session memory session, Market memory market) = _begin();
        if (market.phase != COLLECT) revert WrongPhase(market.phase);
        (uint256 balance, uint256 share, uint256 rest) = block.timestamp < _collectEnd(session, market)
            ? _holdingsOf(session, market, msg.sender)
            : (market.stakes, 0, market.bounty);
        uint256 amount = balance + share + rest;
        if (amount == 0) revert NothingToCollect();

        _stakes[msg.sender].balance = 0;
        market.stakes -= uint128(balance);
        market.bounty -= uint128(share + rest);
        uint256 entered = _closeIfEmpty(market);
        _market = market;
        emit Collected(msg.sender, uint128(amount));
        _tell(entered);
        Payments.pay(amount);
    }

    /// @inheritdoc IPredictionMarket
    function phase() external view returns (uint8) {
        (, Market memory market) = _look();
        return market.phase;
    }

    /// @inheritdoc IPredictionMarket
    function balanceOf(address account) external view returns (uint128) {
        (Session memory session, Market memory market) = _look();
        (uint256 balance, uint256 share, uint256 rest) = _holdingsOf(session, market, account);
        return uint128(balance + share + rest);
    }

    /// @inheritdoc IPredictionMarket
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
        )
    {
        (Session memory session, Market memory market) = _look();
        unchecked {
            drawn = market.drawn - 1;
        }
        nextPiece = market.drawn == 0 ? drawn : market.nextPiece;
        (samples, round, contributors) = (market.samples, market.round, market.contributors);
        bounty = uint128(_rest(market));
        if (market.phase >= COLLECT) collectEnd = uint64(_collectEnd(session, market));
    }

    /// @inheritdoc IncentiveMechanism
    function _incentiveOffset() internal view override returns (uint256) {
        return _offset;
    }

    /// @dev The piece drawn was shown. What comes next in the trainer's code are the contributions.
    function _startParticipation(Session memory session, Market memory market) private pure returns (uint256 entered) {
        market.nextPiece = market.drawn == 1 ? 1 : 0;
        market.firstEntry = uint32(session.globals.made() + 1);
        market.phase = PARTICIPATION;
        return 1 << PARTICIPATION;
    }

    /// @dev Keeps a piece that counts; with the last of them, scoring begins.
    function _keepPiece(Session memory session, Market memory market, bytes calldata samples, uint256 count)
        private
        returns (uint256 entered)
    {
        if (market.firstTest == 0) market.firstTest = uint32(session.globals.made() + 1);
        Entries.store(session, samples);
        _globals = session.globals;
        market.samples += uint32(count);
        ++market.nextPiece;
        if (market.nextPiece == market.drawn - 1) ++market.nextPiece;
        if (market.nextPiece < _pieces(session)) return 0;
        market.phase = SCORING;
        _startScoring(session, market);
        return 1 << SCORING;
    }

    /// @dev Whether the proof leads from a piece's commitment to the root of all, in a tree of just their number.
    function _isCommitted(Session memory session, uint256 piece, bytes32 commitment, bytes calldata proof)
        private
        view
        returns (bool)
    {
        (bytes32 root, uint256 position) = Merkle.prove(commitment, proof);
        bool whole = proof.length >> 5 == Roots.bits(_pieces(session) - 1);
        return whole && root != 0 && root == _commitments(session) && position == piece;
    }

    function _checkProvider(Session memory session) private view {
        if (msg.sender != session.owner()) revert NotProvider();
    }

    /// @dev How an operation of the market begins.
    function _begin() private returns (Session memory session, Market memory market) {
        _open(session);
        market = _advance(session);
    }

    /// @dev How a query of the market begins.
    function _look() private view returns (Session memory session, Market memory market) {
        _open(session);
        (market,) = _asOfNow(session);
    }
}
