// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {NaiveBayes} from "../models/NaiveBayes.sol";
import {MarketTrainer} from "./MarketTrainer.sol";

contract NaiveBayesPredictionMarket is MarketTrainer, NaiveBayes {}
