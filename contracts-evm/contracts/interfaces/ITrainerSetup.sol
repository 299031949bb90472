// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title How a factory makes a trainer from an implementation
interface ITrainerSetup {
    /// @notice Runs as the constructor of a clone (by delegatecall from its init code) and answers with its code.
    /// @dev Refused with `NotDeployer` anywhere else: a contract that has code is no longer being constructed.
    /// The parameters are those of TrainerFactory's `create`, the deployer in place of the implementation.
    /// @param deployer Who may upload the rest of the state and finalize.
    /// @param weights The first bytes of the canonical body; if that is all of it, the trainer is ready at once.
    function initialize(
        address deployer,
        bytes calldata header,
        bytes calldata incentive,
        address owner,
        string calldata metadata,
        bytes calldata weights
    ) external returns (bytes memory code);
}
