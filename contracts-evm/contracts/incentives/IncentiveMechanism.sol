// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Session} from "../trainer/Session.sol";

/// @dev What a mechanism decides a report from.
/// @param left What is left of the deposit.
/// @param agrees Whether the model predicts the contribution's label.
/// @param reported Whether the caller has had a share of it before.
struct ReportClaim {
    address author;
    uint256 addedAt;
    uint256 deposit;
    uint256 left;
    bool agrees;
    bool reported;
}

/// @title Prices a contribution; decides refunds and rewards
/// @dev One of the three roles of a trainer: it decides without writing, then the trainer, which bounds whatever it
/// answers, commits.
abstract contract IncentiveMechanism {
    /// @dev The kind's number.
    function _incentiveKind() internal pure virtual returns (uint8);

    /// @dev The length of the kind and its parameters.
    function _incentiveLength() internal pure virtual returns (uint256);

    /// @dev Where they would begin in the immutable arguments, which leave out the kind.
    function _incentiveOffset() internal pure virtual returns (uint256);

    /// @dev Reverts with InvalidConfig unless the parameters of the kind, which has been checked, are in their ranges.
    function _checkIncentive(bytes memory incentive, address owner) internal pure virtual;

    /// @dev What a contribution costs that comes `elapsed` seconds after the one before it; below 2^88.
    function _price(Session memory session, uint256 elapsed) internal view virtual returns (uint256);

    /// @dev Whether contributions must tell if they taught the model something, even where it learns without predicting.
    function _asksTaught(Session memory session) internal pure virtual returns (bool);

    /// @dev Reverts unless the caller may have contributions of `author` refunded now, if the model agrees with them.
    function _checkRefund(Session memory session, address author, uint256 addedAt) internal view virtual;

    /// @dev The caller had `count` contributions refunded, of which `taught` taught the model something.
    function _commitRefund(Session memory session, uint256 count, uint256 taught) internal virtual;

    /// @dev Reverts unless the caller may report; returns what it pays and whether the caller can do so only once.
    function _decideReport(Session memory session, ReportClaim memory claim)
        internal
        view
        virtual
        returns (uint256 pays, bool once);

    /// @dev The caller's report was granted.
    function _commitReport(Session memory session) internal virtual;

    /// @dev How many good contributions `account` has to its name.
    function _creditOf(address account) internal view virtual returns (uint256);
}
