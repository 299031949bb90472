// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Bytes} from "../libraries/Bytes.sol";
import {Counters} from "../libraries/Counters.sol";
import {CountLesson, CountLessonsLibrary} from "../libraries/CountLessons.sol";
import {CountSamples} from "../libraries/CountSamples.sol";
import {Estimate, Estimates} from "../libraries/Estimates.sol";
import {Likelihood, Likelihoods} from "../libraries/Likelihoods.sol";
import {Refusals} from "../libraries/Refusals.sol";
import {Roots} from "../libraries/Roots.sol";
import {Session} from "../trainer/Session.sol";
import {CounterStore} from "./CounterStore.sol";
import {Model} from "./Model.sol";

/// @title Multinomial naive Bayes over samples that count features (protocol §4.2)
/// @dev The head of a class is `N 4 ‖ T 6`. Where the image is small, likelihoods are estimated first, and computed step by
/// step only if two of them are too near to each other.
abstract contract NaiveBayes is CounterStore {
    using Likelihoods for Likelihood;
    using Estimates for Estimate;

    uint256 private constant HEAD = 10;
    uint256 private constant MAX_SMOOTHING = 1 << 20;
    uint256 private constant MAX_SAMPLES = type(uint32).max;
    uint256 private constant MAX_TOTAL = type(uint48).max;
    uint256 private constant MAX_COUNT = type(uint32).max;

    /// @inheritdoc Model
    function _modelKind() internal pure override returns (uint8) {
        return 3;
    }

    /// @inheritdoc Model
    function _headerLength() internal pure override returns (uint256) {
        return 13;
    }

    /// @inheritdoc Model
    function _checkParameters(bytes memory header) internal pure override {
        uint256 smoothing = Bytes.number(header, 9, 4);
        if (smoothing == 0 || smoothing > MAX_SMOOTHING) Refusals.invalidConfig("smoothing");
    }

    // ---------------------------------------------------------------- state

    /// @inheritdoc CounterStore
    function _headLength() internal pure override returns (uint256) {
        return HEAD;
    }

    /// @inheritdoc CounterStore
    /// @dev No small counter is above T, so that no factor is above 1.
    function _smallBelow(uint256 head) internal pure override returns (uint256) {
        (uint256 samples, uint256 total) = (head >> 48, uint48(head));
        if (samples > MAX_SAMPLES / 2 || total > MAX_TOTAL / 2) return 0;
        return total < Counters.SMALL ? total + 1 : Counters.SMALL;
    }

    /// @inheritdoc CounterStore
    function _replay(Session memory session, uint256 word) internal pure override {
        CountLesson lesson = CountLesson.wrap(word);
        uint256 row = _row(session, lesson.label());
        uint256 shift = _isSmall(session) ? 1 : 2;
        uint256 total = lesson.add(Counters.at(session.image, row + HEAD, shift), shift, _bits(session));
        _addHead(session, row, lesson.samples(), total);
    }

    function _addHead(Session memory session, uint256 row, uint256 samples, uint256 total) private pure {
        unchecked {
            uint256 head = Bytes.number(session.image, row, HEAD);
            Bytes.setNumber(session.image, row, HEAD, head + (samples << 48) + total);
        }
    }

    // ---------------------------------------------------------------- predicting

    /// @inheritdoc Model
    function _predict(Session memory session, bytes calldata sample) internal view override returns (uint256) {
        _loadImage(session);
        uint256 total = CountSamples.check(sample, _features(session));
        if (_isSmall(session)) {
            (uint256 label, bool certain) = _estimate(session, sample, total);
            if (certain) return label;
        }
        return _decide(session, sample);
    }

    /// @inheritdoc Model
    function _predictToLearn(Session memory session, bytes calldata sample, uint256 label, bool asked)
        internal
        view
        override
        returns (uint256)
    {
        if (asked) return _predict(session, sample);
        CountSamples.check(sample, _features(session));
        return label;
    }

    /// @inheritdoc Model
    function _scores(Session memory session, bytes calldata sample)
        internal
        view
        override
        returns (int64[] memory scores)
    {
        _loadImage(session);
        CountSamples.check(sample, _features(session));
        scores = new int64[](_classes(session));
        for (uint256 class; class < scores.length; ++class) {
            scores[class] = _likelihood(session, sample, class).score();
        }
    }

    /// @dev The label by exact likelihoods.
    function _decide(Session memory session, bytes calldata sample) private pure returns (uint256 label) {
        Likelihood memory greatest = _likelihood(session, sample, 0);
        uint256 classes = _classes(session);
        for (uint256 class = 1; class < classes; ++class) {
            Likelihood memory likelihood = _likelihood(session, sample, class);
            if (likelihood.exceeds(greatest)) (greatest, label) = (likelihood, class);
        }
    }

    function _likelihood(Session memory session, bytes calldata sample, uint256 class)
        private
        pure
        returns (Likelihood memory likelihood)
    {
        uint256 row = _row(session, class);
        uint256 head = Bytes.number(session.image, row, HEAD);
        likelihood = Likelihoods.normalise(head >> 48, 0);
        if (likelihood.mantissa == 0) return likelihood;

        uint256 size = CountSamples.entrySize(_features(session));
        uint256 shift = _isSmall(session) ? 1 : 2;
        uint256 lanes = Counters.at(session.image, row + HEAD, shift);
        uint256 denominator = _denominator(session, head);
        uint256 smoothing = _smoothing(session);
        unchecked {
            for (uint256 at; at < sample.length; at += size) {
                (uint256 index, uint256 times) = CountSamples.entry(sample, at, size);
                likelihood.multiply(1000 * Counters.get(lanes, index, shift) + smoothing, denominator, times);
            }
        }
    }

    /// @dev The label by estimates, and whether it is certain. `total` is the sum of the sample's counts.
    function _estimate(Session memory session, bytes calldata sample, uint256 total)
        private
        pure
        returns (uint256 label, bool)
    {
        uint256 classes = _classes(session);
        Estimate memory greatest = _estimateClass(session, sample, total, 0);
        for (uint256 class = 1; class < classes; ++class) {
            Estimate memory estimate = _estimateClass(session, sample, total, class);
            int256 sign = Estimates.compare(estimate, greatest);
            if (sign == 0) return (0, false);
            if (sign > 0) (greatest, label) = (estimate, class);
        }
        return (label, true);
    }

    function _estimateClass(Session memory session, bytes calldata sample, uint256 total, uint256 class)
        private
        pure
        returns (Estimate memory estimate)
    {
        unchecked {
            uint256 features = _features(session);
            uint256 row = class * (HEAD + 2 * features);
            uint256 head = Bytes.number(session.image, row, HEAD);
            uint256 smoothing = _smoothing(session);
            estimate.lanes = Counters.at(session.image, row + HEAD, 1);
            estimate.denominator = 1000 * uint256(uint48(head)) + smoothing * features;
            estimate.reliable = Estimates.isReliable(total, estimate.denominator, smoothing);
            uint256 size = CountSamples.entrySize(features);
            bool plain = size == 3 && total * size == sample.length;
            estimate.mantissa = head >> 48 << 192;
            estimate.multiply(smoothing, sample, size, plain);
        }
    }

    // ---------------------------------------------------------------- learning

    /// @inheritdoc Model
    function _tryLearn(Session memory session, bytes calldata sample, uint256 label, uint256)
        internal
        override
        returns (bool)
    {
        uint256 size = CountSamples.entrySize(_features(session));
        uint256 extra = CountSamples.extraBits(sample, size, CountSamples.check(sample, _features(session)));
        uint256 bits = _bits(session);
        unchecked {
            uint256 entries = sample.length / size;
            uint256 capacity = CountLessonsLibrary.capacity(bits + extra);
            bool room = session.globals.lessons() + (entries + capacity - 1) / capacity <= LOG_SLOTS;
            if (!room && !session.unlogged) _enlarge(session);
            if (!_isSmall(session) && !_fits(session, sample, label)) return false;

            for (uint256 from; from < entries; from += capacity) {
                uint256 count = entries - from < capacity ? entries - from : capacity;
                uint256 fields = CountSamples.pack(sample, from * size, count, size, bits, extra);
                uint256 word = CountLesson.unwrap(CountLessonsLibrary.encode(label, count, extra, from == 0 ? 1 : 0, fields));
                if (session.image.length != 0) _replay(session, word);
                if (!session.unlogged) _appendLesson(session, word);
            }
        }
        return true;
    }

    /// @dev Whether no counter would leave its range.
    function _fits(Session memory session, bytes calldata sample, uint256 label) private view returns (bool) {
        _loadImage(session);
        uint256 row = _row(session, label);
        uint256 lanes = Counters.at(session.image, row + HEAD, 2);
        uint256 size = CountSamples.entrySize(_features(session));
        uint256 head = Bytes.number(session.image, row, HEAD);
        uint256 total = uint48(head);
        unchecked {
            for (uint256 at; at < sample.length; at += size) {
                (uint256 index, uint256 times) = CountSamples.entry(sample, at, size);
                if (Counters.get(lanes, index, 2) + times > MAX_COUNT) return false;
                total += times;
            }
        }
        return head >> 48 < MAX_SAMPLES && total <= MAX_TOTAL;
    }

    // ---------------------------------------------------------------- header

    function _smoothing(Session memory session) private pure returns (uint256) {
        return session.header(9, 4);
    }

    function _denominator(Session memory session, uint256 head) private pure returns (uint256) {
        unchecked {
            return 1000 * uint256(uint48(head)) + _smoothing(session) * _features(session);
        }
    }

    /// @dev Bits of an index in the log.
    function _bits(Session memory session) private pure returns (uint256) {
        return Roots.bits((_features(session) - 1) | 1);
    }
}
