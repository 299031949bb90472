// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Code} from "../../contracts/libraries/Code.sol";
import {Directory} from "../../contracts/libraries/Directory.sol";
import {Indices} from "../../contracts/libraries/Indices.sol";
import {Page, PagesLibrary} from "../../contracts/libraries/Pages.sol";

/// @notice Pages, directories and indices against plain numbers.
contract PagingTest {
    /// @notice A page keeps each number by itself and knows that it was written.
    function testFuzz_pagesKeepNumbers(int16[20] calldata values, uint8[20] calldata lanes) external pure {
        int16[15] memory plain;
        Page page;
        require(!page.isWritten(), "empty");
        for (uint256 i; i < values.length; ++i) {
            page = page.set(lanes[i] % PagesLibrary.WEIGHTS, 16, values[i]);
            plain[lanes[i] % PagesLibrary.WEIGHTS] = values[i];
            require(page.isWritten(), "written");
            for (uint256 lane; lane < plain.length; ++lane) {
                require(page.get(lane, 16) == plain[lane], "number");
            }
        }
    }

    /// @notice The same for the wider numbers.
    function testFuzz_pagesKeepWideNumbers(int32[20] calldata values, uint8[20] calldata lanes) external pure {
        int32[7] memory plain;
        Page page;
        for (uint256 i; i < values.length; ++i) {
            page = page.set(lanes[i] % PagesLibrary.BIASES, 32, values[i]);
            plain[lanes[i] % PagesLibrary.BIASES] = values[i];
            for (uint256 lane; lane < plain.length; ++lane) {
                require(page.get(lane, 32) == plain[lane], "number");
            }
        }
    }

    /// @notice The part that a byte is in is found among any number of parts, behind a head of any length.
    function testFuzz_directoriesFindParts(uint16[] calldata sizes, uint8 head, uint32 nonce, uint256 byte_) external pure {
        uint256 count = sizes.length > 60 ? 60 : sizes.length;
        if (count == 0) return;
        bytes memory data = new bytes(head + Directory.ENTRY * (count + 1));
        uint256[] memory starts = new uint256[](count + 1);
        uint256 at = head;
        for (uint256 i; i < count; ++i) {
            at = Directory.put(data, at, starts[i], _nonce(nonce, i));
            starts[i + 1] = starts[i] + sizes[i] + 1;
        }
        require(Directory.put(data, at, starts[count], 0) == data.length, "length");
        uint256 offset = byte_ % starts[count];
        (uint256 found, uint256 start, uint256 end) = Directory.find(data, head, offset);
        uint256 expected;
        while (starts[expected + 1] <= offset) ++expected;
        require(start == starts[expected] && end == starts[expected + 1], "part");
        require(found == _nonce(nonce, expected), "nonce");
    }

    /// @notice An index has the fewest bytes that hold all of them.
    function testFuzz_indicesAreAsShortAsCanBe(uint32 features, bytes calldata sample) external pure {
        if (features == 0) return;
        uint256 width = Indices.width(features);
        require(features <= 256 ** width && (width == 1 || features > 256 ** (width - 1)), "width");
        for (uint256 from; from + width <= sample.length; from += width) {
            uint256 index;
            for (uint256 i; i < width; ++i) {
                index = index << 8 | uint8(sample[from + i]);
            }
            require(Indices.at(sample, from, width) == index, "index");
        }
    }

    /// @notice Clearing makes zero what it should and nothing else; memory given back is taken again.
    function testFuzz_clears(bytes memory data, uint16 at, uint16 length) external pure {
        uint256 from = data.length == 0 ? 0 : at % data.length;
        uint256 size = length % (data.length - from + 1);
        bytes memory expected = bytes.concat(data);
        for (uint256 i; i < size; ++i) {
            expected[from + i] = 0;
        }
        Code.clear(data, from, size);
        require(keccak256(data) == keccak256(expected), "cleared");
        uint256 free = Code.mark();
        Code.allocate(size);
        Code.release(free);
        require(Code.mark() == free, "free");
    }

    function _nonce(uint256 nonce, uint256 index) private pure returns (uint256) {
        return uint32(uint256(keccak256(abi.encode(nonce, index))));
    }
}
