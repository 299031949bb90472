// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DepositRefundTake} from "../../contracts/incentives/DepositRefundTake.sol";
import {SparsePerceptron} from "../../contracts/models/SparsePerceptron.sol";
import {CollaborativeTrainer} from "../../contracts/trainer/CollaborativeTrainer.sol";
import {Session} from "../../contracts/trainer/Session.sol";
import {TrainerFactory} from "../../contracts/trainer/TrainerFactory.sol";

/// @dev A trainer whose state can be kept and restored, and a lesson learned and undone in one transaction.
contract RestorableTrainer is CollaborativeTrainer, SparsePerceptron, DepositRefundTake {
    function snapshot() external {
        Session memory session;
        _openModel(session);
        _snapshot(session);
        _close(session);
    }

    /// @dev With a lesson before it, of which nothing may remain.
    function restore(bytes calldata sample) external {
        Session memory session;
        _openModel(session);
        _learn(session, sample, 1 - _predict(session, sample), _predict(session, sample));
        _restore(session);
        _close(session);
    }
}

contract SnapshotTest {
    uint256 private constant FEATURES = 12;
    RestorableTrainer private _trainer;
    uint256 private _seed;

    function setUp() external {
        TrainerFactory factory = new TrainerFactory();
        bytes memory header = abi.encodePacked(uint16(1), uint8(1), uint32(FEATURES), uint16(2), uint16(3), uint8(1));
        bytes memory free = abi.encodePacked(uint8(1), new bytes(49));
        bytes memory weights = new bytes(4 + 2 * FEATURES);
        address made = factory.create(address(new RestorableTrainer()), header, free, address(0), "{}", weights);
        _trainer = RestorableTrainer(made);
    }

    /// @notice Whatever is learned, folded, and restored before: the state is what it was when it was kept.
    function testFuzz_restoresTheStateThatWasKept(uint256 seed, uint8 before, uint8[3] calldata rounds) external {
        _seed = seed;
        _teach(before % 40);
        bytes32 kept = _trainer.stateHash();
        _trainer.snapshot();
        require(_trainer.stateHash() == kept, "keeping changes nothing");
        for (uint256 i; i < rounds.length; ++i) {
            _teach(rounds[i] % 80);
            if (rounds[i] & 1 == 1) _trainer.compact();
            _trainer.restore(hex"03");
            require(_trainer.stateHash() == kept, "restored");
        }
    }

    /// @notice What is learned after the last restoring stays, whether it is folded or not.
    function testFuzz_learnsOnAfterRestoring(uint256 seed, uint8 before, uint8 then_) external {
        _seed = seed;
        _teach(before % 40);
        _trainer.snapshot();
        _teach(50);
        _trainer.restore(hex"03");
        _teach(then_ % 80);
        bytes32 hash = _trainer.stateHash();
        _trainer.compact();
        require(_trainer.stateHash() == hash, "folding changes nothing");
    }

    function _teach(uint256 lessons) private {
        for (uint256 i; i < lessons; ++i) {
            _seed = uint256(keccak256(abi.encode(_seed)));
            bytes memory sample = abi.encodePacked(uint8(_seed % 6), uint8(6 + (_seed >> 8) % 6));
            _trainer.addData(sample, uint16(1 - _trainer.predict(sample)));
        }
    }
}
