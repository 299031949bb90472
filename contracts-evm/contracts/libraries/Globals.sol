// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev All counters of a trainer in one storage slot, so that every operation reads and writes it once.
/// From the lowest bit: lastUpdate 40 | totalGood 40 | nextId 40 | nextSlot 32 | freeSlot 32 | firstBlob 32 | blobs 8 |
/// lessons 8 | finalized 1 | folded 1. Zero is the state of a trainer that nobody has used yet. Counters that count up cannot
/// reach their ends: that takes 2^32 transactions of which each pays for itself.
type Globals is uint256;

using GlobalsLibrary for Globals global;

library GlobalsLibrary {
    uint256 private constant TOTAL_GOOD = 40;
    uint256 private constant NEXT_ID = 80;
    uint256 private constant NEXT_SLOT = 120;
    uint256 private constant FREE_SLOT = 152;
    uint256 private constant FIRST_BLOB = 184;
    uint256 private constant BLOBS = 216;
    uint256 private constant LESSONS = 224;
    uint256 private constant FINALIZED = 232;
    uint256 private constant FOLDED = 233;

    /// @dev Seconds since 1970; 0 before the first contribution.
    function lastUpdate(Globals self) internal pure returns (uint256) {
        return uint40(Globals.unwrap(self));
    }

    function totalGood(Globals self) internal pure returns (uint256) {
        return uint40(Globals.unwrap(self) >> TOTAL_GOOD);
    }

    function nextId(Globals self) internal pure returns (uint256) {
        return uint40(Globals.unwrap(self) >> NEXT_ID);
    }

    function nextSlot(Globals self) internal pure returns (uint256) {
        return uint32(Globals.unwrap(self) >> NEXT_SLOT);
    }

    /// @dev One more than the slot that was freed last; 0 if none is free.
    function freeSlot(Globals self) internal pure returns (uint256) {
        return uint32(Globals.unwrap(self) >> FREE_SLOT);
    }

    /// @dev The nonce with which the first of the present blobs of code was made; 0 if none was made yet.
    function firstBlob(Globals self) internal pure returns (uint256) {
        return uint32(Globals.unwrap(self) >> FIRST_BLOB);
    }

    /// @dev How many blobs of code hold the model's state, besides the clone's own code.
    function blobs(Globals self) internal pure returns (uint256) {
        return uint8(Globals.unwrap(self) >> BLOBS);
    }

    /// @dev How many slots of the log are in use.
    function lessons(Globals self) internal pure returns (uint256) {
        return uint8(Globals.unwrap(self) >> LESSONS);
    }

    /// @dev Whether the trainer was finalized by a transaction of its own.
    function finalized(Globals self) internal pure returns (bool) {
        return (Globals.unwrap(self) >> FINALIZED) & 1 == 1;
    }

    /// @dev Whether the blobs hold all of the state, so that the clone's own part is out of date.
    function folded(Globals self) internal pure returns (bool) {
        return (Globals.unwrap(self) >> FOLDED) & 1 == 1;
    }

    function setLastUpdate(Globals self, uint256 time) internal pure returns (Globals) {
        return _set(self, 0, type(uint40).max, time);
    }

    function addGood(Globals self, uint256 count) internal pure returns (Globals) {
        unchecked {
            return Globals.wrap(Globals.unwrap(self) + (count << TOTAL_GOOD));
        }
    }

    function addIds(Globals self, uint256 count) internal pure returns (Globals) {
        unchecked {
            return Globals.wrap(Globals.unwrap(self) + (count << NEXT_ID));
        }
    }

    function addSlot(Globals self) internal pure returns (Globals) {
        unchecked {
            return Globals.wrap(Globals.unwrap(self) + (1 << NEXT_SLOT));
        }
    }

    function setFreeSlot(Globals self, uint256 next) internal pure returns (Globals) {
        return _set(self, FREE_SLOT, type(uint32).max, next);
    }

    function setBlobs(Globals self, uint256 first, uint256 count) internal pure returns (Globals) {
        return _set(_set(self, FIRST_BLOB, type(uint32).max, first), BLOBS, type(uint8).max, count);
    }

    function setLessons(Globals self, uint256 count) internal pure returns (Globals) {
        return _set(self, LESSONS, type(uint8).max, count);
    }

    function setFinalized(Globals self) internal pure returns (Globals) {
        return _set(self, FINALIZED, 1, 1);
    }

    function setFolded(Globals self) internal pure returns (Globals) {
        return _set(self, FOLDED, 1, 1);
    }

    function _set(Globals self, uint256 shift, uint256 mask, uint256 value) private pure returns (Globals) {
        return Globals.wrap((Globals.unwrap(self) & ~(mask << shift)) | ((value & mask) << shift));
    }
}
