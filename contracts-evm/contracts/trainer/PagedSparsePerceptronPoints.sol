// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Points} from "../incentives/Points.sol";
import {PagedSparsePerceptron} from "../models/PagedSparsePerceptron.sol";
import {CollaborativeTrainer} from "./CollaborativeTrainer.sol";

contract PagedSparsePerceptronPoints is CollaborativeTrainer, PagedSparsePerceptron, Points {}
