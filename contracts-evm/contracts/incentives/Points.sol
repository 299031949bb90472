// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ITrainer} from "../interfaces/ITrainer.sol";
import {Bytes} from "../libraries/Bytes.sol";
import {Refusals} from "../libraries/Refusals.sol";
import {Session} from "../trainer/Session.sol";
import {Credits, ReportClaim} from "./Credits.sol";
import {IncentiveMechanism} from "./IncentiveMechanism.sol";

/// @title No money moves: good contributions and true reports earn a point each (protocol §6.2)
/// @dev Parameters: kind 1 ‖ refundWait 4 ‖ credit 1.
abstract contract Points is Credits {
    /// @inheritdoc IncentiveMechanism
    function _incentiveKind() internal pure override returns (uint8) {
        return 2;
    }

    /// @inheritdoc IncentiveMechanism
    function _incentiveLength() internal pure override returns (uint256) {
        return 6;
    }

    /// @inheritdoc IncentiveMechanism
    function _checkIncentive(bytes memory incentive, address) internal pure override {
        if (Bytes.number(incentive, 5, 1) > 1) Refusals.invalidConfig("credit");
    }

    /// @inheritdoc IncentiveMechanism
    function _price(Session memory, uint256) internal pure override returns (uint256) {
        return 0;
    }

    /// @inheritdoc Credits
    function _decideReport(Session memory session, ReportClaim memory claim)
        internal
        view
        override
        returns (uint256 pays, bool once)
    {
        _checkWait(session, claim.addedAt);
        if (msg.sender == claim.author) revert ITrainer.OwnContribution();
        if (_creditOf(msg.sender) == 0) revert ITrainer.NoCredit();
        if (claim.agrees) revert ITrainer.ModelAgrees();
        return (0, false);
    }

    /// @inheritdoc Credits
    function _commitReport(Session memory session) internal override {
        _earn(session, 1);
    }
}
