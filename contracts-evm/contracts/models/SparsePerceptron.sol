// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Lanes} from "../libraries/Lanes.sol";
import {Lesson, LessonsLibrary} from "../libraries/Lessons.sol";
import {Refusals} from "../libraries/Refusals.sol";
import {Roots} from "../libraries/Roots.sol";
import {Session} from "../trainer/Session.sol";
import {Model} from "./Model.sol";
import {Perceptron} from "./Perceptron.sol";

/// @title Perceptron over samples that list the features present (protocol §4.1)
/// @dev A lesson is logged as the indices whose weights it moves, as many in a slot as fit.
abstract contract SparsePerceptron is Perceptron {
    /// @inheritdoc Model
    function _modelKind() internal pure override returns (uint8) {
        return 1;
    }

    /// @inheritdoc Model
    function _loadModel(Session memory session) internal view override {
        _loadBase(session, _bodyLength(session));
        uint256 count = session.globals.lessons();
        if (count != 0) _replay(session, count);
    }

    /// @inheritdoc Model
    function _predict(Session memory session, bytes calldata sample) internal pure override returns (uint256 label) {
        uint256 features = _features(session);
        uint256 classes = _classes(session);
        int256 greatest = _score(session, sample, features, 0);
        if (classes == 2) return greatest > 0 ? 1 : 0;
        for (uint256 row = 1; row < classes; ++row) {
            int256 score = _score(session, sample, features, row);
            if (score > greatest) (greatest, label) = (score, row);
        }
    }

    /// @inheritdoc Model
    function _scores(Session memory session, bytes calldata sample)
        internal
        pure
        override
        returns (int64[] memory scores)
    {
        uint256 classes = _classes(session);
        scores = new int64[](classes == 2 ? 1 : classes);
        for (uint256 row; row < scores.length; ++row) {
            scores[row] = int64(_score(session, sample, _features(session), row));
        }
    }

    /// @inheritdoc Model
    function _learn(Session memory session, bytes calldata sample, uint256 label, uint256 predicted)
        internal
        override
    {
        uint256 features = _features(session);
        uint256 width = _width(features);
        uint256 bits = _bits(features);
        bool two = _classes(session) == 2;
        uint256 capacity;
        unchecked {
            capacity = (256 - LessonsLibrary.headBits(two)) / bits;
        }
        uint256 length = sample.length >> (width - 1);
        if (session.globals.lessons() + (length + capacity - 1) / capacity > LOG_SLOTS) session.unlogged = true;
        for (uint256 from; from < length; from += capacity) {
            uint256 count = length - from;
            if (count > capacity) count = capacity;
            uint256 fields = LessonsLibrary.pack(sample, from, count, width, bits);
            Lesson lesson = LessonsLibrary.encode(two, label, predicted, fields, count);
            if (from == 0) lesson = lesson.setFirst();
            if (_applySaturating(session, lesson, two, bits)) lesson = lesson.setSaturating();
            if (!session.unlogged) _appendLesson(session, Lesson.unwrap(lesson));
        }
    }

    /// @dev Applies the first `count` words of the log to the image.
    function _replay(Session memory session, uint256 count) private view {
        bool two = _classes(session) == 2;
        uint256 bits = _bits(_features(session));
        for (uint256 i; i < count; ++i) {
            Lesson lesson = Lesson.wrap(_log[i]);
            if (lesson.isSaturating()) _applySaturating(session, lesson, two, bits);
            else _apply(session, lesson, two, bits);
        }
    }

    /// @dev Applies a part of a lesson in which no weight reaches the end of its range.
    function _apply(Session memory session, Lesson lesson, bool two, uint256 bits) private pure {
        (uint256 up, int256 delta) = _direction(session, lesson, two);
        uint256 fields = lesson.fields(two);
        uint256 count = lesson.count();
        Lanes.add(Lanes.at(session.image, up), fields, count, bits, delta);
        if (lesson.isFirst()) _moveBias(session, up, delta);
        if (two) return;
        uint256 down = lesson.predicted(two) * _rowLength(_features(session));
        Lanes.add(Lanes.at(session.image, down), fields, count, bits, -delta);
        if (lesson.isFirst()) _moveBias(session, down, -delta);
    }

    /// @dev Applies any part of a lesson; says whether a weight stopped at the end of its range.
    function _applySaturating(Session memory session, Lesson lesson, bool two, uint256 bits)
        private
        pure
        returns (bool saturated)
    {
        (uint256 up, int256 delta) = _direction(session, lesson, two);
        uint256 fields = lesson.fields(two);
        uint256 count = lesson.count();
        saturated = Lanes.addSaturating(Lanes.at(session.image, up), fields, count, bits, delta);
        if (lesson.isFirst()) _moveBias(session, up, delta);
        if (two) return saturated;
        uint256 down = lesson.predicted(two) * _rowLength(_features(session));
        if (Lanes.addSaturating(Lanes.at(session.image, down), fields, count, bits, -delta)) saturated = true;
        if (lesson.isFirst()) _moveBias(session, down, -delta);
    }

    /// @dev Which row a lesson adds `delta` to.
    function _direction(Session memory session, Lesson lesson, bool two) private pure returns (uint256 row, int256 delta) {
        delta = _rate(session);
        if (!two) return (lesson.label(two) * _rowLength(_features(session)), delta);
        if (lesson.label(two) == 0) delta = -delta;
    }

    /// @dev The score of a row; reverts with InvalidSample.
    function _score(Session memory session, bytes calldata sample, uint256 features, uint256 row)
        private
        pure
        returns (int256)
    {
        uint256 width = _width(features);
        if (sample.length & (width - 1) != 0) Refusals.invalidSample("length");
        row *= _rowLength(features);
        (uint256 total, uint256 next, bool ordered) = Lanes.sum(Lanes.at(session.image, row), sample, width);
        if (!ordered) Refusals.invalidSample("order");
        if (next > features) Refusals.invalidSample("range");
        unchecked {
            return Lanes.bias(session.image, row) + int256(total) - int256((sample.length >> (width - 1)) << 15);
        }
    }

    /// @dev Bytes of an index in a sample. MAX_IMAGE leaves no model that needs more than 2.
    function _width(uint256 features) private pure returns (uint256) {
        return features <= 256 ? 1 : 2;
    }

    /// @dev Bits of an index in the log.
    function _bits(uint256 features) private pure returns (uint256) {
        unchecked {
            return features <= 256 ? 8 : Roots.bits(features - 1);
        }
    }
}
