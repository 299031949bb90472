// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IPredictionMarket} from "../interfaces/IPredictionMarket.sol";
import {Bytes} from "../libraries/Bytes.sol";
import {Entries} from "../libraries/Entries.sol";
import {Refusals} from "../libraries/Refusals.sol";
import {Session} from "../trainer/Session.sol";
import {IncentiveMechanism} from "./IncentiveMechanism.sol";

/// @dev How far a market is.
/// @param drawn One more than the piece that was drawn; 0 before.
/// @param nextPiece The piece expected, once one was drawn.
/// @param samples Test samples that count.
/// @param since In setup the height of the block in which the market was opened, 0 before; from the collect phase on the
/// time when that began. Times stay far below 2^40.
/// @param forfeited Whether contributors share the bounty because the provider did not show the test set.
/// @param firstEntry Nonce of the first contribution's entry (libraries/Entries.sol).
/// @param firstTest Nonce of the first counting piece's entry.
/// @param bounty What the market holds for the provider.
/// @param stakes What it holds for the contributors, the sum of their balances. The two are all the money there is.
struct Market {
    uint8 phase;
    uint16 drawn;
    uint16 nextPiece;
    uint32 samples;
    uint32 contributors;
    uint32 round;
    uint40 since;
    bool forfeited;
    uint32 firstEntry;
    uint32 firstTest;
    uint128 bounty;
    uint128 stakes;
}

/// @dev A contributor. Gains are of one round; those of a round before count as zero. They stay below 2^55, as there are fewer
/// than 2^40 contributions and 2^16 test samples.
struct Stake {
    uint128 balance;
    int56 gain;
    uint32 round;
    bool known;
    bool left;
}

/// @title Stakes on data that the model learns only when a hidden test set is shown (protocol §6.3)
/// @dev Parameters: kind 1 ‖ pieces 2 ‖ commitments 32 ‖ bounty 12 ‖ minStake 12 ‖ minContributions 4 ‖ participationEnd 8 ‖
/// revealWait 4 ‖ collectWait 4. Here are the phases and what contributing does; MarketTrainer has the operations.
abstract contract PredictionMarket is IncentiveMechanism {
    uint8 internal constant SETUP = 0;
    uint8 internal constant PARTICIPATION = 1;
    uint8 internal constant REVEAL = 2;
    uint8 internal constant SCORING = 3;
    uint8 internal constant COLLECT = 4;
    uint8 internal constant CLOSED = 5;

    uint256 private constant MAX_PIECES = 256;
    uint256 private constant STAKE_LIMIT = 1 << 88;
    uint256 private constant TIME_LIMIT = 1 << 40;

    Market internal _market;
    mapping(address contributor => Stake) internal _stakes;
    /// @dev In the order of their first contributions.
    mapping(uint256 index => address) internal _contributors;
    /// @dev What all had staked when the bounty was forfeited.
    uint256 private _allStakes;

    /// @inheritdoc IncentiveMechanism
    function _incentiveKind() internal pure override returns (uint8) {
        return 3;
    }

    /// @inheritdoc IncentiveMechanism
    function _incentiveLength() internal pure override returns (uint256) {
        return 79;
    }

    /// @inheritdoc IncentiveMechanism
    function _checkIncentive(bytes memory incentive, address owner) internal pure override {
        uint256 pieces = Bytes.number(incentive, 1, 2);
        if (pieces < 2 || pieces > MAX_PIECES) Refusals.invalidConfig("pieces");
        if (Bytes.number(incentive, 35, 12) >= STAKE_LIMIT) Refusals.invalidConfig("bounty");
        if (Bytes.number(incentive, 47, 12) >= STAKE_LIMIT) Refusals.invalidConfig("minStake");
        if (Bytes.number(incentive, 59, 4) == 0) Refusals.invalidConfig("minContributions");
        if (Bytes.number(incentive, 63, 8) >= TIME_LIMIT) Refusals.invalidConfig("participationEnd");
        if (owner == address(0)) Refusals.invalidConfig("owner");
    }

    function _pieces(Session memory session) internal view returns (uint256) {
        return _parameter(session, 1, 2);
    }

    function _commitments(Session memory session) internal view returns (bytes32) {
        return bytes32(_parameter(session, 3, 32));
    }

    function _bounty(Session memory session) internal view returns (uint256) {
        return _parameter(session, 35, 12);
    }

    function _collectEnd(Session memory session, Market memory market) internal view returns (uint256) {
        return market.since + _parameter(session, 75, 4);
    }

    // ---------------------------------------------------------------- contributing

    /// @inheritdoc IncentiveMechanism
    function _price(Session memory session, uint256) internal view override returns (uint256) {
        return _parameter(session, 47, 12);
    }

    /// @inheritdoc IncentiveMechanism
    function _asksTaught(Session memory) internal pure override returns (bool) {
        return false;
    }

    /// @inheritdoc IncentiveMechanism
    function _checkAdding(Session memory session) internal view override {
        (Market memory market,) = _asOfNow(session);
        if (market.phase != PARTICIPATION) revert IPredictionMarket.WrongPhase(market.phase);
    }

    /// @inheritdoc IncentiveMechanism
    /// @dev An equal part of all that was sent.
    function _deposit(uint256 price, uint256 count) internal view override returns (uint256 stake) {
        stake = msg.value / count;
        if (stake < price) return price;
        if (stake >= STAKE_LIMIT) return STAKE_LIMIT - 1;
    }

    /// @inheritdoc IncentiveMechanism
    function _defers() internal pure override returns (bool) {
        return true;
    }

    /// @inheritdoc IncentiveMechanism
    function _defer(Session memory session, bytes memory entry, uint256 deposits) internal override {
        Stake storage stake = _stakes[msg.sender];
        if (!stake.known) {
            stake.known = true;
            _contributors[_market.contributors++] = msg.sender;
        }
        stake.balance += uint128(deposits);
        _market.stakes += uint128(deposits);
        Entries.store(session, entry);
    }

    /// @inheritdoc IncentiveMechanism
    function _creditOf(address) internal pure override returns (uint256) {
        return 0;
    }

    // ---------------------------------------------------------------- phases

    /// @dev The market as time has changed it since the last operation, and a bit for each phase that it entered by that.
    function _asOfNow(Session memory session) internal view returns (Market memory market, uint256 entered) {
        market = _market;
        uint256 end = _parameter(session, 63, 8);
        if (block.timestamp < end || market.phase > REVEAL) return (market, 0);
        if (market.phase == PARTICIPATION && session.globals.nextId() >= _parameter(session, 59, 4)) {
            market.phase = REVEAL;
            entered = 1 << REVEAL;
        }
        if (market.phase != REVEAL) return (market, _enterCollect(market, end));
        end += _parameter(session, 71, 4);
        if (block.timestamp < end) return (market, entered);
        market.forfeited = market.stakes != 0;
        entered |= _enterCollect(market, end);
    }

    /// @dev How an operation of the market begins: with what time has done. It ends by storing the market.
    function _advance(Session memory session) internal returns (Market memory market) {
        uint256 entered;
        (market, entered) = _asOfNow(session);
        _tell(entered);
        if (entered != 0 && market.forfeited) _allStakes = market.stakes;
    }

    /// @dev Ends the market but for payments, from `time` on; returns a bit for each phase that it entered.
    function _enterCollect(Market memory market, uint256 time) internal pure returns (uint256 entered) {
        market.phase = COLLECT;
        market.since = uint40(time);
        return (1 << COLLECT) | _closeIfEmpty(market);
    }

    /// @dev A market that holds nothing is closed.
    function _closeIfEmpty(Market memory market) internal pure returns (uint256 entered) {
        if (market.bounty != 0 || market.stakes != 0) return 0;
        market.phase = CLOSED;
        return 1 << CLOSED;
    }

    /// @dev Tells of the phases that were entered, a bit each.
    function _tell(uint256 entered) internal {
        for (uint8 phase; entered >> phase != 0; ++phase) {
            if ((entered >> phase) & 1 == 1) emit IPredictionMarket.PhaseEntered(phase);
        }
    }

    // ---------------------------------------------------------------- what is whose

    /// @dev What the market holds for an account: as a contributor, in stakes and of the bounty; as the provider.
    function _holdingsOf(Session memory session, Market memory market, address account)
        internal
        view
        returns (uint256 balance, uint256 share, uint256 rest)
    {
        if (market.phase == CLOSED) return (0, 0, 0);
        balance = _stakes[account].balance;
        share = _shareOf(session, market, balance);
        if (account == session.owner()) rest = _rest(market);
    }

    /// @dev What is left of the bounty for the provider: nothing where it is forfeited. The little that the shares leave over
    /// then is nobody's, as finding it would take a look at every contributor.
    function _rest(Market memory market) internal pure returns (uint256) {
        return market.forfeited ? 0 : market.bounty;
    }

    /// @dev What of a forfeited bounty a balance comes to, which is still what was staked.
    function _shareOf(Session memory session, Market memory market, uint256 balance) private view returns (uint256) {
        if (!market.forfeited || balance == 0) return 0;
        uint256 all = _allStakes;
        if (all == 0) all = market.stakes;
        return _bounty(session) * balance / all;
    }
}
