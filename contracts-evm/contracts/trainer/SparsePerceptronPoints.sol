// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Points} from "../incentives/Points.sol";
import {SparsePerceptron} from "../models/SparsePerceptron.sol";
import {CollaborativeTrainer} from "./CollaborativeTrainer.sol";

contract SparsePerceptronPoints is CollaborativeTrainer, SparsePerceptron, Points {}
