// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev All counters of a trainer in one storage slot, so that every operation reads and writes it once.
/// From the lowest bit: lastUpdate 36 | totalGood 40 | nextId 40 | nextSlot 32 | freeSlot 32 | made 32 | then the model's part:
/// base 32 | lessons 6 | folded 1 | kept 1 | scratch 1 | large 1 | and finalized 1. Zero is the state of a trainer that
/// nobody has used yet. Counters that count up cannot reach their ends: that takes 2^32 transactions of which each pays for
/// itself.
type Globals is uint256;

using GlobalsLibrary for Globals global;

library GlobalsLibrary {
    uint256 private constant TIME = type(uint256).max >> 220;
    uint256 private constant TOTAL_GOOD = 36;
    uint256 private constant NEXT_ID = 76;
    uint256 private constant NEXT_SLOT = 116;
    uint256 private constant FREE_SLOT = 148;
    uint256 private constant MADE = 180;
    uint256 private constant BASE = 212;
    uint256 private constant LESSONS = 244;
    uint256 private constant FOLDED = 250;
    uint256 private constant KEPT = 251;
    uint256 private constant SCRATCH = 252;
    uint256 private constant LARGE = 253;
    uint256 private constant FINALIZED = 254;
    uint256 private constant MODEL = ((1 << (FINALIZED - BASE)) - 1) << BASE;

    /// @dev Seconds since 1970; 0 before the first contribution.
    function lastUpdate(Globals self) internal pure returns (uint256) {
        return Globals.unwrap(self) & TIME;
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

    /// @dev How many blobs of code the trainer has made. As a contract's nonces begin with 1, that is also the nonce of the last.
    function made(Globals self) internal pure returns (uint256) {
        return uint32(Globals.unwrap(self) >> MADE);
    }

    /// @dev Until the model is folded, how many blobs hold parts of its state; their nonces begin with 1. From then on, the
    /// nonce of the first of the blobs that hold all of it.
    function base(Globals self) internal pure returns (uint256) {
        return uint32(Globals.unwrap(self) >> BASE);
    }

    /// @dev How many slots of the log are in use, at most 63.
    function lessons(Globals self) internal pure returns (uint256) {
        return (Globals.unwrap(self) >> LESSONS) & 63;
    }

    /// @dev Whether the trainer was finalized by a transaction of its own.
    function finalized(Globals self) internal pure returns (bool) {
        return (Globals.unwrap(self) >> FINALIZED) & 1 == 1;
    }

    /// @dev Whether the blobs hold all of the state, so that the clone's own part is out of date.
    function folded(Globals self) internal pure returns (bool) {
        return (Globals.unwrap(self) >> FOLDED) & 1 == 1;
    }

    /// @dev Whether the model's state at some time is to be kept, so that it can be restored.
    function kept(Globals self) internal pure returns (bool) {
        return (Globals.unwrap(self) >> KEPT) & 1 == 1;
    }

    /// @dev Whether lessons are logged away from those that are kept.
    function scratch(Globals self) internal pure returns (bool) {
        return (Globals.unwrap(self) >> SCRATCH) & 1 == 1;
    }

    /// @dev Whether the base is of the larger kind, in a model that has two.
    function large(Globals self) internal pure returns (bool) {
        return (Globals.unwrap(self) >> LARGE) & 1 == 1;
    }

    function setLastUpdate(Globals self, uint256 time) internal pure returns (Globals) {
        return _set(self, 0, TIME, time);
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

    function addMade(Globals self) internal pure returns (Globals) {
        unchecked {
            return Globals.wrap(Globals.unwrap(self) + (1 << MADE));
        }
    }

    function setBase(Globals self, uint256 blobs) internal pure returns (Globals) {
        return _set(self, BASE, type(uint32).max, blobs);
    }

    function setLessons(Globals self, uint256 count) internal pure returns (Globals) {
        return _set(self, LESSONS, 63, count);
    }

    function setFinalized(Globals self) internal pure returns (Globals) {
        return _set(self, FINALIZED, 1, 1);
    }

    function setFolded(Globals self) internal pure returns (Globals) {
        return _set(self, FOLDED, 1, 1);
    }

    function setKept(Globals self) internal pure returns (Globals) {
        return _set(self, KEPT, 1, 1);
    }

    function setScratch(Globals self) internal pure returns (Globals) {
        return _set(self, SCRATCH, 1, 1);
    }

    function setLarge(Globals self, bool is_) internal pure returns (Globals) {
        return _set(self, LARGE, 1, is_ ? 1 : 0);
    }

    /// @dev All that `other` says of the model, in place of what was said.
    function setModel(Globals self, Globals other) internal pure returns (Globals) {
        return Globals.wrap((Globals.unwrap(self) & ~MODEL) | (Globals.unwrap(other) & MODEL));
    }

    function _set(Globals self, uint256 shift, uint256 mask, uint256 value) private pure returns (Globals) {
        return Globals.wrap((Globals.unwrap(self) & ~(mask << shift)) | ((value & mask) << shift));
    }
}
