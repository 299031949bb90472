// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Bytes} from "../libraries/Bytes.sol";
import {Lanes} from "../libraries/Lanes.sol";
import {Lesson, LessonsLibrary} from "../libraries/Lessons.sol";
import {Refusals} from "../libraries/Refusals.sol";
import {Roots} from "../libraries/Roots.sol";
import {Session} from "../trainer/Session.sol";
import {Model} from "./Model.sol";
import {Perceptron} from "./Perceptron.sol";
import {WeightStore} from "./WeightStore.sol";

/// @title Perceptron over samples that list the features present (protocol §4.1)
/// @dev A lesson is logged as the indices whose weights it moves, as many in a slot as fit.
abstract contract SparsePerceptron is WeightStore, Perceptron {
    /// @dev So that the highest bit of an index in a sample is free, and one fold of a row fits a transaction.
    uint256 private constant MAX_FEATURES = 1 << 15;

    /// @inheritdoc Model
    function _modelKind() internal pure override returns (uint8) {
        return 1;
    }

    /// @inheritdoc Model
    function _takes(uint256 features, uint256 classes) internal pure override returns (bool) {
        return features <= MAX_FEATURES && _lengthOf(features, classes) <= MAX_IMAGE;
    }

    /// @inheritdoc WeightStore
    function _convert(bytes memory part, uint256 offset) internal pure override {
        Bytes.flip(part, offset & 1 == 0 ? Lanes.FLIP : Lanes.FLIP >> 8);
    }

    /// @inheritdoc Model
    function _loadModel(Session memory session) internal view override {
        _loadBase(session, _bodyLength(session));
        session.replayed = 0;
        _catchUp(session);
    }

    /// @inheritdoc Model
    function _foldModel(Session memory session) internal override(Model, WeightStore) {
        _catchUp(session);
        super._foldModel(session);
    }

    /// @inheritdoc Model
    function _body(Session memory session, uint256 offset, uint256 length)
        internal
        view
        override(Model, WeightStore)
        returns (bytes memory part)
    {
        _catchUp(session);
        return super._body(session, offset, length);
    }

    /// @inheritdoc Model
    function _predict(Session memory session, bytes calldata sample) internal view override returns (uint256 label) {
        _catchUp(session);
        uint256 classes = _classes(session);
        int256 greatest = _score(session, sample, 0);
        if (classes == 2) return greatest > 0 ? 1 : 0;
        for (uint256 row = 1; row < classes; ++row) {
            int256 score = _score(session, sample, row);
            if (score > greatest) (greatest, label) = (score, row);
        }
    }

    /// @inheritdoc Model
    function _scores(Session memory session, bytes calldata sample)
        internal
        view
        override
        returns (int64[] memory scores)
    {
        _catchUp(session);
        uint256 classes = _classes(session);
        scores = new int64[](classes == 2 ? 1 : classes);
        for (uint256 row; row < scores.length; ++row) {
            scores[row] = int64(_score(session, sample, row));
        }
    }

    /// @inheritdoc Model
    function _tryLearn(Session memory session, bytes calldata sample, uint256 label, uint256 predicted)
        internal
        override
        returns (bool)
    {
        if (predicted == label) return true;
        uint256 bits = _bits(session);
        bool two = _classes(session) == 2;
        unchecked {
            uint256 capacity = (256 - LessonsLibrary.headBits(two)) / bits;
            uint256 length = bits == 8 ? sample.length : sample.length / 2;
            if (session.globals.lessons() + (length + capacity - 1) / capacity > LOG_SLOTS) session.unlogged = true;
            for (uint256 from; from < length; from += capacity) {
                uint256 count = length - from < capacity ? length - from : capacity;
                uint256 fields = LessonsLibrary.pack(sample, from, count, bits);
                Lesson lesson = LessonsLibrary.encode(two, label, predicted, fields, count);
                if (from == 0 && _trainsBias(session)) lesson = lesson.setMovesBias();
                _teach(session, lesson, two, bits);
            }
        }
        return true;
    }

    /// @dev Logs a part of a lesson. If it only moves weights inside their range, the image gets it when it is needed again.
    function _teach(Session memory session, Lesson lesson, bool two, uint256 bits) private {
        if (two && !session.unlogged && lesson.isPlain()) {
            int256 delta = lesson.label(true) == 1 ? _rate(session) : -_rate(session);
            if (Lanes.fits(Lanes.at(session.image, 0), lesson.fields(true), lesson.count(), bits, delta)) {
                return _appendLesson(session, Lesson.unwrap(lesson));
            }
        }
        _catchUp(session);
        if (_apply(session, lesson, two, bits)) lesson = lesson.setSaturating();
        if (!session.unlogged) _appendLesson(session, Lesson.unwrap(lesson));
        session.replayed = session.globals.lessons();
    }

    /// @dev Applies the words of the log that are not in the image yet.
    function _catchUp(Session memory session) private view {
        uint256 count = session.globals.lessons();
        if (session.replayed == count) return;
        bool two = _classes(session) == 2;
        uint256 bits = _bits(session);
        uint256 from = _place(session, session.replayed);
        uint256 to = _place(session, count);
        while (from != to) {
            if (two) from = Lanes.replay(Lanes.at(session.image, 0), _words(), from, to, bits, _rate(session));
            if (from == to) break;
            _apply(session, Lesson.wrap(_words()[from]), two, bits);
            unchecked {
                ++from;
            }
        }
        session.replayed = count;
    }

    /// @dev Applies a part of a lesson; says whether a weight stopped at the end of its range.
    function _apply(Session memory session, Lesson lesson, bool two, uint256 bits) private pure returns (bool saturated) {
        int256 delta = _rate(session);
        if (two) return _move(session, lesson, two, bits, 0, lesson.label(two) == 1 ? delta : -delta);
        saturated = _move(session, lesson, two, bits, lesson.label(two), delta);
        if (_move(session, lesson, two, bits, lesson.predicted(), -delta)) saturated = true;
    }

    /// @dev Moves the weights of a row that a part of a lesson names, and its bias if the part says so.
    function _move(Session memory session, Lesson lesson, bool two, uint256 bits, uint256 row, int256 delta)
        private
        pure
        returns (bool saturated)
    {
        row *= _rowLength(_features(session));
        saturated = Lanes.addSaturating(Lanes.at(session.image, row), lesson.fields(two), lesson.count(), bits, delta);
        if (lesson.movesBias()) _moveBias(session, row, delta);
    }

    /// @dev The score of a row; reverts with InvalidSample.
    function _score(Session memory session, bytes calldata sample, uint256 row) private pure returns (int256) {
        uint256 features = _features(session);
        unchecked {
            row *= _rowLength(features);
            (uint256 total, bool valid) = Lanes.sum(Lanes.at(session.image, row), sample, features);
            if (!valid) _refuse(sample, features);
            uint256 zero = features > 256 ? sample.length << 14 : sample.length << 15;
            return Lanes.bias(session.image, row) + int256(total) - int256(zero);
        }
    }

    /// @dev Reverts with the first reason for which a sample is not valid.
    function _refuse(bytes calldata sample, uint256 features) private pure {
        uint256 width = features > 256 ? 2 : 1;
        if (sample.length % width != 0) Refusals.invalidSample("length");
        uint256 next;
        for (uint256 at; at < sample.length; at += width) {
            uint256 index = uint16(bytes2(sample[at:])) >> (16 - 8 * width);
            if (index < next) Refusals.invalidSample("order");
            next = index + 1;
        }
        Refusals.invalidSample("range");
    }

    /// @dev Bits of an index in the log.
    function _bits(Session memory session) private pure returns (uint256) {
        uint256 features = _features(session);
        unchecked {
            return features > 256 ? Roots.bits(features - 1) : 8;
        }
    }
}
