// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Counters} from "../../contracts/libraries/Counters.sol";
import {ClassLesson, ClassLessonsLibrary} from "../../contracts/libraries/ClassLessons.sol";
import {LessonsLibrary} from "../../contracts/libraries/Lessons.sol";
import {Generator} from "../Generator.sol";

/// @notice Counters of 2 and of 4 bytes, and lessons in them, against plain arrays.
contract CountersTest is Generator {
    uint256 private constant HEAD = 10;

    /// @notice Counters become small exactly if all are below the limit, and large again as they were.
    function testFuzz_narrowsAndWidens(uint256 seed, uint8 size, uint16 limit_, bool break_) external {
        uint256 count = 1 + uint256(size) % 60;
        uint256 limit = limit_ % (Counters.SMALL + 1);
        uint256[] memory values = _values(count, seed, limit == 0 ? 1 : limit);
        bool fits = limit != 0;
        if (break_) (values[seed % count], fits) = (limit + _next() % (2 ** 32 - limit), false);

        bytes memory body = _encode(values, 4);
        bytes memory image = new bytes(HEAD + 2 * count + 32);
        require(Counters.narrow(body, HEAD, image, HEAD, count, limit) == fits, "fits");
        if (!fits) return;
        for (uint256 i; i < count; ++i) {
            require(Counters.get(Counters.at(image, HEAD, 1), i, 1) == values[i], "small");
            require(Counters.get(Counters.at(body, HEAD, 2), i, 2) == values[i], "large");
        }
        bytes memory again = new bytes(HEAD + 4 * count + 32);
        Counters.widen(image, HEAD, again, HEAD, count);
        for (uint256 i; i < 4 * count; ++i) {
            require(again[HEAD + i] == body[HEAD + i], "body");
        }
    }

    /// @notice A lesson adds each entry's number to its counter and to no other, and knows the sum.
    function testFuzz_addsCounts(uint256 seed, uint8 size, bool small) external {
        uint256 count = 1 + uint256(size) % 200;
        uint256[] memory values = _values(count, seed, 2 ** 14);
        uint256 width = small ? 2 : 4;
        bytes memory image = _encode(values, width);
        uint256[] memory indices = _indices(count, 12, seed);
        uint256 extra = seed % 9;
        (uint256 fields, uint256 expected) = (0, 0);
        for (uint256 i; i < indices.length; ++i) {
            uint256 more = _next() % (1 << extra);
            fields = (fields << (8 + extra)) | (more << 8) | indices[i];
            values[indices[i]] += 1 + more;
            expected += 1 + more;
        }
        ClassLesson lesson = ClassLessonsLibrary.encode(seed % 65_536, indices.length, extra, seed % 2, fields);
        require(lesson.label() == seed % 65_536 && lesson.samples() == seed % 2, "head");
        uint256 shift = small ? 1 : 2;
        require(lesson.add(Counters.at(image, HEAD, shift), shift, 8) == expected, "sum");
        require(keccak256(image) == keccak256(_encode(values, width)), "image");
    }

    /// @notice A lesson adds 1 to each sum that it names, and knows what they were.
    function testFuzz_incrementsSums(uint256 seed, uint8 size) external {
        uint256 count = 1 + uint256(size) % 200;
        uint256[] memory values = _values(count, seed, 2 ** 15);
        bytes memory image = _encode(values, 2);
        uint256[] memory indices = _indices(count, 25, seed);
        uint256 expected;
        for (uint256 i; i < indices.length; ++i) {
            expected += values[indices[i]]++;
        }
        require(_lesson(indices).increment(Counters.at(image, HEAD, 1), 8) == expected, "sum");
        require(keccak256(image) == keccak256(_encode(values, 2)), "image");
    }

    /// @notice The same for sums that may be negative, −1 and 0 among them.
    function testFuzz_incrementsSignedSums(uint256 seed, uint8 size) external {
        uint256 count = 1 + uint256(size) % 200;
        uint256[] memory values = _values(count, seed, 2 ** 32);
        for (uint256 i; i < count; i += 3) {
            values[i] = uint32(int32(int256(i % 4) - 2));
        }
        bytes memory image = _encode(values, 4);
        uint256[] memory indices = _indices(count, 25, seed);
        int256 expected;
        for (uint256 i; i < indices.length; ++i) {
            int256 value = int32(uint32(values[indices[i]]));
            expected += value;
            values[indices[i]] = uint32(uint256(value + 1));
        }
        require(_lesson(indices).incrementSigned(Counters.at(image, HEAD, 2), 8) == expected, "sum");
        require(keccak256(image) == keccak256(_encode(values, 4)), "image");
    }

    function pack(bytes calldata sample, uint256 count) external pure returns (uint256) {
        return LessonsLibrary.pack(sample, 0, count, 8);
    }

    function _lesson(uint256[] memory indices) private view returns (ClassLesson) {
        uint256 fields = this.pack(_pack(indices, 256), indices.length);
        return ClassLessonsLibrary.encode(0, indices.length, 0, 1, fields);
    }

    function _values(uint256 count, uint256 seed, uint256 below) private returns (uint256[] memory values) {
        values = new uint256[](count);
        for (uint256 i; i < count; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i, _next())));
            values[i] = random % 4 == 0 ? below - 1 : random % below;
        }
    }

    function _encode(uint256[] memory values, uint256 width) private pure returns (bytes memory image) {
        image = new bytes(HEAD + width * values.length);
        for (uint256 i; i < HEAD; ++i) {
            image[i] = 0xa5;
        }
        for (uint256 i; i < values.length; ++i) {
            for (uint256 j; j < width; ++j) {
                image[HEAD + width * i + j] = bytes1(uint8(values[i] >> (8 * (width - 1 - j))));
            }
        }
    }
}
