// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Market, Stake} from "../incentives/PredictionMarket.sol";
import {IMarketModel} from "../interfaces/IMarketModel.sol";
import {IPredictionMarket} from "../interfaces/IPredictionMarket.sol";
import {Bytes} from "../libraries/Bytes.sol";
import {Code} from "../libraries/Code.sol";
import {Entries} from "../libraries/Entries.sol";
import {Session} from "../trainer/Session.sol";
import {MarketState, Position} from "./MarketState.sol";

/// @title The scoring of a prediction market, a bounded number of steps at a time (protocol §6.3)
/// @dev Passes: the baseline, then in each round learning all contributions, then leaving and paying by turns.
abstract contract Scoring is MarketState, IPredictionMarket {
    uint8 private constant BASELINE = 0;
    uint8 private constant LEARNING = 1;
    uint8 private constant LEAVING = 2;
    uint8 private constant PAYING = 3;

    /// @dev Where the labelled list of an entry of contributions begins: after the contributor's address.
    uint32 private constant LIST = 20;
    /// @dev Bytes of tests that are evaluated at once; the piece that reaches this is the last one.
    uint256 private constant WINDOW = 2 * Code.MAX_BLOB;
    uint128 private constant NOBODY_LOST = type(uint128).max;

    /// @inheritdoc IPredictionMarket
    function score(uint32 limit) external {
        Session memory session;
        _open(session);
        Market memory market = _advance(session);
        if (market.phase != SCORING) revert WrongPhase(market.phase);

        Position memory position = _position;
        uint256 left = limit;
        while (left != 0 && market.phase == SCORING) {
            if (position.pass == BASELINE) left = _takeBaseline(market, position, left);
            else if (position.pass == LEARNING) left = _takeContributions(market, position, left);
            else if (position.pass == LEAVING) left = _leave(market, position, left);
            else left = _payUnits(market, position, left);
        }
        _position = position;
        _market = market;
    }

    /// @dev All pieces were shown.
    function _startScoring(Session memory session, Market memory market) internal {
        _model().keepModel();
        Position memory position;
        position.piece = market.firstTest;
        position.end = uint32(session.globals.made() + 1);
        _position = position;
    }

    // ---------------------------------------------------------------- passes

    function _takeBaseline(Market memory market, Position memory position, uint256 left) private returns (uint256) {
        (left,) = _evaluateTests(market, position, "", left);
        if (position.piece == position.end) {
            position.baseline = position.correct;
            _startRound(market, position);
        }
        return left;
    }

    /// @dev Goes on with the contributions of one entry, which are those of one contributor.
    function _takeContributions(Market memory market, Position memory position, uint256 left) private returns (uint256) {
        (uint256 length, uint256 next) = Entries.measure(position.entry);
        bytes memory entry = Entries.load(position.entry, next, length);
        Stake storage stake = _stakes[address(uint160(Bytes.number(entry, 0, 20)))];
        if (stake.left) {
            for (; left != 0 && position.item < length; --left) {
                position.item += uint32(4 + Bytes.number(entry, position.item, 2));
            }
        } else {
            int256 gain;
            (left, gain) = _evaluateTests(market, position, entry, left);
            stake.gain = int56(_gainOf(stake, market) + gain);
            stake.round = market.round;
        }
        if (position.item == length) {
            (position.entry, position.item) = (uint32(next), LIST);
            if (next == market.firstTest) _startLeaving(position);
        }
        return left;
    }

    /// @dev Whoever cannot pay for what their data lost leaves. When all had their turn, it is known what comes next.
    function _leave(Market memory market, Position memory position, uint256 left) private returns (uint256) {
        for (; left != 0 && position.contributor < market.contributors; --left) {
            address contributor = _contributors[position.contributor++];
            Stake memory stake = _stakes[contributor];
            if (stake.left) continue;
            int256 gain = _gainOf(stake, market);
            uint256 loss = gain < 0 ? uint256(-gain) : 0;
            if (stake.balance < loss) {
                _stakes[contributor].left = position.anyLeft = true;
                emit ContributorLeft(contributor, market.round, stake.balance);
                continue;
            }
            position.sum += int64(gain);
            if (loss != 0 && stake.balance / loss < position.unit) position.unit = uint128(stake.balance / loss);
        }
        if (position.contributor == market.contributors) _endLeaving(market, position);
        return left;
    }

    function _endLeaving(Market memory market, Position memory position) private {
        if (position.anyLeft) {
            ++market.round;
            _startRound(market, position);
            return _model().restoreModel();
        }
        bool pays = position.sum > 0 || position.unit != NOBODY_LOST;
        if (position.sum > 0) {
            uint256 most = market.bounty / uint64(position.sum);
            if (most < position.unit) position.unit = uint128(most);
        }
        if (pays && position.unit != 0) (position.pass, position.contributor) = (PAYING, 0);
        else _tell(_enterCollect(market, block.timestamp));
    }

    function _payUnits(Market memory market, Position memory position, uint256 left) private returns (uint256) {
        int256 unit = int256(uint256(position.unit));
        for (; left != 0 && position.contributor < market.contributors; --left) {
            Stake storage stake = _stakes[_contributors[position.contributor++]];
            if (!stake.left) stake.balance = _plus(stake.balance, unit * _gainOf(stake, market));
        }
        if (position.contributor == market.contributors) {
            market.bounty = _plus(market.bounty, -unit * position.sum);
            market.stakes = _plus(market.stakes, unit * position.sum);
            emit UnitPaid(market.round, position.unit, market.bounty);
            _startLeaving(position);
        }
        return left;
    }

    function _startRound(Market memory market, Position memory position) private pure {
        position.pass = LEARNING;
        (position.entry, position.item) = (market.firstEntry, LIST);
        (position.piece, position.test) = (market.firstTest, 0);
        (position.correct, position.before) = (0, position.baseline);
    }

    function _startLeaving(Position memory position) private pure {
        position.pass = LEAVING;
        (position.contributor, position.anyLeft) = (0, false);
        (position.sum, position.unit) = (0, NOBODY_LOST);
    }

    // ---------------------------------------------------------------- evaluating

    /// @dev Goes on with an entry's contributions, or with none, over as many tests as are evaluated at once.
    function _evaluateTests(Market memory market, Position memory position, bytes memory entry, uint256 left)
        private
        returns (uint256, int256 gain)
    {
        uint256 next = position.piece;
        uint256 length;
        while (next != position.end && length < WINDOW) {
            uint256 size;
            (size, next) = Entries.measure(next);
            length += size;
        }
        IMarketModel.Evaluation memory evaluation = _model().evaluate(
            entry,
            Entries.load(position.piece, next, length),
            IMarketModel.Evaluation({
                left: left,
                item: position.item,
                test: position.test,
                correct: position.correct,
                before: position.before,
                gain: 0,
                begins: position.piece == market.firstTest,
                ends: next == position.end
            })
        );
        position.item = uint32(evaluation.item);
        position.correct = uint32(evaluation.correct);
        position.before = uint32(evaluation.before);
        if (evaluation.test == 0) position.piece = market.firstTest;
        _setTest(position, evaluation.test);
        return (evaluation.left, evaluation.gain);
    }

    /// @dev Sets the next prediction's sample to the one at `at`, counted from the present piece on.
    function _setTest(Position memory position, uint256 at) private view {
        while (position.piece != position.end) {
            (uint256 length, uint256 next) = Entries.measure(position.piece);
            if (at < length) break;
            at -= length;
            position.piece = uint32(next);
        }
        position.test = uint32(at);
    }

    /// @dev What a contributor has gained in this round.
    function _gainOf(Stake memory stake, Market memory market) private pure returns (int256) {
        return stake.round == market.round ? int256(stake.gain) : int256(0);
    }

    /// @dev The sum of an amount and a payment; never negative, as nobody pays more than they have.
    function _plus(uint128 amount, int256 payment) private pure returns (uint128) {
        return uint128(uint256(int256(uint256(amount)) + payment));
    }

    /// @dev The trainer itself, where its model is.
    function _model() internal view returns (IMarketModel) {
        return IMarketModel(address(this));
    }
}
