// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DepositRefundTake} from "../incentives/DepositRefundTake.sol";
import {SparseNearestCentroid} from "../models/SparseNearestCentroid.sol";
import {CollaborativeTrainer} from "./CollaborativeTrainer.sol";

contract SparseNearestCentroidDepositRefundTake is CollaborativeTrainer, SparseNearestCentroid, DepositRefundTake {}
