// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Points} from "../incentives/Points.sol";
import {SparseNearestCentroid} from "../models/SparseNearestCentroid.sol";
import {CollaborativeTrainer} from "./CollaborativeTrainer.sol";

contract SparseNearestCentroidPoints is CollaborativeTrainer, SparseNearestCentroid, Points {}
