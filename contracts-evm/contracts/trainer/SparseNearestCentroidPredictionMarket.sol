// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SparseNearestCentroid} from "../models/SparseNearestCentroid.sol";
import {MarketTrainer} from "./MarketTrainer.sol";

contract SparseNearestCentroidPredictionMarket is MarketTrainer, SparseNearestCentroid {}
