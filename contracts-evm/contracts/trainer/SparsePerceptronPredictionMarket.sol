// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SparsePerceptron} from "../models/SparsePerceptron.sol";
import {MarketTrainer} from "./MarketTrainer.sol";

contract SparsePerceptronPredictionMarket is MarketTrainer, SparsePerceptron {}
