// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Bytes} from "../libraries/Bytes.sol";
import {ClassLesson} from "../libraries/ClassLessons.sol";
import {Counters} from "../libraries/Counters.sol";
import {CountSamples} from "../libraries/CountSamples.sol";
import {Estimate, Estimates} from "../libraries/Estimates.sol";
import {Likelihood, Likelihoods} from "../libraries/Likelihoods.sol";
import {Refusals} from "../libraries/Refusals.sol";
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
        ClassLesson lesson = ClassLesson.wrap(word);
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

    /// @inheritdoc CounterStore
    function _entrySize(uint256 features) internal pure override returns (uint256) {
        return CountSamples.entrySize(features);
    }

    /// @inheritdoc CounterStore
    function _extraBits(bytes calldata sample, uint256 features) internal pure override returns (uint256) {
        uint256 total = CountSamples.check(sample, features);
        return CountSamples.extraBits(sample, CountSamples.entrySize(features), total);
    }

    /// @inheritdoc CounterStore
    function _pack(bytes calldata sample, uint256 from, uint256 count, uint256 bits, uint256 extra)
        internal
        pure
        override
        returns (uint256)
    {
        return CountSamples.pack(sample, from, count, bits, extra);
    }

    /// @inheritdoc CounterStore
    function _fits(Session memory session, bytes calldata sample, uint256 label) internal pure override returns (bool) {
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
}
