// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Bits} from "../../contracts/libraries/Bits.sol";
import {Bytes} from "../../contracts/libraries/Bytes.sol";
import {Roots} from "../../contracts/libraries/Roots.sol";

contract NumbersTest {
    /// @notice The root is OpenZeppelin's, for small and great numbers and around squares.
    function testFuzz_takesRoots(uint64 x, uint8 shift, uint32 side) external pure {
        uint256 small = x >> (shift % 64);
        require(Roots.isqrt(small) == Math.sqrt(small), "any");
        uint256 square = uint256(side) * side;
        require(Roots.isqrt(square) == side, "square");
        if (side > 0) require(Roots.isqrt(square - 1) == side - 1, "below a square");
    }

    /// @notice The number of bits is one more than the logarithm.
    function testFuzz_countsBits(uint64 x, uint8 shift) external pure {
        uint256 value = x >> (shift % 64);
        require(Roots.bits(value) == (value == 0 ? 0 : Math.log2(value) + 1), "bits");
    }

    /// @notice Adding neighbours in parallel counts as counting one by one does.
    function testFuzz_countsSets(uint256 set, uint256 mask) external pure {
        require(Bits.count(set) == _count(set) && Bits.count(set & mask) == _count(set & mask), "count");
        require(Bits.count(0) == 0 && Bits.count(type(uint256).max) == 256, "ends");
    }

    /// @notice Numbers are read where they were packed.
    function testFuzz_readsNumbers(bytes calldata before, uint96 value, bytes calldata behind) external pure {
        bytes memory data = abi.encodePacked(before, value, behind);
        require(Bytes.number(data, before.length, 12) == value, "number");
        bytes memory part = Bytes.slice(data, before.length, 12);
        require(keccak256(part) == keccak256(abi.encodePacked(value)), "slice");
    }

    /// @notice Flipping changes the bits of the mask, in every byte and none behind the last.
    function testFuzz_flips(bytes memory data, uint256 mask) external pure {
        bytes memory copy = bytes.concat(data);
        bytes memory guard = new bytes(32);
        Bytes.flip(copy, mask);
        for (uint256 i; i < data.length; ++i) {
            require(copy[i] == data[i] ^ bytes32(mask)[i % 32], "byte");
        }
        require(copy.length == data.length && bytes32(guard) == 0, "around");
    }

    function _count(uint256 set) private pure returns (uint256 count) {
        for (; set != 0; set >>= 1) {
            count += set & 1;
        }
    }
}
