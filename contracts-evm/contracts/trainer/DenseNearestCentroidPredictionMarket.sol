// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DenseNearestCentroid} from "../models/DenseNearestCentroid.sol";
import {MarketTrainer} from "./MarketTrainer.sol";

contract DenseNearestCentroidPredictionMarket is MarketTrainer, DenseNearestCentroid {}
