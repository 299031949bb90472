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
    uint32 firstBlob;
    uint8 blobs;
    uint8 lessons;
    bool finalized;
    bool folded;
}

contract GlobalsTest {
    Globals private packed;
    Plain private plain;

    /// @notice Any sequence of writes leaves the packed counters equal to plain ones.
    function testFuzz_equalsPlainFields(uint256[24] calldata writes) external {
        for (uint256 i; i < writes.length; ++i) {
            _write(writes[i] % 9, writes[i] >> 8);
            _compare();
        }
    }

    function _write(uint256 field, uint256 value) private {
        if (field == 0) (packed, plain.lastUpdate) = (packed.setLastUpdate(uint40(value)), uint40(value));
        if (field == 1) (packed, plain.totalGood) = (packed.addGood(uint16(value)), plain.totalGood + uint16(value));
        if (field == 2) (packed, plain.nextId) = (packed.addIds(uint16(value)), plain.nextId + uint16(value));
        if (field == 3) (packed, plain.nextSlot) = (packed.addSlot(), plain.nextSlot + 1);
        if (field == 4) (packed, plain.freeSlot) = (packed.setFreeSlot(uint32(value)), uint32(value));
        if (field == 5) {
            packed = packed.setBlobs(uint32(value), uint8(value >> 32));
            (plain.firstBlob, plain.blobs) = (uint32(value), uint8(value >> 32));
        }
        if (field == 6) (packed, plain.lessons) = (packed.setLessons(uint8(value)), uint8(value));
        if (field == 7) (packed, plain.finalized) = (packed.setFinalized(), true);
        if (field == 8) (packed, plain.folded) = (packed.setFolded(), true);
    }

    function _compare() private view {
        require(packed.lastUpdate() == plain.lastUpdate, "lastUpdate");
        require(packed.totalGood() == plain.totalGood, "totalGood");
        require(packed.nextId() == plain.nextId, "nextId");
        require(packed.nextSlot() == plain.nextSlot, "nextSlot");
        require(packed.freeSlot() == plain.freeSlot, "freeSlot");
        require(packed.firstBlob() == plain.firstBlob, "firstBlob");
        require(packed.blobs() == plain.blobs, "blobs");
        require(packed.lessons() == plain.lessons, "lessons");
        require(packed.finalized() == plain.finalized, "finalized");
        require(packed.folded() == plain.folded, "folded");
    }
}
