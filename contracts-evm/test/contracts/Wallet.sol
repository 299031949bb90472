// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ITrainer} from "../../contracts/interfaces/ITrainer.sol";

/// @dev A contract that contributes, and does what it was told when it is paid.
contract Wallet {
    enum Mood {
        Take,
        Refuse,
        Spend,
        Reenter
    }

    ITrainer private immutable trainer;
    Mood private mood;
    bytes private again;
    uint256 private sink;
    bool public reentered;

    constructor(ITrainer trainer_) {
        trainer = trainer_;
    }

    function setMood(Mood mood_, bytes calldata again_) external {
        (mood, again) = (mood_, again_);
    }

    /// @dev Calls the trainer with `data` and all that was sent; reverts with what it reverts with.
    function call(bytes calldata data) external payable {
        (bool ok, bytes memory answer) = address(trainer).call{value: msg.value}(data);
        if (!ok) {
            assembly {
                revert(add(answer, 32), mload(answer))
            }
        }
    }

    receive() external payable {
        if (mood == Mood.Refuse) revert();
        if (mood == Mood.Spend) {
            for (uint256 i; i < 20; ++i) {
                sink = gasleft();
            }
        }
        if (mood == Mood.Reenter) (reentered,) = address(trainer).call(again);
    }
}
