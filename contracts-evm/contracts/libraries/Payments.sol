// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ITrainer} from "../interfaces/ITrainer.sol";

/// @dev The only place that moves money.
library Payments {
    /// @dev What returns of the funds sent; reverts with InsufficientDeposit.
    function change(uint256 required) internal view returns (uint256) {
        if (msg.value < required) revert ITrainer.InsufficientDeposit(uint128(msg.value), uint128(required));
        unchecked {
            return msg.value - required;
        }
    }

    /// @dev The last thing any operation does, to the caller only. With all gas: contract wallets must be able to receive.
    function pay(uint256 amount) internal {
        if (amount == 0) return;
        (bool ok,) = msg.sender.call{value: amount}("");
        if (!ok) revert ITrainer.PaymentFailed();
    }
}
