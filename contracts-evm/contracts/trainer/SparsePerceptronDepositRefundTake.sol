// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DepositRefundTake} from "../incentives/DepositRefundTake.sol";
import {SparsePerceptron} from "../models/SparsePerceptron.sol";
import {CollaborativeTrainer} from "./CollaborativeTrainer.sol";

contract SparsePerceptronDepositRefundTake is CollaborativeTrainer, SparsePerceptron, DepositRefundTake {}
