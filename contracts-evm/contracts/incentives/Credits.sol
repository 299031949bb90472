// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ITrainer} from "../interfaces/ITrainer.sol";
import {Session} from "../trainer/Session.sol";
import {IncentiveMechanism} from "./IncentiveMechanism.sol";

/// @dev What a mechanism decides a report from.
/// @param left What is left of the deposit.
/// @param agrees Whether the model predicts the contribution's label.
struct ReportClaim {
    uint256 id;
    address author;
    uint256 addedAt;
    uint256 deposit;
    uint256 left;
    bool agrees;
}

/// @title What mechanisms share that wait before a refund and count good contributions (protocol §6.1, §6.2)
/// @dev Their parameters begin with refundWait 4, after the kind, and end with credit 1: 0 all, 1 taught.
abstract contract Credits is IncentiveMechanism {
    mapping(address account => uint256 refunds) private _good;

    /// @inheritdoc IncentiveMechanism
    function _checkAdding(Session memory) internal pure override {}

    /// @inheritdoc IncentiveMechanism
    function _deposit(uint256 price, uint256) internal pure override returns (uint256) {
        return price;
    }

    /// @inheritdoc IncentiveMechanism
    function _defers() internal pure override returns (bool) {
        return false;
    }

    /// @inheritdoc IncentiveMechanism
    function _defer(Session memory, bytes memory, uint256) internal pure override {}

    /// @inheritdoc IncentiveMechanism
    function _asksTaught(Session memory session) internal view override returns (bool) {
        return _parameter(session, _incentiveLength() - 1, 1) == 1;
    }

    /// @dev Reverts unless the caller may report; returns what it pays and whether the caller can do so only once.
    function _decideReport(Session memory session, ReportClaim memory claim)
        internal
        view
        virtual
        returns (uint256 pays, bool once);

    /// @dev Whether the caller has had a share of a contribution before.
    function _hadShare(uint256 id) internal view virtual returns (bool);

    /// @dev The caller's report was granted.
    function _commitReport(Session memory session) internal virtual;

    /// @dev Reverts unless the caller may have contributions of `author` refunded now, if the model agrees with them.
    function _checkRefund(Session memory session, address author, uint256 addedAt) internal view {
        if (msg.sender != author) revert ITrainer.NotAuthor();
        _checkWait(session, addedAt);
    }

    /// @dev The caller had `count` contributions refunded, of which `taught` taught the model something.
    function _commitRefund(Session memory session, uint256 count, uint256 taught) internal {
        uint256 earned = _asksTaught(session) ? taught : count;
        if (earned != 0) _earn(session, earned);
    }

    /// @inheritdoc IncentiveMechanism
    function _creditOf(address account) internal view override returns (uint256) {
        return _good[account];
    }

    /// @dev The caller has `count` good contributions more; they are fewer than the ids that were given.
    function _earn(Session memory session, uint256 count) internal {
        unchecked {
            _good[msg.sender] += count;
        }
        session.globals = session.globals.addGood(count);
    }

    /// @dev Reverts with TooEarly before a contribution's refund wait is over.
    function _checkWait(Session memory session, uint256 addedAt) internal view {
        uint256 until;
        unchecked {
            until = addedAt + _parameter(session, 1, 4);
        }
        if (block.timestamp < until) revert ITrainer.TooEarly(uint64(until));
    }
}
