// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ITrainer} from "../interfaces/ITrainer.sol";
import {Bits} from "../libraries/Bits.sol";
import {Contributions} from "../libraries/Contributions.sol";
import {Merkle} from "../libraries/Merkle.sol";
import {Session} from "../trainer/Session.sol";

/// @dev A slot: commitment 160 | claimable 96. A free one has no commitment; it keeps a bit above the 32 bits that name
/// the slot freed before it, because writing over what is not zero is four times cheaper.
type Record is uint256;

/// @dev An open contribution that was proven to be in its slot.
/// @param record What its slot holds.
/// @param left What is left of its deposit.
/// @param open The batch's open contributions, a bit each; 0 if it was added alone.
/// @param bit Its own among them.
struct Entry {
    Record record;
    uint256 left;
    uint256 open;
    uint256 bit;
}

/// @title Keeps who contributed what, when, with which deposit, and what is still claimable
/// @dev One of the three roles of a trainer. A slot keeps only a commitment to a contribution, or to a batch of them.
abstract contract DataHandler {
    uint256 private constant CLAIMABLE_BITS = 96;
    uint256 private constant FREE = 1 << 32;

    mapping(uint256 slot => Record) private _records;
    /// @dev For batches of several: bit i is set while contribution i is not settled. Stale once the slot is free.
    mapping(uint256 slot => uint256 bits) private _open;
    /// @dev For contributions in batches of several: what reporters have taken.
    mapping(uint256 id => uint256 amount) private _taken;
    /// @dev A bit for each of 256 ids.
    mapping(address reporter => mapping(uint256 ids => uint256 bits)) private _reported;

    /// @dev Records `count` contributions with `claimable` in all under one commitment, in the slot freed last or a new one.
    function _record(Session memory session, bytes32 root, uint256 count, uint256 claimable)
        internal
        returns (uint256 id, uint256 slot)
    {
        id = session.globals.nextId();
        uint256 free = session.globals.freeSlot();
        if (free == 0) {
            slot = session.globals.nextSlot();
            session.globals = session.globals.addSlot();
        } else {
            unchecked {
                slot = free - 1;
            }
            session.globals = session.globals.setFreeSlot(uint32(Record.unwrap(_records[slot])));
        }
        _records[slot] = Record.wrap((uint256(root) >> CLAIMABLE_BITS) << CLAIMABLE_BITS | claimable);
        if (count > 1) _open[slot] = type(uint256).max >> (256 - count);
        session.globals = session.globals.addIds(count);
    }

    /// @dev Finds an open contribution; reverts with UnknownContribution unless all its fields are true.
    function _find(Session memory session, ITrainer.Contribution calldata contribution, bytes calldata sample)
        internal
        view
        returns (Entry memory entry)
    {
        (uint256 id, uint256 slot) = (contribution.id, contribution.slot);
        bytes32 root = Contributions.hash(
            id,
            contribution.author,
            contribution.label,
            contribution.addedAt,
            contribution.deposit,
            contribution.taught ? 1 : 0,
            sample
        );
        entry.record = _records[slot];
        entry.left = _claimable(entry.record);
        bool settled = id >= session.globals.nextId();
        bytes calldata proof = contribution.proof;
        if (proof.length != 0) {
            uint256 position;
            (root, position) = Merkle.prove(root, proof);
            entry.bit = 1 << position;
            entry.open = _open[slot];
            unchecked {
                entry.left = contribution.deposit - _taken[id]; // a deposit that is not true is refused below
            }
            if (entry.open & entry.bit == 0) settled = true;
        }
        if (settled || !_commitsTo(entry.record, root)) revert ITrainer.UnknownContribution(uint64(id));
    }

    /// @dev Takes `amount` of a contribution's deposit; if nothing is left, or the author took it, it is settled.
    function _take(Session memory session, ITrainer.Contribution calldata contribution, Entry memory entry, uint256 amount)
        internal
    {
        Record record = _minus(entry.record, amount);
        if (amount != entry.left) {
            _records[contribution.slot] = record;
            if (entry.bit != 0) _taken[contribution.id] += amount;
        } else {
            _settle(session, contribution.slot, record, entry.open & ~entry.bit);
        }
    }

    /// @dev Finds a batch whose members hash to `leaves`; reverts with UnknownContribution unless all its fields are true.
    function _findBatch(Session memory session, ITrainer.Batch calldata batch, bytes32[] memory leaves)
        internal
        view
        returns (Entry memory entry)
    {
        uint256 count = leaves.length;
        entry.record = _records[batch.slot];
        entry.open = count == 1 ? 1 : _open[batch.slot];
        bool given = batch.firstId + count <= session.globals.nextId();
        if (!given || !_commitsTo(entry.record, Merkle.root(leaves))) revert ITrainer.UnknownContribution(batch.firstId);
    }

    /// @dev Settles the members of a batch named in `members`; returns what was left of their deposits.
    function _takeBatch(Session memory session, ITrainer.Batch calldata batch, Entry memory entry, uint256 members)
        internal
        returns (uint256 amount)
    {
        amount = _leftOf(batch, entry, members);
        _settle(session, batch.slot, _minus(entry.record, amount), entry.open & ~members);
    }

    function _hasReported(uint256 id, address reporter) internal view returns (bool) {
        return (_reported[reporter][id >> 8] >> (id & 255)) & 1 == 1;
    }

    function _setReported(uint256 id, address reporter) internal {
        _reported[reporter][id >> 8] |= 1 << (id & 255);
    }

    /// @dev What a slot holds; no commitment if it is free.
    function _slot(uint256 slot) internal view returns (bytes20 commitment, uint256 claimable) {
        Record record = _records[slot];
        commitment = bytes20(bytes32(Record.unwrap(record)));
        if (commitment != 0) claimable = _claimable(record);
    }

    /// @dev Keeps the rest of a batch, or frees the slot of a contribution or batch of which nothing is open.
    function _settle(Session memory session, uint256 slot, Record rest, uint256 open) private {
        if (open != 0) {
            _open[slot] = open;
            _records[slot] = rest;
        } else {
            _records[slot] = Record.wrap(FREE | session.globals.freeSlot());
            unchecked {
                session.globals = session.globals.setFreeSlot(slot + 1);
            }
        }
    }

    /// @dev Spares looking up every member where no reporter has taken anything, or where all that is open is meant: so
    /// it is for a batch of one, whose record alone knows what was taken.
    function _leftOf(ITrainer.Batch calldata batch, Entry memory entry, uint256 members) private view returns (uint256 left) {
        uint256 deposit = batch.deposit;
        left = Bits.count(members) * deposit;
        if (_claimable(entry.record) == Bits.count(entry.open) * deposit) return left;
        if (members == entry.open) return _claimable(entry.record);
        for (uint256 i; members >> i != 0; ++i) {
            if ((members >> i) & 1 == 1) left -= _taken[batch.firstId + i];
        }
    }

    /// @dev Never for a free slot, nor for the empty root of a proof of impossible shape.
    function _commitsTo(Record record, bytes32 root) private pure returns (bool) {
        uint256 commitment = Record.unwrap(record) >> CLAIMABLE_BITS;
        return commitment != 0 && commitment == uint256(root) >> CLAIMABLE_BITS;
    }

    function _claimable(Record record) private pure returns (uint256) {
        return uint96(Record.unwrap(record));
    }

    /// @dev `amount` is what is left of a contribution at most, and that is part of what is claimable.
    function _minus(Record record, uint256 amount) private pure returns (Record) {
        unchecked {
            return Record.wrap(Record.unwrap(record) - amount);
        }
    }
}
