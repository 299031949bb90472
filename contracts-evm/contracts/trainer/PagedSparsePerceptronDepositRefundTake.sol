// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DepositRefundTake} from "../incentives/DepositRefundTake.sol";
import {PagedSparsePerceptron} from "../models/PagedSparsePerceptron.sol";
import {CollaborativeTrainer} from "./CollaborativeTrainer.sol";

contract PagedSparsePerceptronDepositRefundTake is CollaborativeTrainer, PagedSparsePerceptron, DepositRefundTake {}
