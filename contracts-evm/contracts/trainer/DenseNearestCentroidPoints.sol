// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Points} from "../incentives/Points.sol";
import {DenseNearestCentroid} from "../models/DenseNearestCentroid.sol";
import {CollaborativeTrainer} from "./CollaborativeTrainer.sol";

contract DenseNearestCentroidPoints is CollaborativeTrainer, DenseNearestCentroid, Points {}
