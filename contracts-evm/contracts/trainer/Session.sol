// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Bytes} from "../libraries/Bytes.sol";
import {Globals} from "../libraries/Globals.sol";

/// @dev What one operation works on: loaded once at its beginning, written once at its end.
/// @param globals The packed counters.
/// @param arguments What was fixed at deployment: owner 20 ‖ deployer 20 ‖ height 5 ‖ time 5 ‖ own 2 ‖
/// header without protocol and kind ‖ incentive without kind, where `own` is how many bytes of the model's state follow them
/// in the clone's own code. What an implementation has in common is left out: a byte of code costs 200 gas a trainer.
/// @param image The model's state in the model's own layout, with all lessons learned.
/// @param unlogged Whether `image` holds lessons that the log had no room for.
struct Session {
    Globals globals;
    bytes arguments;
    bytes image;
    bool unlogged;
}

using SessionLibrary for Session global;

library SessionLibrary {
    /// @dev Where the header would begin in the arguments, if it were there from its first byte.
    uint256 internal constant HEADER = 52 - 3;

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
        return Bytes.number(self.arguments, 50, 2);
    }

    /// @dev A number of `size` bytes in the header.
    function header(Session memory self, uint256 offset, uint256 size) internal pure returns (uint256) {
        unchecked {
            return Bytes.number(self.arguments, HEADER + offset, size);
        }
    }
}
