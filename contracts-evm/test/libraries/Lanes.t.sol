// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Bytes} from "../../contracts/libraries/Bytes.sol";
import {Lanes} from "../../contracts/libraries/Lanes.sol";
import {Lesson, LessonsLibrary} from "../../contracts/libraries/Lessons.sol";
import {Roots} from "../../contracts/libraries/Roots.sol";
import {Generator} from "../Generator.sol";

/// @notice Rows, samples and lessons against plain arrays of integers.
contract LanesTest is Generator {
    uint256[64] private _log;

    /// @notice A sum over the lanes is the sum of the weights, for samples of any length.
    function testFuzz_sumsWeights(uint256 seed, uint16 size) external {
        uint256 features = _features(size);
        int16[] memory weights = _weights(features);
        uint256[] memory indices = _indices(features, 40, seed);
        (uint256 total, bool valid) = this.sum(_image(7, weights), _pack(indices, features), features);
        int256 expected;
        for (uint256 i; i < indices.length; ++i) {
            expected += weights[indices[i]];
        }
        require(valid, "valid");
        require(int256(total) - int256(indices.length * 0x8000) == expected, "sum");
    }

    /// @notice A sample is valid exactly if its indices ascend strictly below the number of features.
    function testFuzz_findsWhatIsNotValid(uint256 seed, uint16 size, uint16 at, uint16 index) external {
        uint256 features = _features(size);
        uint256[] memory indices = _indices(features, 40, seed);
        if (indices.length == 0) return;
        indices[at % indices.length] = features > 256 ? index : uint8(index);
        bool expected = true;
        for (uint256 i; i < indices.length; ++i) {
            if (indices[i] >= features || (i > 0 && indices[i] <= indices[i - 1])) expected = false;
        }
        (, bool valid) = this.sum(_image(0, _weights(features)), _pack(indices, features), features);
        require(valid == expected, "valid");
    }

    /// @notice A packed lesson moves exactly the weights that it names, and stops them at the ends of their range.
    function testFuzz_addsWithSaturation(uint256 seed, uint16 size, uint16 rate, bool up, uint8 from, uint8 length) external {
        uint256 features = _features(size);
        int16[] memory weights = _weights(features);
        uint256[] memory indices = _indices(features, 60, seed);
        uint256 bits = features > 256 ? Roots.bits(features - 1) : 8;
        uint256 start = indices.length == 0 ? 0 : from % indices.length;
        uint256 count = _min(_min(length, 248 / bits), indices.length - start);
        uint256 fields = this.pack(_pack(indices, features), start, count, bits);

        bytes memory image = _image(-3, weights);
        int256 delta = up ? int256(uint256(rate)) : -int256(uint256(rate));
        bool saturated = Lanes.addSaturating(Lanes.at(image, 0), fields, count, bits, delta);
        bool expected = _add(weights, indices, start, count, delta);
        require(saturated == expected, "saturated");
        require(keccak256(image) == keccak256(_image(-3, weights)), "image");
    }

    /// @notice A log is replayed up to the first lesson that is not plain, and each lesson moves what it names.
    function testFuzz_replaysPlainLessons(uint256 seed, uint16 size, uint8 rate, uint8 from, uint8 special) external {
        uint256 features = _features(size);
        uint256 bits = features > 256 ? Roots.bits(features - 1) : 8;
        int16[] memory weights = new int16[](features);
        bytes memory image = _image(0, weights);
        (uint256 first, uint256 to) = (from % 30, from % 30 + 6);
        uint256 stop = first + special % 12;
        for (uint256 i = first; i < to; ++i) {
            uint256[] memory indices = _indices(features, 248 / bits, seed);
            uint256 fields = this.pack(_pack(indices, features), 0, indices.length, bits);
            Lesson lesson = LessonsLibrary.encode(true, (seed >> i) & 1, 0, fields, indices.length);
            if (i == stop) lesson = special & 1 == 0 ? lesson.setSaturating() : lesson.setMovesBias();
            _log[i] = Lesson.unwrap(lesson);
            int256 delta = (seed >> i) & 1 == 1 ? int256(uint256(rate)) : -int256(uint256(rate));
            if (i < stop) _add(weights, indices, 0, indices.length, delta);
        }
        uint256 done = Lanes.replay(Lanes.at(image, 0), _log, first, to, bits, int256(uint256(rate)));
        require(done == _min(stop, to), "done");
        require(keccak256(image) == keccak256(_image(0, weights)), "image");
    }

    /// @notice Where nothing saturates, the quick addition is the careful one.
    function testFuzz_addsPlainly(uint256 seed, uint16 size, uint8 rate, bool up) external {
        uint256 features = _features(size);
        int16[] memory weights = new int16[](features);
        uint256[] memory indices = _indices(features, 24, seed);
        uint256 bits = features > 256 ? Roots.bits(features - 1) : 8;
        uint256 count = _min(indices.length, 248 / bits);
        bytes memory image = _image(5, weights);
        int256 delta = up ? int256(uint256(rate)) : -int256(uint256(rate));
        Lanes.add(Lanes.at(image, 0), this.pack(_pack(indices, features), 0, count, bits), count, bits, delta);
        _add(weights, indices, 0, count, delta);
        require(keccak256(image) == keccak256(_image(5, weights)), "image");
    }

    /// @notice A bias is read as it was written, and its neighbours stay.
    function testFuzz_keepsBiases(int32 before, int32 bias) external pure {
        int16[] memory weights = new int16[](3);
        (weights[0], weights[1], weights[2]) = (-1, 2, -32_768);
        bytes memory image = _image(before, weights);
        require(Lanes.bias(image, 0) == before, "before");
        Lanes.setBias(image, 0, bias);
        require(keccak256(image) == keccak256(_image(bias, weights)), "image");
    }

    /// @notice A word of the log tells what it was made of.
    function testFuzz_lessonsTellTheirParts(uint16 label, uint16 predicted, uint216 fields, uint8 count, bool bias, bool full)
        external
        pure
    {
        uint256 parts = count % 32;
        Lesson lesson = LessonsLibrary.encode(false, label, predicted, fields, parts);
        if (bias) lesson = lesson.setMovesBias();
        if (full) lesson = lesson.setSaturating();
        require(lesson.label(false) == label && lesson.predicted() == predicted, "labels");
        require(lesson.fields(false) == fields && lesson.count() == parts, "fields");
        require(lesson.movesBias() == bias && lesson.isPlain() == (!bias && !full), "flags");
        lesson = LessonsLibrary.encode(true, label % 2, 1 - label % 2, fields, parts);
        require(lesson.label(true) == label % 2 && lesson.fields(true) == fields && lesson.count() == parts, "two");
    }

    function sum(bytes memory image, bytes calldata sample, uint256 features) external pure returns (uint256, bool) {
        return Lanes.sum(Lanes.at(image, 0), sample, features);
    }

    function pack(bytes calldata sample, uint256 from, uint256 count, uint256 bits) external pure returns (uint256) {
        return LessonsLibrary.pack(sample, from, count, bits);
    }

    /// @dev The plain twin: one weight after the other, with a clamp.
    function _add(int16[] memory weights, uint256[] memory indices, uint256 from, uint256 count, int256 delta)
        private
        pure
        returns (bool saturated)
    {
        for (uint256 i = from; i < from + count; ++i) {
            int256 moved = weights[indices[i]] + delta;
            if (moved > 32_767) (moved, saturated) = (32_767, true);
            if (moved < -32_768) (moved, saturated) = (-32_768, true);
            weights[indices[i]] = int16(moved);
        }
    }

    /// @dev The image of a row, built from its canonical bytes.
    function _image(int32 bias, int16[] memory weights) private pure returns (bytes memory image) {
        image = new bytes(4 + 2 * weights.length);
        for (uint256 i; i < 4; ++i) {
            image[i] = bytes1(uint8(uint32(bias) >> (24 - 8 * i)));
        }
        for (uint256 i; i < weights.length; ++i) {
            image[4 + 2 * i] = bytes1(uint8(uint16(weights[i]) >> 8));
            image[5 + 2 * i] = bytes1(uint8(uint16(weights[i])));
        }
        Bytes.flip(image, Lanes.FLIP);
    }
}
