// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DepositRefundTake} from "../incentives/DepositRefundTake.sol";
import {DenseNearestCentroid} from "../models/DenseNearestCentroid.sol";
import {CollaborativeTrainer} from "./CollaborativeTrainer.sol";

contract DenseNearestCentroidDepositRefundTake is CollaborativeTrainer, DenseNearestCentroid, DepositRefundTake {}
