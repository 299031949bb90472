// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {PagedSparsePerceptron} from "../models/PagedSparsePerceptron.sol";
import {MarketTrainer} from "./MarketTrainer.sol";

contract PagedSparsePerceptronPredictionMarket is MarketTrainer, PagedSparsePerceptron {}
