// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Globals} from "../../contracts/libraries/Globals.sol";

/// @dev The same counters as plain fields.
struct Plain {
    uint40 lastUpdate;
    uint40 totalGood;
    uint40 nextId;
    uint32 nextSlot;
    uint32 freeSlot;
    uint32 made;
    PlainModel model;
    bool finalized;
}

struct PlainModel {
    uint32 base;
    uint8 lessons;
    bool folded;
    bool kept;
    bool scratch;
}

contract GlobalsTest {
    Globals private packed;
    Plain private plain;
    Globals private packedBefore;
    PlainModel private modelBefore;

    /// @notice Any sequence of writes leaves the packed counters equal to plain ones.
    function testFuzz_equalsPlainFields(uint256[24] calldata writes) external {
        for (uint256 i; i < writes.length; ++i) {
            _write(writes[i] % 14, writes[i] >> 8);
            _compare();
        }
    }

    function _write(uint256 field, uint256 value) private {
        if (field == 0) (packed, plain.lastUpdate) = (packed.setLastUpdate(uint32(value)), uint32(value));
        if (field == 1) (packed, plain.totalGood) = (packed.addGood(uint16(value)), plain.totalGood + uint16(value));
        if (field == 2) (packed, plain.nextId) = (packed.addIds(uint16(value)), plain.nextId + uint16(value));
        if (field == 3) (packed, plain.nextSlot) = (packed.addSlot(), plain.nextSlot + 1);
        if (field == 4) (packed, plain.freeSlot) = (packed.setFreeSlot(uint32(value)), uint32(value));
        if (field == 5) (packed, plain.made) = (packed.addMade(), plain.made + 1);
        if (field == 6) (packed, plain.finalized) = (packed.setFinalized(), true);
        if (field > 6) _writeModel(field - 7, value);
    }

    function _writeModel(uint256 field, uint256 value) private {
        if (field == 0) (packed, plain.model.base) = (packed.setBase(uint32(value)), uint32(value));
        if (field == 1) (packed, plain.model.lessons) = (packed.setLessons(value % 64), uint8(value % 64));
        if (field == 2) (packed, plain.model.folded) = (packed.setFolded(), true);
        if (field == 3) (packed, plain.model.kept) = (packed.setKept(), true);
        if (field == 4) (packed, plain.model.scratch) = (packed.setScratch(), true);
        if (field == 5) (packedBefore, modelBefore) = (packed, plain.model);
        if (field == 6) (packed, plain.model) = (packed.setModel(packedBefore), modelBefore);
    }

    function _compare() private view {
        require(packed.lastUpdate() == plain.lastUpdate, "lastUpdate");
        require(packed.totalGood() == plain.totalGood, "totalGood");
        require(packed.nextId() == plain.nextId, "nextId");
        require(packed.nextSlot() == plain.nextSlot, "nextSlot");
        require(packed.freeSlot() == plain.freeSlot, "freeSlot");
        require(packed.made() == plain.made, "made");
        require(packed.base() == plain.model.base, "base");
        require(packed.lessons() == plain.model.lessons, "lessons");
        require(packed.folded() == plain.model.folded, "folded");
        require(packed.kept() == plain.model.kept, "kept");
        require(packed.scratch() == plain.model.scratch, "scratch");
        require(packed.finalized() == plain.finalized, "finalized");
    }
}
