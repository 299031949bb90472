// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Bytes} from "../libraries/Bytes.sol";
import {Session} from "../trainer/Session.sol";

/// @title Prices a contribution; decides refunds and rewards
/// @dev One of the three roles of a trainer: it decides without writing, then the trainer, which bounds whatever it
/// answers, commits.
abstract contract IncentiveMechanism {
    // ---------------------------------------------------------------- configuration

    /// @dev The kind's number.
    function _incentiveKind() internal pure virtual returns (uint8);

    /// @dev The length of the kind and its parameters.
    function _incentiveLength() internal pure virtual returns (uint256);

    /// @dev Where they would begin in the immutable arguments, which leave out the kind.
    function _incentiveOffset() internal view virtual returns (uint256);

    /// @dev Reverts with InvalidConfig unless the parameters of the kind, which has been checked, are in their ranges.
    function _checkIncentive(bytes memory incentive, address owner) internal pure virtual;

    /// @dev The parameter of `size` bytes at `offset`, counted from the kind.
    function _parameter(Session memory session, uint256 offset, uint256 size) internal view returns (uint256) {
        unchecked {
            return Bytes.number(session.arguments, _incentiveOffset() + offset, size);
        }
    }

    // ---------------------------------------------------------------- contributing

    /// @dev What a contribution costs that comes `elapsed` seconds after the one before it; below 2^88.
    function _price(Session memory session, uint256 elapsed) internal view virtual returns (uint256);

    /// @dev Whether contributions must tell if they taught the model something, even where it learns without predicting.
    function _asksTaught(Session memory session) internal view virtual returns (bool);

    /// @dev Reverts unless contributions can be added now.
    function _checkAdding(Session memory session) internal view virtual;

    /// @dev What each of `count` contributions deposits of what was sent, if one costs `price`; below 2^88.
    function _deposit(uint256 price, uint256 count) internal view virtual returns (uint256);

    /// @dev Whether contributions wait: the model does not learn them when they are added, and their deposits are the
    /// mechanism's to keep, not for claims.
    function _defers() internal pure virtual returns (bool);

    /// @dev Keeps contributions of the caller that wait. `entry` is the caller's address and a labelled list.
    function _defer(Session memory session, bytes memory entry, uint256 deposits) internal virtual;

    /// @dev How many good contributions `account` has to its name.
    function _creditOf(address account) internal view virtual returns (uint256);
}
