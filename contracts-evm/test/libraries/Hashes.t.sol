// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";
import {Code} from "../../contracts/libraries/Code.sol";
import {Contributions} from "../../contracts/libraries/Contributions.sol";
import {Merkle} from "../../contracts/libraries/Merkle.sol";
import {StateHash} from "../../contracts/libraries/StateHash.sol";

contract HashesTest {
    /// @notice A contribution's hash is that of its packed fields.
    function testFuzz_hashesContributions(
        uint64 id,
        address author,
        uint16 label,
        uint64 addedAt,
        uint128 deposit,
        bool taught,
        bytes calldata sample
    ) external pure {
        bytes32 hash = Contributions.hash(id, author, label, addedAt, deposit, taught ? 1 : 0, sample);
        require(hash == keccak256(abi.encodePacked(id, uint8(20), author, label, addedAt, deposit, taught, sample)), "hash");
    }

    /// @notice The tree is that of its definition, and each leaf's proof leads to its root from its own place only.
    function testFuzz_provesMembership(uint256 seed, uint8 size, uint8 at, uint8 other) external view {
        uint256 count = uint256(size) + 1;
        bytes32[] memory leaves = Merkle.leaves(count);
        for (uint256 i; i < count; ++i) {
            leaves[i] = keccak256(abi.encode(seed, i));
        }
        (bytes32 expected, bytes memory proof) = _tree(leaves, at % count);
        bytes32 leaf = leaves[at % count];
        require(Merkle.root(leaves) == expected, "root");
        if (count == 1) return;
        (bytes32 root, uint256 position) = this.prove(leaf, proof);
        require(root == expected && position == at % count, "proof");
        if (other == uint8(proof[0])) return;
        proof[0] = bytes1(other);
        (root,) = this.prove(leaf, proof);
        require(root != expected, "another place");
    }

    /// @notice A proof of impossible shape proves nothing.
    function testFuzz_refusesShapes(bytes32 leaf, bytes calldata proof) external view {
        if (proof.length == 0) return;
        uint256 height = (proof.length - 1) / 32;
        bool possible = proof.length % 32 == 1 && height > 0 && height <= 8 && uint8(proof[0]) < 1 << height;
        (bytes32 root,) = this.prove(leaf, proof);
        require((root != 0) == possible, "shape");
    }

    /// @notice A state's hash is chained over chunks of 8,192 bytes, and its body stays as it was.
    function testFuzz_hashesStates(bytes32 start, uint16 size, bytes32 word) external pure {
        bytes memory body = new bytes(size % 20_000);
        for (uint256 i; i < body.length; i += 97) {
            body[i] = word[i % 32];
        }
        bytes32 before = keccak256(body);
        require(StateHash.compute(start, body) == _chained(start, body), "hash");
        require(keccak256(body) == before, "body");
    }

    /// @notice Addresses are those of RLP lists.
    function testFuzz_derivesAddresses(address creator, uint32 nonce, uint8 shift) external pure {
        uint256 n = nonce >> (shift % 32);
        if (n == 0) return;
        bytes[] memory list = new bytes[](2);
        (list[0], list[1]) = (RLP.encode(creator), RLP.encode(n));
        require(Code.addressOf(creator, n) == address(uint160(uint256(keccak256(RLP.encode(list))))), "address");
    }

    /// @notice What is stored as code is read back, and the memory around it stays.
    function testFuzz_storesData(bytes memory data, uint16 from, uint16 length) external {
        uint256 start = data.length == 0 ? 0 : from % data.length;
        uint256 size = _min(length, data.length - start);
        bytes32 before = keccak256(data);
        uint256 nonce = ++made;
        Code.store(data, start, size);
        require(keccak256(data) == before, "memory");
        address blob = Code.addressOf(address(this), nonce);
        require(blob.code.length == size + 1 && blob.code[0] == 0, "blob");
        bytes memory read = Code.allocate(size);
        Code.copy(blob, 1, read, 0, size);
        for (uint256 i; i < size; ++i) {
            require(read[i] == data[start + i], "content");
        }
    }

    uint256 private made;

    function prove(bytes32 leaf, bytes calldata proof) external pure returns (bytes32, uint256) {
        return Merkle.prove(leaf, proof);
    }

    /// @dev The definition, level by level.
    function _tree(bytes32[] memory leaves, uint256 position) private pure returns (bytes32, bytes memory proof) {
        bytes32[] memory level = new bytes32[](leaves.length);
        for (uint256 i; i < level.length; ++i) {
            level[i] = leaves[i];
        }
        proof = abi.encodePacked(uint8(position));
        for (; level.length > 1; position /= 2) {
            bytes32[] memory above = new bytes32[]((level.length + 1) / 2);
            for (uint256 i; i < above.length; ++i) {
                bytes32 right = 2 * i + 1 < level.length ? level[2 * i + 1] : bytes32(0);
                above[i] = keccak256(abi.encodePacked(uint8(1), level[2 * i], right));
            }
            uint256 sibling = position ^ 1;
            proof = abi.encodePacked(proof, sibling < level.length ? level[sibling] : bytes32(0));
            level = above;
        }
        return (level[0], proof);
    }

    function _chained(bytes32 hash, bytes memory body) private pure returns (bytes32) {
        for (uint256 at; at < body.length; at += 8192) {
            bytes memory chunk = new bytes(_min(8192, body.length - at));
            for (uint256 i; i < chunk.length; ++i) {
                chunk[i] = body[at + i];
            }
            hash = keccak256(abi.encodePacked(hash, chunk));
        }
        return hash;
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
