// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Points} from "../incentives/Points.sol";
import {DensePerceptron} from "../models/DensePerceptron.sol";
import {CollaborativeTrainer} from "./CollaborativeTrainer.sol";

contract DensePerceptronPoints is CollaborativeTrainer, DensePerceptron, Points {}
