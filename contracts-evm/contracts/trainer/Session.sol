// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Bytes} from "../libraries/Bytes.sol";
import {Globals} from "../libraries/Globals.sol";

/// @dev What one operation works on: loaded once at its beginning, written once at its end.
/// @param globals The packed counters.
/// @param arguments What was fixed at deployment: owner 20 ‖ deployer 20 ‖ height 5 ‖ time 5 ‖ size 2 ‖
/// header without protocol and kind ‖ incentive without kind, where `size` says how many bytes of the model's state
/// follow them in the clone's own code and whether they are all. What an implementation has in common is left out: a byte
/// of code costs 200 gas a trainer.
/// @param image The model's state in the model's own layout, with all lessons learned.
/// @param pending What a model has learned in this session, in a form of its own, and not written yet; empty at first.
/// @param replayed How many words of the log `image` holds, where a model replays them later than it could.
/// @param unlogged Whether `image` holds lessons that the log had no room for.
struct Session {
    Globals globals;
    bytes arguments;
    bytes image;
    bytes pending;
    uint256 replayed;
    bool unlogged;
}

using SessionLibrary for Session global;

library SessionLibrary {
    /// @dev Where the header would begin in the arguments, if it were there from its first byte.
    uint256 internal constant HEADER = 52 - 3;
    /// @dev Added to the size of a model's own part that is all of its state.
    uint256 private constant WHOLE = 1 << 15;

    function owner(Session memory self) internal pure returns (address) {
        return address(uint160(Bytes.number(self.arguments, 0, 20)));
    }

    function deployer(Session memory self) internal pure returns (address) {
        return address(uint160(Bytes.number(self.arguments, 20, 20)));
    }

    /// @dev The height of the block in which the trainer was deployed.
    function deployedAt(Session memory self) internal pure returns (uint256) {
        return Bytes.number(self.arguments, 40, 5);
    }

    /// @dev When the last contribution came, at first when the trainer was deployed; seconds since 1970.
    function lastUpdate(Session memory self) internal pure returns (uint256 time) {
        time = self.globals.lastUpdate();
        if (time == 0) time = Bytes.number(self.arguments, 45, 5);
    }

    /// @dev Seconds from the last contribution to `time`.
    function elapsed(Session memory self, uint256 time) internal pure returns (uint256) {
        uint256 last = lastUpdate(self);
        unchecked {
            return time > last ? time - last : 0;
        }
    }

    /// @dev How many bytes of the model's state are in the clone's own code.
    function own(Session memory self) internal pure returns (uint256) {
        return Bytes.number(self.arguments, 50, 2) & (WHOLE - 1);
    }

    /// @dev Whether they are all of it.
    function whole(Session memory self) internal pure returns (bool) {
        return Bytes.number(self.arguments, 50, 2) & WHOLE != 0;
    }

    /// @dev Both in one number; `own_` is less than a code's length, which is below WHOLE.
    function encodeSize(uint256 own_, bool whole_) internal pure returns (uint256) {
        return whole_ ? own_ | WHOLE : own_;
    }

    /// @dev A number of `size` bytes in the header.
    function header(Session memory self, uint256 offset, uint256 size) internal pure returns (uint256) {
        unchecked {
            return Bytes.number(self.arguments, HEADER + offset, size);
        }
    }
}
