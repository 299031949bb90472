// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {DensePerceptron} from "../models/DensePerceptron.sol";
import {MarketTrainer} from "./MarketTrainer.sol";

contract DensePerceptronPredictionMarket is MarketTrainer, DensePerceptron {}
