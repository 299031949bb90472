// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ITrainerSetup} from "../interfaces/ITrainerSetup.sol";
import {Code} from "../libraries/Code.sol";

/// @title Makes trainers: each a clone of an implementation, with its configuration and its model in its own code
/// @dev Warning: anyone may pass any implementation; a trainer is to be trusted only as far as what it forwards to.
contract TrainerFactory {
    /// @notice A trainer was made; `deployer` may upload the rest of its state and finalize it.
    event Created(address indexed trainer, address indexed deployer);

    /// @notice Makes a trainer. What is wrong with its configuration is refused with the trainer's InvalidConfig.
    /// @param implementation A final trainer contract, for example SparsePerceptronDepositRefundTake.
    /// @param header Protocol, model kind, features, classes and the model's parameters, packed (protocol §8).
    /// @param incentive The incentive mechanism's kind and parameters, packed (protocol §5).
    /// @param owner May take deposits in the owner's window; the zero address for none.
    /// @param metadata One JSON text.
    /// @param weights The first bytes of the canonical body (protocol §8); if that is all, the trainer is ready at once.
    /// @return trainer Its address.
    function create(
        address implementation,
        bytes calldata header,
        bytes calldata incentive,
        address owner,
        string calldata metadata,
        bytes calldata weights
    ) external returns (address trainer) {
        (header, incentive, owner, metadata, weights); // passed on as they came, for the trainer to decode
        trainer = Code.create(
            abi.encodePacked(
                _constructor(implementation),
                ITrainerSetup.initialize.selector,
                uint256(uint160(msg.sender)),
                msg.data[36:]
            )
        );
        emit Created(trainer, msg.sender);
    }

    /// @dev Init code that calls `implementation` by delegatecall with what follows it, and returns the answer as code:
    /// PUSH1 53 DUP1 CODESIZE SUB DUP1 SWAP2 PUSH0 CODECOPY · PUSH0 PUSH0 SWAP2 PUSH0 PUSH20 implementation GAS DELEGATECALL ·
    /// RETURNDATASIZE PUSH0 PUSH0 RETURNDATACOPY PUSH1 46 JUMPI RETURNDATASIZE PUSH0 REVERT · JUMPDEST PUSH1 32 MLOAD
    /// PUSH1 64 RETURN.
    function _constructor(address implementation) private pure returns (bytes memory) {
        return abi.encodePacked(
            hex"603580380380915f395f5f915f73", implementation, hex"5af43d5f5f3e602e573d5ffd5b6020516040f3"
        );
    }
}
