// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Points} from "../incentives/Points.sol";
import {NaiveBayes} from "../models/NaiveBayes.sol";
import {CollaborativeTrainer} from "./CollaborativeTrainer.sol";

contract NaiveBayesPoints is CollaborativeTrainer, NaiveBayes, Points {}
