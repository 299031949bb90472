// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DepositRefundTake} from "../incentives/DepositRefundTake.sol";
import {DensePerceptron} from "../models/DensePerceptron.sol";
import {CollaborativeTrainer} from "./CollaborativeTrainer.sol";

contract DensePerceptronDepositRefundTake is CollaborativeTrainer, DensePerceptron, DepositRefundTake {}
