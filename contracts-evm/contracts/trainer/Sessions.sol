// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IncentiveMechanism} from "../incentives/IncentiveMechanism.sol";
import {ITrainer} from "../interfaces/ITrainer.sol";
import {Code} from "../libraries/Code.sol";
import {Globals} from "../libraries/Globals.sol";
import {Session} from "./Session.sol";

/// @title How operations begin: with what the trainer's one slot of counters and its own code say
/// @dev A clone's code is: ERC-1167 proxy 45 ‖ arguments (see Session) ‖ the model's own part ‖ metadata.
abstract contract Sessions is IncentiveMechanism {
    uint256 internal constant PROXY_LENGTH = 45;

    Globals internal _globals;

    /// @dev How an operation begins that does not need the model; reverts with NotReady.
    function _open(Session memory session) internal view {
        _load(session);
        if (!_isReady(session)) revert ITrainer.NotReady();
    }

    /// @dev The length of the immutable arguments.
    function _argumentsLength() internal view returns (uint256) {
        return _incentiveOffset() + _incentiveLength();
    }

    function _load(Session memory session) internal view {
        session.globals = _globals;
        session.arguments = Code.allocate(_argumentsLength());
        Code.copy(address(this), PROXY_LENGTH, session.arguments, 0, _argumentsLength());
    }

    /// @dev A state that came whole with the deployment needs no finalizing.
    function _isReady(Session memory session) internal pure returns (bool) {
        return session.whole() || session.globals.finalized();
    }
}
