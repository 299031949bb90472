// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Centroids, Relation} from "../libraries/Centroids.sol";
import {Session} from "../trainer/Session.sol";
import {Model} from "./Model.sol";

/// @title What sparse and dense nearest centroids share: the decision (protocol §4.3)
abstract contract NearestCentroid is Model {
    using Centroids for Relation;

    /// @dev Bytes of a class's `n 4 ‖ Q 12`.
    uint256 internal constant HEAD = 16;
    /// @dev A class with so many samples learns no more.
    uint256 internal constant MAX_SAMPLES = type(uint24).max;
    /// @dev The greatest squared length.
    uint256 internal constant MAX_SQUARED = type(uint96).max;

    /// @dev How a sample lies to the centroid of each class; reverts with InvalidSample.
    function _relations(Session memory session, bytes calldata sample)
        internal
        view
        virtual
        returns (Relation[] memory relations);

    /// @inheritdoc Model
    function _headerLength() internal pure override returns (uint256) {
        return 9;
    }

    /// @inheritdoc Model
    function _checkParameters(bytes memory) internal pure override {}

    /// @inheritdoc Model
    function _predict(Session memory session, bytes calldata sample) internal view override returns (uint256 label) {
        Relation[] memory relations = _relations(session, sample);
        for (uint256 class = 1; class < relations.length; ++class) {
            if (relations[class].isNearer(relations[label])) label = class;
        }
    }

    /// @inheritdoc Model
    function _scores(Session memory session, bytes calldata sample)
        internal
        view
        override
        returns (int64[] memory scores)
    {
        Relation[] memory relations = _relations(session, sample);
        scores = new int64[](relations.length);
        for (uint256 class; class < scores.length; ++class) {
            scores[class] = relations[class].score();
        }
    }
}
