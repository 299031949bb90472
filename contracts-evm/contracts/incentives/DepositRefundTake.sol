// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ITrainer} from "../interfaces/ITrainer.sol";
import {Bytes} from "../libraries/Bytes.sol";
import {Refusals} from "../libraries/Refusals.sol";
import {Roots} from "../libraries/Roots.sol";
import {Session} from "../trainer/Session.sol";
import {Credits, ReportClaim} from "./Credits.sol";
import {IncentiveMechanism} from "./IncentiveMechanism.sol";

/// @title Contributors deposit; the model's agreement refunds them, its disagreement pays reporters (protocol §6.1)
/// @dev Parameters: kind 1 ‖ refundWait 4 ‖ ownerWait 4 ‖ anyoneWait 4 ‖ costWeight 12 ‖ minDeposit 12 ‖ maxDeposit 12 ‖ credit 1.
abstract contract DepositRefundTake is Credits {
    uint256 private constant SECONDS_PER_HOUR = 3600;
    /// @dev A deposit stays below this, so that a batch of 256 stays below 2^96.
    uint256 private constant DEPOSIT_LIMIT = 1 << 88;

    /// @inheritdoc IncentiveMechanism
    function _incentiveKind() internal pure override returns (uint8) {
        return 1;
    }

    /// @inheritdoc IncentiveMechanism
    function _incentiveLength() internal pure override returns (uint256) {
        return 50;
    }

    /// @inheritdoc IncentiveMechanism
    function _checkIncentive(bytes memory incentive, address) internal pure override {
        uint256 ownerWait = Bytes.number(incentive, 5, 4);
        uint256 least = Bytes.number(incentive, 25, 12);
        uint256 most = Bytes.number(incentive, 37, 12);
        if (ownerWait < Bytes.number(incentive, 1, 4)) Refusals.invalidConfig("ownerWait");
        if (Bytes.number(incentive, 9, 4) < ownerWait) Refusals.invalidConfig("anyoneWait");
        if (Bytes.number(incentive, 13, 12) * SECONDS_PER_HOUR >= DEPOSIT_LIMIT) Refusals.invalidConfig("costWeight");
        if (least >= DEPOSIT_LIMIT || (most != 0 && least > most)) Refusals.invalidConfig("minDeposit");
        if (most >= DEPOSIT_LIMIT) Refusals.invalidConfig("maxDeposit");
        if (Bytes.number(incentive, 49, 1) > 1) Refusals.invalidConfig("credit");
    }

    /// @inheritdoc IncentiveMechanism
    function _price(Session memory session, uint256 elapsed)
        internal
        view
        override
        returns (uint256 cost)
    {
        unchecked {
            cost = _parameter(session, 13, 12) * SECONDS_PER_HOUR;
            if (elapsed > 1) cost /= Roots.isqrt(elapsed);
        }
        uint256 least = _parameter(session, 25, 12);
        uint256 most = _parameter(session, 37, 12);
        if (cost < least) return least;
        if (most != 0 && cost > most) return most;
    }

    /// @inheritdoc Credits
    function _decideReport(Session memory session, ReportClaim memory claim)
        internal
        view
        override
        returns (uint256 pays, bool once)
    {
        uint256 age = block.timestamp - claim.addedAt;
        if (age >= _parameter(session, 9, 4)) return (claim.left, false);
        bool ownerTakes = msg.sender == session.owner() && msg.sender != claim.author;
        if (ownerTakes && age >= _parameter(session, 5, 4)) return (claim.left, false);
        _checkWait(session, claim.addedAt);
        return (_share(session, claim), true);
    }

    /// @inheritdoc Credits
    function _commitReport(Session memory session) internal pure override {}

    /// @dev The caller's part of the deposit: by their share of all the credit there is.
    function _share(Session memory session, ReportClaim memory claim) private view returns (uint256 share) {
        if (msg.sender == claim.author) revert ITrainer.OwnContribution();
        if (_hadShare(claim.id)) revert ITrainer.AlreadyReported();
        uint256 good = _creditOf(msg.sender);
        if (good == 0) revert ITrainer.NoCredit();
        if (claim.agrees) revert ITrainer.ModelAgrees();
        share = claim.deposit * good / session.globals.totalGood();
        if (share == 0 && claim.deposit != 0) revert ITrainer.ShareTooSmall();
    }
}
