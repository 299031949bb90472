// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev How a sample lies to the centroid of a class (protocol §4.3).
/// @param samples n, below 2^32; 0 if there is no centroid.
/// @param relative A = Q − 2·n·P, n² times what the squared distance is more than the sample's squared length. As Q is below
/// 2^96 and P inside ±2^62, it is inside ±2^97.
struct Relation {
    uint256 samples;
    int256 relative;
}

/// @dev Plain arithmetic: with the bounds of a relation all products are inside ±2^161.
library Centroids {
    /// @dev How a sample lies to a class whose head is `n 4 ‖ Q 12`, if the sum of its products with the class is `product`.
    function relate(uint256 head, int256 product) internal pure returns (Relation memory relation) {
        unchecked {
            relation.samples = head >> 96;
            relation.relative = int256(uint256(uint96(head))) - 2 * int256(head >> 96) * product;
        }
    }

    /// @dev Whether a centroid is nearer to the sample than another one. A class without one is never nearer.
    function isNearer(Relation memory self, Relation memory other) internal pure returns (bool) {
        if (self.samples == 0 || other.samples == 0) return self.samples > other.samples;
        unchecked {
            (int256 own, int256 others) = (int256(self.samples), int256(other.samples));
            return self.relative * others * others < other.relative * own * own;
        }
    }

    /// @dev How much nearer than the origin the centroid is, in units of 2^−16.
    function score(Relation memory self) internal pure returns (int64) {
        if (self.samples == 0) return type(int64).min;
        unchecked {
            int256 value = -self.relative * 2 ** 16 / int256(self.samples * self.samples);
            if (value > type(int64).max) return type(int64).max;
            return value < type(int64).min ? type(int64).min : int64(value);
        }
    }
}
