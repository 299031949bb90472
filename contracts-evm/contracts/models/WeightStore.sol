// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Bytes} from "../libraries/Bytes.sol";
import {Code} from "../libraries/Code.sol";
import {Refusals} from "../libraries/Refusals.sol";
import {Session} from "../trainer/Session.sol";
import {Model} from "./Model.sol";

/// @title Keeps a model's state: a base in code and a short log of lessons that readers replay
/// @dev The base is the clone's own part followed by blobs, until the first fold; the present blobs alone afterwards.
/// Blobs are made with consecutive nonces, so that their addresses need no storage.
/// What a word of the log says is the model's business. A model's `_loadModel` calls `_loadBase` and applies each of the
/// `session.globals.lessons()` words, `_lesson(i)`, to the image. Its `_tryLearn` applies the lesson to the image and appends
/// its words with `_appendLesson`; if there is no room for all of them in LOG_SLOTS it sets `session.unlogged` instead,
/// and the image is folded when the operation ends. What changes with every lesson (totals of classes) a model keeps in
/// storage of its own, and writes in `_storeModel`, which it then calls of its parent.
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

    uint256[LOG_SLOTS] private _log;

    /// @inheritdoc Model
    function _appendModel(Session memory session, bytes memory part) internal override {
        uint256 count = session.globals.blobs();
        if (count == MAX_BLOBS || part.length > Code.MAX_BLOB) Refusals.invalidConfig("weights");
        _convert(part, _arrived(session));
        Code.store(part, 0, part.length);
        session.globals = session.globals.setBlobs(1, count + 1);
    }

    /// @inheritdoc Model
    function _arrived(Session memory session) internal view override returns (uint256 length) {
        length = session.own();
        uint256 count = session.globals.blobs();
        for (uint256 i; i < count; ++i) {
            length += _blob(session, i).code.length - 1;
        }
    }

    /// @inheritdoc Model
    function _storeModel(Session memory session) internal override {
        if (session.unlogged) _foldModel(session);
    }

    /// @inheritdoc Model
    function _foldModel(Session memory session) internal override {
        uint256 count;
        uint256 first;
        unchecked {
            uint256 length = session.image.length;
            for (uint256 at; at < length; at += Code.MAX_BLOB) {
                uint256 left = length - at;
                Code.store(session.image, at, left < Code.MAX_BLOB ? left : Code.MAX_BLOB);
                ++count;
            }
            first = session.globals.firstBlob() + session.globals.blobs();
            if (first == 0) first = 1;
        }
        session.globals = session.globals.setBlobs(first, count).setLessons(0).setFolded();
        session.unlogged = false;
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
        bool folded = session.globals.folded();
        if (!folded) {
            at = session.own();
            Code.copy(address(this), _imageOffset(), session.image, 0, at);
        }
        uint256 count = session.globals.blobs();
        for (uint256 i; i < count; ++i) {
            address blob = _blob(session, i);
            unchecked {
                uint256 size = folded ? length - at : blob.code.length - 1;
                if (size > Code.MAX_BLOB) size = Code.MAX_BLOB;
                Code.copy(blob, 1, session.image, at, size);
                at += size;
            }
        }
    }

    /// @dev The address of one of the present blobs.
    function _blob(Session memory session, uint256 index) internal view returns (address) {
        unchecked {
            return Code.addressOf(address(this), session.globals.firstBlob() + index);
        }
    }

    /// @dev A word of the log.
    function _lesson(uint256 index) internal view returns (uint256) {
        return _log[index];
    }

    /// @dev Writes one word of a lesson. The caller has seen to it that there is room.
    function _appendLesson(Session memory session, uint256 lesson) internal {
        uint256 count = session.globals.lessons();
        _log[count] = lesson;
        unchecked {
            session.globals = session.globals.setLessons(count + 1);
        }
    }
}
