// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Bytes} from "../libraries/Bytes.sol";
import {Centroids, Relation} from "../libraries/Centroids.sol";
import {ClassLesson} from "../libraries/ClassLessons.sol";
import {Counters} from "../libraries/Counters.sol";
import {Lanes} from "../libraries/Lanes.sol";
import {LessonsLibrary} from "../libraries/Lessons.sol";
import {SparseSamples} from "../libraries/SparseSamples.sol";
import {Session} from "../trainer/Session.sol";
import {CounterStore} from "./CounterStore.sol";
import {Model} from "./Model.sol";
import {NearestCentroid} from "./NearestCentroid.sol";

/// @title Nearest centroid over samples that list the features present (protocol §4.3)
/// @dev The counters are the sums; they are small only if none is negative.
abstract contract SparseNearestCentroid is CounterStore, NearestCentroid {
    /// @inheritdoc Model
    function _modelKind() internal pure override returns (uint8) {
        return 4;
    }

    // ---------------------------------------------------------------- state

    /// @inheritdoc CounterStore
    function _headLength() internal pure override returns (uint256) {
        return HEAD;
    }

    /// @inheritdoc CounterStore
    function _smallBelow(uint256 head) internal pure override returns (uint256) {
        return head >> 96 > MAX_SAMPLES / 2 || uint96(head) > MAX_SQUARED / 2 ? 0 : Counters.SMALL;
    }

    /// @inheritdoc CounterStore
    function _replay(Session memory session, uint256 word) internal pure override {
        ClassLesson lesson = ClassLesson.wrap(word);
        uint256 row = _row(session, lesson.label());
        uint256 bits = _bits(session);
        int256 sum = _isSmall(session)
            ? int256(lesson.increment(Counters.at(session.image, row + HEAD, 1), bits))
            : lesson.incrementSigned(Counters.at(session.image, row + HEAD, 2), bits);
        unchecked {
            uint256 head = Bytes.number(session.image, row, HEAD) + (lesson.samples() << 96) + lesson.count();
            Bytes.setNumber(session.image, row, HEAD, head + 2 * uint256(sum));
        }
    }

    // ---------------------------------------------------------------- predicting

    /// @inheritdoc NearestCentroid
    function _relations(Session memory session, bytes calldata sample)
        internal
        view
        override
        returns (Relation[] memory relations)
    {
        _loadImage(session);
        bool small = _isSmall(session);
        uint256 features = _features(session);
        if (!small) SparseSamples.check(sample, features);
        relations = new Relation[](_classes(session));
        for (uint256 class; class < relations.length; ++class) {
            uint256 row = _row(session, class);
            int256 product;
            if (small) {
                (uint256 sum, bool valid) = Lanes.sum(Counters.at(session.image, row + HEAD, 1), sample, features);
                if (!valid) SparseSamples.refuse(sample, features);
                product = int256(sum);
            } else {
                product = _sum(Counters.at(session.image, row + HEAD, 2), sample, SparseSamples.width(features));
            }
            relations[class] = Centroids.relate(Bytes.number(session.image, row, HEAD), product);
        }
    }

    /// @inheritdoc Model
    function _predictToLearn(Session memory session, bytes calldata sample, uint256 label, bool asked)
        internal
        view
        override
        returns (uint256)
    {
        if (asked) return _predict(session, sample);
        SparseSamples.check(sample, _features(session));
        return label;
    }

    function _sum(uint256 lanes, bytes calldata sample, uint256 width) private pure returns (int256 sum) {
        unchecked {
            for (uint256 at; at < sample.length; at += width) {
                sum += int32(uint32(Counters.get(lanes, SparseSamples.index(sample, at, width), 2)));
            }
        }
    }

    // ---------------------------------------------------------------- learning

    /// @inheritdoc CounterStore
    function _entrySize(uint256 features) internal pure override returns (uint256) {
        return SparseSamples.width(features);
    }

    /// @inheritdoc CounterStore
    function _extraBits(bytes calldata, uint256) internal pure override returns (uint256) {
        return 0;
    }

    /// @inheritdoc CounterStore
    function _pack(bytes calldata sample, uint256 from, uint256 count, uint256 bits, uint256)
        internal
        pure
        override
        returns (uint256)
    {
        return LessonsLibrary.pack(sample, from, count, bits);
    }

    /// @inheritdoc CounterStore
    function _fits(Session memory session, bytes calldata sample, uint256 label) internal pure override returns (bool) {
        uint256 row = _row(session, label);
        uint256 lanes = Counters.at(session.image, row + HEAD, 2);
        uint256 width = SparseSamples.width(_features(session));
        uint256 head = Bytes.number(session.image, row, HEAD);
        int256 squared = int256(uint256(uint96(head)));
        unchecked {
            for (uint256 at; at < sample.length; at += width) {
                int256 sum = int32(uint32(Counters.get(lanes, SparseSamples.index(sample, at, width), 2)));
                if (sum == type(int32).max) return false;
                squared += 2 * sum + 1;
            }
        }
        return head >> 96 < MAX_SAMPLES && squared >= 0 && squared <= int256(MAX_SQUARED);
    }
}
