// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Roots} from "./Roots.sol";

/// @dev A likelihood m·2^e with 2^63 ≤ m < 2^64 (protocol §4.2); zero if m is 0, and e means nothing then.
struct Likelihood {
    uint256 mantissa;
    int256 exponent;
}

library Likelihoods {
    /// @dev A number below 2^64 as a likelihood.
    function normalise(uint256 value, int256 exponent) internal pure returns (Likelihood memory) {
        unchecked {
            uint256 shift = 64 - Roots.bits(value);
            return Likelihood({mantissa: value << shift, exponent: exponent - int256(shift)});
        }
    }

    /// @dev `times` factors of numerator/denominator, both below 2^63; a factor is at most 1.
    function multiply(Likelihood memory self, uint256 numerator, uint256 denominator, uint256 times) internal pure {
        if (numerator > denominator) numerator = denominator;
        (uint256 mantissa, int256 exponent) = (self.mantissa, self.exponent);
        unchecked {
            for (; times != 0; --times) {
                mantissa = mantissa * numerator / denominator;
                uint256 shift = 64 - Roots.bits(mantissa);
                mantissa <<= shift;
                exponent -= int256(shift);
            }
        }
        (self.mantissa, self.exponent) = (mantissa, exponent);
    }

    function exceeds(Likelihood memory self, Likelihood memory other) internal pure returns (bool) {
        if (self.mantissa == 0 || other.mantissa == 0) return self.mantissa > other.mantissa;
        return self.exponent == other.exponent ? self.mantissa > other.mantissa : self.exponent > other.exponent;
    }

    /// @dev The logarithm to the base 2 in units of 2^−31, straight between powers of two.
    function score(Likelihood memory self) internal pure returns (int64) {
        if (self.mantissa == 0) return type(int64).min;
        unchecked {
            int256 value = self.exponent * 2 ** 31 + int256(self.mantissa >> 32) - 2 ** 31;
            return value < type(int64).min ? type(int64).min : int64(value);
        }
    }
}
