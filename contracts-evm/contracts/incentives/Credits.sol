// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ITrainer} from "../interfaces/ITrainer.sol";
import {Bytes} from "../libraries/Bytes.sol";
import {Session} from "../trainer/Session.sol";
import {IncentiveMechanism} from "./IncentiveMechanism.sol";

/// @title What mechanisms share that wait before a refund and count good contributions (protocol §6.1, §6.2)
/// @dev Their parameters begin with refundWait 4, after the kind, and end with credit 1: 0 all, 1 taught.
abstract contract Credits is IncentiveMechanism {
    mapping(address account => uint256 refunds) private _good;

    /// @inheritdoc IncentiveMechanism
    function _asksTaught(Session memory session) internal pure override returns (bool) {
        return _parameter(session, _incentiveLength() - 1, 1) == 1;
    }

    /// @inheritdoc IncentiveMechanism
    function _checkRefund(Session memory session, address author, uint256 addedAt) internal view override {
        if (msg.sender != author) revert ITrainer.NotAuthor();
        _checkWait(session, addedAt);
    }

    /// @inheritdoc IncentiveMechanism
    function _commitRefund(Session memory session, uint256 count, uint256 taught) internal override {
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

    /// @dev The parameter of `size` bytes at `offset`, counted from the kind.
    function _parameter(Session memory session, uint256 offset, uint256 size) internal pure returns (uint256) {
        unchecked {
            return Bytes.number(session.arguments, _incentiveOffset() + offset, size);
        }
    }
}
