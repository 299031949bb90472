// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Blobs} from "../libraries/Blobs.sol";
import {Bytes} from "../libraries/Bytes.sol";
import {Code} from "../libraries/Code.sol";
import {Directory} from "../libraries/Directory.sol";
import {Page} from "../libraries/Pages.sol";
import {Refusals} from "../libraries/Refusals.sol";
import {Session} from "../trainer/Session.sol";
import {Model} from "./Model.sol";

/// @title Keeps a large state of which an operation touches little: a base in code and pages in storage where it changed
/// @dev The base is the canonical body as it was deployed, in the clone's own part and in a blob for each upload. A last blob,
/// the directory, says where each byte is; it is what `session.image` holds: what the model wants to have at hand ‖ entries.
/// Nothing is ever folded, so no operation costs more because of what happened before it.
/// A page says what its numbers are now. Once the state is kept, pages are written into a generation of their own, which
/// hides those of the state that is kept; to restore it is to begin the next generation.
abstract contract PageStore is Model {
    uint256 private constant GENERATION_SHIFT = 64;

    /// @dev A part of the body that was uploaded: start 32 | end 32; its blob's nonce is one more than its index.
    mapping(uint256 index => uint256) private _uploads;
    /// @dev How many bytes of the body have arrived or were skipped, in uploads.
    uint256 private _end;
    mapping(uint256 key => Page) private _pages;
    /// @dev A bit for each page that was written, 256 to a slot, so that all of them can be found.
    mapping(uint256 key => uint256 bits) private _written;
    /// @dev While a state is kept: the present generation; the state that is kept is generation 0.
    uint256 private _generation;

    // ---------------------------------------------------------------- the base

    /// @dev Bytes of the directory before the entries.
    function _headLength(Session memory session) internal pure virtual returns (uint256);

    /// @dev Fills in the bytes of the directory before the entries; `_readBase` works already.
    function _fillHead(Session memory session) internal view virtual;

    /// @inheritdoc Model
    function _encodeOwn(bytes memory, bytes calldata body) internal pure override returns (bytes memory) {
        return body;
    }

    /// @inheritdoc Model
    function _appendModel(Session memory session, uint256 offset, bytes memory part) internal override {
        uint256 count = session.globals.base();
        if (part.length != 0) {
            uint256 entries = 2 * (count + 2);
            bool fits = _headLength(session) + Directory.ENTRY * entries <= Code.MAX_BLOB;
            if (!fits || part.length > Code.MAX_BLOB) Refusals.invalidConfig("weights");
            uint256 nonce = Blobs.create(session, part, 0, part.length);
            _uploads[count] = offset | (offset + part.length) << 32;
            session.globals = session.globals.setBase(nonce);
        }
        _end = offset + part.length;
    }

    /// @inheritdoc Model
    function _arrived(Session memory session) internal view override returns (uint256) {
        return _end == 0 ? session.own() : _end;
    }

    /// @inheritdoc Model
    function _completeModel(Session memory session) internal override {
        _list(session, session.globals.base());
        uint256 nonce = Blobs.create(session, session.image, 0, session.image.length);
        session.globals = session.globals.setBase(nonce).setFolded();
    }

    /// @inheritdoc Model
    function _loadModel(Session memory session) internal view override {
        if (!session.globals.folded()) return _list(session, 0);
        uint256 nonce = session.globals.base();
        session.image = Code.allocate(Blobs.lengthOf(nonce));
        Blobs.copy(nonce, 0, session.image, 0, session.image.length);
    }

    /// @inheritdoc Model
    function _storeModel(Session memory session) internal override {}

    /// @inheritdoc Model
    function _foldModel(Session memory session) internal override {}

    /// @dev Makes the directory of the clone's own part and the first `count` uploads.
    function _list(Session memory session, uint256 count) private view {
        uint256 length = session.own();
        uint256 at = _headLength(session);
        bytes memory entries = new bytes(at + Directory.ENTRY * 2 * (count + 2));
        if (length != 0) at = Directory.put(entries, at, 0, Directory.OWN);
        for (uint256 i; i < count; ++i) {
            uint256 upload = _uploads[i];
            if (uint32(upload) != length) at = Directory.put(entries, at, length, 0);
            at = Directory.put(entries, at, uint32(upload), i + 1);
            length = upload >> 32;
        }
        if (length != _bodyLength(session)) at = Directory.put(entries, at, length, 0);
        at = Directory.put(entries, at, _bodyLength(session), 0);
        session.image = Bytes.slice(entries, 0, at);
        _fillHead(session);
    }

    /// @dev Copies `length` bytes of the base from `offset` on to `at` in `into`, which is long enough.
    function _readBase(Session memory session, uint256 offset, bytes memory into, uint256 at, uint256 length) internal view {
        uint256 first = _headLength(session);
        while (length != 0) {
            (uint256 nonce, uint256 start, uint256 end) = Directory.find(session.image, first, offset);
            unchecked {
                uint256 size = end - offset < length ? end - offset : length;
                uint256 from = offset - start;
                if (nonce == 0) Code.clear(into, at, size);
                else if (nonce == Directory.OWN) Code.copy(address(this), _imageOffset() + from, into, at, size);
                else Blobs.copy(nonce, from, into, at, size);
                (offset, at, length) = (offset + size, at + size, length - size);
            }
        }
    }

    // ---------------------------------------------------------------- pages

    /// @dev A page as it is now; never written if its numbers are the base's.
    function _page(uint256 generation, uint256 page) internal view returns (Page found) {
        found = _pages[generation << GENERATION_SHIFT | page];
        if (generation != 0 && !found.isWritten()) found = _pages[page];
    }

    function _setPage(uint256 generation, uint256 page, Page value) internal {
        uint256 first = generation << GENERATION_SHIFT;
        if (!_pages[first | page].isWritten()) _written[first | page >> 8] |= 1 << (page & 255);
        _pages[first | page] = value;
    }

    /// @dev Which of the 256 pages from 256 · `group` on were written, a bit each.
    function _writtenPages(uint256 generation, uint256 group) internal view returns (uint256 bits) {
        bits = _written[group];
        if (generation != 0) bits |= _written[generation << GENERATION_SHIFT | group];
    }

    /// @inheritdoc Model
    function _snapshot(Session memory session) internal override {
        _generation = 1;
        session.globals = session.globals.setKept();
    }

    /// @inheritdoc Model
    function _restore(Session memory) internal override {
        ++_generation;
    }

    /// @dev The generation of pages that this operation reads and writes.
    function _present(Session memory session) internal view returns (uint256) {
        return session.globals.kept() ? _generation : 0;
    }
}
