// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Blobs} from "../libraries/Blobs.sol";
import {Bytes} from "../libraries/Bytes.sol";
import {Code} from "../libraries/Code.sol";
import {Globals} from "../libraries/Globals.sol";
import {Refusals} from "../libraries/Refusals.sol";
import {Session} from "../trainer/Session.sol";
import {Model} from "./Model.sol";

/// @title Keeps a model's state: a base in code and a short log of lessons that readers replay
/// @dev The base is the clone's own part followed by blobs, until the first fold; the present blobs alone afterwards.
/// Blobs are made with consecutive nonces, so that their addresses need no storage.
/// What a word of the log says is the model's business. A model's `_loadModel` calls `_loadBase` and applies each of the
/// `session.globals.lessons()` words, `_lesson(session, i)`, to the image. Its `_tryLearn` applies the lesson to the image and appends
/// its words with `_appendLesson`; if there is no room for all of them in LOG_SLOTS it sets `session.unlogged` instead,
/// and the image is folded when the operation ends. What changes with every lesson (totals of classes) a model keeps in
/// storage of its own, writes in `_storeModel`, and copies in `_snapshot` and `_restore`; each then calls its parent's.
/// Here an image is as long as the body and `_convert` turns one into the other. A model whose image has another length
/// overrides `_encodeOwn`, `_body` and, as bodies arrive in parts of any length, `_convert` to do nothing and
/// `_completeModel` to load the body (`_loadBase` with its length), turn it into an image and fold that.
abstract contract WeightStore is Model {
    /// @dev Slots of the log; what bounds the cost of a read. Used again after a fold, so that writing is cheap.
    uint256 internal constant LOG_SLOTS = 32;
    /// @dev The longest image, for which a fold stays well within the gas of one transaction (16,777,216).
    uint256 internal constant MAX_IMAGE = 3 * Code.MAX_BLOB;
    /// @dev More uploads than this are refused, because each blob costs every reader.
    uint256 private constant MAX_BLOBS = 16;

    /// @dev Two logs: while a state is kept, lessons after the first fold go to the second.
    uint256[2 * LOG_SLOTS] private _log;
    /// @dev The counters when the model's state was kept.
    Globals private _kept;

    /// @inheritdoc Model
    function _appendModel(Session memory session, uint256 offset, bytes memory part) internal virtual override {
        if (part.length > Code.MAX_BLOB) Refusals.invalidConfig("weights");
        uint256 arrived = _arrived(session);
        if (offset != arrived) part = bytes.concat(new bytes(offset - arrived), part);
        _convert(part, arrived);
        Blobs.createAll(session, part);
        if (session.globals.made() > MAX_BLOBS) Refusals.invalidConfig("weights");
        session.globals = session.globals.setBase(session.globals.made());
    }

    /// @inheritdoc Model
    function _arrived(Session memory session) internal view virtual override returns (uint256 length) {
        length = session.own();
        uint256 count = session.globals.base();
        for (uint256 nonce = 1; nonce <= count; ++nonce) {
            length += Blobs.lengthOf(nonce);
        }
    }

    /// @inheritdoc Model
    function _completeModel(Session memory session) internal virtual override {}

    /// @inheritdoc Model
    function _storeModel(Session memory session) internal virtual override {
        if (session.unlogged) _foldModel(session);
    }

    /// @inheritdoc Model
    function _foldModel(Session memory session) internal virtual override {
        uint256 first = Blobs.createAll(session, session.image);
        session.globals = session.globals.setBase(first).setLessons(0).setFolded();
        if (session.globals.kept()) session.globals = session.globals.setScratch();
        session.unlogged = false;
    }

    /// @inheritdoc Model
    function _snapshot(Session memory session) internal virtual override {
        _kept = session.globals;
        session.globals = session.globals.setKept();
    }

    /// @inheritdoc Model
    function _restore(Session memory session) internal virtual override {
        session.globals = session.globals.setModel(_kept).setKept();
        session.unlogged = false;
        session.pending = "";
        _loadModel(session);
    }

    /// @inheritdoc Model
    /// @dev A fold writes all of the state, however long the sample is.
    function _mostDeferred(Session memory) internal pure override returns (uint256) {
        return type(uint16).max;
    }

    /// @inheritdoc Model
    function _encodeOwn(bytes memory, bytes calldata body) internal pure virtual override returns (bytes memory own) {
        own = body;
        _convert(own, 0);
    }

    /// @inheritdoc Model
    function _body(Session memory session, uint256 offset, uint256 length)
        internal
        view
        virtual
        override
        returns (bytes memory part)
    {
        part = Bytes.slice(session.image, offset, length);
        _convert(part, offset);
    }

    /// @dev Turns bytes of the canonical body that begin at `offset` into those of the image, or back, in place.
    function _convert(bytes memory part, uint256 offset) internal pure virtual;

    /// @dev Loads the base, `length` bytes in all; the lessons are for the model to replay.
    function _loadBase(Session memory session, uint256 length) internal view {
        session.image = Code.allocate(length);
        uint256 at;
        uint256 nonce = session.globals.base();
        if (!session.globals.folded()) {
            at = session.own();
            Code.copy(address(this), _imageOffset(), session.image, 0, at);
            nonce = 1;
        }
        unchecked {
            for (; at < length; ++nonce) {
                uint256 size = length - at;
                if (!session.globals.folded()) size = Blobs.lengthOf(nonce);
                else if (size > Code.MAX_BLOB) size = Code.MAX_BLOB;
                Blobs.copy(nonce, 0, session.image, at, size);
                at += size;
            }
        }
    }

    /// @dev A word of the log.
    function _lesson(Session memory session, uint256 index) internal view returns (uint256) {
        return _log[_place(session, index)];
    }

    /// @dev Writes one word of a lesson. The caller has seen to it that there is room.
    function _appendLesson(Session memory session, uint256 lesson) internal {
        uint256 count = session.globals.lessons();
        _setLesson(session, count, lesson);
        unchecked {
            session.globals = session.globals.setLessons(count + 1);
        }
    }

    /// @dev Writes a word of the log.
    function _setLesson(Session memory session, uint256 index, uint256 lesson) internal {
        _log[_place(session, index)] = lesson;
    }

    /// @dev All words there are: those in use begin where `_place` says.
    function _words() internal view returns (uint256[2 * LOG_SLOTS] storage) {
        return _log;
    }

    /// @dev Where the word of the log with that index is among all words.
    function _place(Session memory session, uint256 index) internal pure returns (uint256) {
        unchecked {
            return session.globals.scratch() ? index + LOG_SLOTS : index;
        }
    }
}
