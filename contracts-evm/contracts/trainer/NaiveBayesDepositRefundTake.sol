// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DepositRefundTake} from "../incentives/DepositRefundTake.sol";
import {NaiveBayes} from "../models/NaiveBayes.sol";
import {CollaborativeTrainer} from "./CollaborativeTrainer.sol";

contract NaiveBayesDepositRefundTake is CollaborativeTrainer, NaiveBayes, DepositRefundTake {}
