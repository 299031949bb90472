// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Bytes} from "../libraries/Bytes.sol";
import {ClassLesson, ClassLessonsLibrary} from "../libraries/ClassLessons.sol";
import {Code} from "../libraries/Code.sol";
import {Counters} from "../libraries/Counters.sol";
import {Roots} from "../libraries/Roots.sol";
import {Session} from "../trainer/Session.sol";
import {Model} from "./Model.sol";
import {WeightStore} from "./WeightStore.sol";

/// @title Keeps for each class a head of totals and a counter for each feature
/// @dev The image is the canonical body (large), or the same with counters of 2 bytes (small) if all of them and the heads
/// are so far from every limit that nothing a log holds can reach one. So a lesson for a small image needs no check and is
/// logged without a look at the state: the image is loaded by the first who asks for it. A body that arrives in parts is
/// large until its first fold.
abstract contract CounterStore is WeightStore {
    /// @dev So that the highest bit of an index of 2 bytes is free.
    uint256 private constant MAX_FEATURES = 1 << 15;

    /// @dev Bytes of the totals of a class.
    function _headLength() internal pure virtual returns (uint256);

    /// @dev What the counters of a class with such a head have to be below to be small, at most Counters.SMALL; 0 if the head
    /// itself is not far enough from its limits.
    function _smallBelow(uint256 head) internal pure virtual returns (uint256);

    /// @dev Applies a word of the log, a ClassLesson, to the image.
    function _replay(Session memory session, uint256 word) internal pure virtual;

    /// @dev Bytes of an entry of a sample.
    function _entrySize(uint256 features) internal pure virtual returns (uint256);

    /// @dev The `extra` bits of the entries of a valid sample in a ClassLesson.
    function _extraBits(bytes calldata sample, uint256 features) internal pure virtual returns (uint256);

    /// @dev The fields of a ClassLesson for `count` entries from the `from`th on.
    function _pack(bytes calldata sample, uint256 from, uint256 count, uint256 bits, uint256 extra)
        internal
        pure
        virtual
        returns (uint256 fields);

    /// @dev Whether the loaded large image stays inside all limits if it learns that `sample` is `label`.
    function _fits(Session memory session, bytes calldata sample, uint256 label) internal pure virtual returns (bool);

    // ---------------------------------------------------------------- sizes

    /// @inheritdoc Model
    function _lengthOf(uint256 features, uint256 classes) internal pure override returns (uint256) {
        unchecked {
            return classes * (_headLength() + 4 * features);
        }
    }

    /// @inheritdoc Model
    function _takes(uint256 features, uint256 classes) internal pure override returns (bool) {
        return features <= MAX_FEATURES && _lengthOf(features, classes) <= MAX_IMAGE;
    }

    /// @dev Whether the image is small; see `Counters` for its `shift`.
    function _isSmall(Session memory session) internal pure returns (bool) {
        uint256 length = _bodyLength(session);
        if (session.image.length != 0) return session.image.length != length;
        return session.globals.folded() ? !session.globals.large() : session.whole() && session.own() != length;
    }

    /// @dev Where a class begins in the loaded image.
    function _row(Session memory session, uint256 class) internal pure returns (uint256) {
        unchecked {
            return class * (session.image.length / _classes(session));
        }
    }

    /// @dev Bits of an index in the log.
    function _bits(Session memory session) internal pure returns (uint256) {
        uint256 features = _features(session);
        unchecked {
            return features > 256 ? Roots.bits(features - 1) : 8;
        }
    }

    // ---------------------------------------------------------------- learning

    /// @inheritdoc Model
    function _tryLearn(Session memory session, bytes calldata sample, uint256 label, uint256)
        internal
        override
        returns (bool)
    {
        uint256 features = _features(session);
        uint256 bits = _bits(session);
        uint256 extra = _extraBits(sample, features);
        unchecked {
            uint256 entries = sample.length / _entrySize(features);
            uint256 capacity = ClassLessonsLibrary.capacity(bits + extra);
            bool room = session.globals.lessons() + (entries + capacity - 1) / capacity <= LOG_SLOTS;
            if (!room && !session.unlogged) _enlarge(session);
            if (!_isSmall(session)) {
                _loadImage(session);
                if (!_fits(session, sample, label)) return false;
            }
            for (uint256 from; from < entries; from += capacity) {
                uint256 count = entries - from < capacity ? entries - from : capacity;
                uint256 fields = _pack(sample, from, count, bits, extra);
                ClassLesson lesson = ClassLessonsLibrary.encode(label, count, extra, from == 0 ? 1 : 0, fields);
                if (session.image.length != 0) _replay(session, ClassLesson.unwrap(lesson));
                if (!session.unlogged) _appendLesson(session, ClassLesson.unwrap(lesson));
            }
        }
        return true;
    }

    // ---------------------------------------------------------------- state

    /// @inheritdoc Model
    function _encodeOwn(bytes memory header, bytes calldata body) internal pure override returns (bytes memory own) {
        uint256 features = Bytes.number(header, 3, 4);
        uint256 classes = Bytes.number(header, 7, 2);
        own = body;
        if (own.length == _lengthOf(features, classes)) own = _narrowed(own, features, classes);
    }

    /// @inheritdoc WeightStore
    function _convert(bytes memory, uint256) internal pure override {}

    /// @inheritdoc Model
    function _loadModel(Session memory session) internal pure override {
        session.image = "";
    }

    /// @dev Loads the image, unless this session has it already.
    function _loadImage(Session memory session) internal view {
        if (session.image.length != 0) return;
        uint256 features = _features(session);
        uint256 saved = _isSmall(session) ? 2 * features * _classes(session) : 0;
        _loadBase(session, _bodyLength(session) - saved);
        uint256 count = session.globals.lessons();
        for (uint256 i; i < count; ++i) {
            _replay(session, _lesson(session, i));
        }
    }

    /// @dev Loads the image and makes it large, so that any lesson can be applied to it; it is folded when the session ends.
    function _enlarge(Session memory session) internal view {
        _loadImage(session);
        session.image = _widened(session);
        session.unlogged = true;
    }

    /// @inheritdoc Model
    function _foldModel(Session memory session) internal override {
        _loadImage(session);
        bytes memory body = _widened(session);
        session.image = _narrowed(body, _features(session), _classes(session));
        session.globals = session.globals.setLarge(session.image.length == body.length);
        super._foldModel(session);
    }

    /// @inheritdoc Model
    function _body(Session memory session, uint256 offset, uint256 length)
        internal
        view
        override
        returns (bytes memory)
    {
        _loadImage(session);
        return Bytes.slice(_widened(session), offset, length);
    }

    /// @dev The canonical body.
    function _widened(Session memory session) private pure returns (bytes memory body) {
        if (!_isSmall(session)) return session.image;
        uint256 features = _features(session);
        uint256 head = _headLength();
        uint256 length = _bodyLength(session);
        body = Code.allocate(length + 32);
        Code.shorten(body, length);
        unchecked {
            uint256 from;
            for (uint256 to; to < length; to += head + 4 * features) {
                Bytes.copy(session.image, from, body, to, head);
                Counters.widen(session.image, from + head, body, to + head, features);
                from += head + 2 * features;
            }
        }
    }

    /// @dev A small image of a canonical body if there is one, else the body.
    function _narrowed(bytes memory body, uint256 features, uint256 classes) private pure returns (bytes memory image) {
        uint256 head = _headLength();
        uint256 length = body.length - 2 * features * classes;
        image = Code.allocate(length + 32);
        Code.shorten(image, length);
        unchecked {
            uint256 from;
            for (uint256 to; to < length; to += head + 2 * features) {
                Bytes.copy(body, from, image, to, head);
                uint256 limit = _smallBelow(Bytes.number(body, from, head));
                if (!Counters.narrow(body, from + head, image, to + head, features, limit)) return body;
                from += head + 4 * features;
            }
        }
    }
}
