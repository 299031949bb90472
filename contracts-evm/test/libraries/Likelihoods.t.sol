// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Estimate, Estimates} from "../../contracts/libraries/Estimates.sol";
import {Likelihood, Likelihoods} from "../../contracts/libraries/Likelihoods.sol";
import {Generator} from "../Generator.sol";

/// @notice Estimates against the likelihoods that they stand for.
contract LikelihoodsTest is Generator {
    using Estimates for Estimate;
    using Likelihoods for Likelihood;

    uint256 private constant FEATURES = 300;

    struct Class {
        uint256 samples;
        uint256 denominator;
        uint256[] counts;
    }

    /// @notice Wherever two estimates decide, the likelihoods decide alike; classes that are nearly equal are among them.
    function testFuzz_estimatesDecideAsLikelihoodsDo(uint256 seed, uint32 alpha, bool near, bool plain) external {
        uint256 smoothing = 1 + alpha % (near ? 2_000 : 1 << 20);
        uint256[] memory indices = _indices(FEATURES, 45, seed);
        Class memory a = _class(smoothing, seed % 2 == 0 ? 20 : 30_000);
        Class memory b = near ? _like(a) : _class(smoothing, 300);
        (bytes memory sample, uint256[] memory times) = _sample(indices, plain);
        Estimate memory first = this.estimate(a, sample, times, smoothing, plain);
        Estimate memory second = this.estimate(b, sample, times, smoothing, plain);
        Likelihood memory exact = _likelihood(a, indices, times, smoothing);
        Likelihood memory other = _likelihood(b, indices, times, smoothing);
        int256 sign = Estimates.compare(first, second);
        if (sign > 0) require(exact.exceeds(other), "greater");
        if (sign < 0) require(!exact.exceeds(other), "less");
        if (!near && first.reliable && second.reliable && indices.length > 3) require(sign != 0, "undecided");
    }

    /// @notice A likelihood is what the protocol's loop gives, bit by bit.
    function testFuzz_multipliesAsTheProtocolSays(uint32 samples, uint64 numerator, uint64 denominator, uint8 times)
        external
        pure
    {
        uint256 below = 1 + uint256(denominator) / 2;
        Likelihood memory likelihood = Likelihoods.normalise(1 + uint256(samples), 0);
        (uint256 m, int256 e) = (1 + uint256(samples), 0);
        while (m < 1 << 63) (m, e) = (m << 1, e - 1);
        uint256 above = 1 + uint256(numerator) / 2;
        likelihood.multiply(above, below, times % 8);
        for (uint256 i; i < times % 8; ++i) {
            m = m * (above < below ? above : below) / below;
            while (m < 1 << 63) (m, e) = (m << 1, e - 1);
        }
        require(likelihood.mantissa == m && likelihood.exponent == e, "likelihood");
        require(likelihood.score() == e * 2 ** 31 + int256(m >> 32) - 2 ** 31, "score");
    }

    function estimate(Class calldata class, bytes calldata sample, uint256[] calldata times, uint256 smoothing, bool plain)
        external
        pure
        returns (Estimate memory result)
    {
        bytes memory image = new bytes(2 * FEATURES);
        uint256 lanes;
        assembly ("memory-safe") {
            lanes := add(image, 2)
        }
        for (uint256 i; i < FEATURES; ++i) {
            (image[2 * i], image[2 * i + 1]) = (bytes1(uint8(class.counts[i] >> 8)), bytes1(uint8(class.counts[i])));
        }
        uint256 steps;
        for (uint256 i; i < times.length; ++i) {
            steps += times[i];
        }
        result.lanes = lanes;
        result.denominator = class.denominator;
        result.reliable = Estimates.isReliable(steps, class.denominator, smoothing);
        result.mantissa = class.samples << 192;
        result.multiply(smoothing, sample, 3, plain);
    }

    function _class(uint256 smoothing, uint256 most) private returns (Class memory class) {
        class.counts = new uint256[](FEATURES);
        uint256 total;
        for (uint256 i; i < FEATURES; ++i) {
            class.counts[i] = _next() % most;
            total += class.counts[i];
        }
        class.samples = 1 + _next() % 10_000;
        class.denominator = 1000 * (total + (_next() % 3) * 1_000_000) + smoothing * FEATURES;
    }

    /// @dev The same, or all but the same: one sample in very many more, or one count more.
    function _like(Class memory class) private returns (Class memory like) {
        like.counts = new uint256[](FEATURES);
        for (uint256 i; i < FEATURES; ++i) {
            like.counts[i] = class.counts[i];
        }
        (like.denominator, like.samples) = (class.denominator, class.samples);
        uint256 choice = _next() % 3;
        if (choice == 0) like.counts[_next() % FEATURES] += 1;
        if (choice == 1) (class.samples, like.samples) = (type(uint32).max - 1, type(uint32).max);
    }

    function _sample(uint256[] memory indices, bool plain) private returns (bytes memory sample, uint256[] memory times) {
        times = new uint256[](indices.length);
        for (uint256 i; i < indices.length; ++i) {
            times[i] = plain ? 1 : 1 + _next() % 5;
            sample = abi.encodePacked(sample, uint16(indices[i]), uint8(times[i]));
        }
    }

    function _likelihood(Class memory class, uint256[] memory indices, uint256[] memory times, uint256 smoothing)
        private
        pure
        returns (Likelihood memory likelihood)
    {
        likelihood = Likelihoods.normalise(class.samples, 0);
        for (uint256 i; i < indices.length; ++i) {
            likelihood.multiply(1000 * class.counts[indices[i]] + smoothing, class.denominator, times[i]);
        }
    }
}
