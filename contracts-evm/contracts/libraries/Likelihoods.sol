// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Roots} from "./Roots.sol";

/// @dev A likelihood m·2^e with 2^63 ≤ m < 2^64 (protocol §4.2); zero if m is 0, and e means nothing then.
struct Likelihood {
    uint256 mantissa;
    int256 exponent;
}

/// @dev A class while its likelihood is estimated: what it is estimated from, and mantissa·2^(−64·shifts), the estimate.
/// @param lanes Its counters, of 2 bytes each; see `Counters`.
/// @param denominator 1000·T + α·D.
/// @param mantissa Between 2^128 and 2^192, or 0; its start is N·2^128.
struct Estimate {
    uint256 lanes;
    uint256 denominator;
    uint256 mantissa;
    uint256 shifts;
}

library Likelihoods {
    /// @dev An estimate is worth something as long as `steps·denominator / smoothing` is not above this; see `surelyExceeds`.
    uint256 private constant RELIABLE = 1 << 42;

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

    /// @dev Multiplies the estimates of two classes with all factors of a sample, of which none may be above 1; returns how
    /// many they are, and whether the sample is valid. It has 2 index bytes an entry if `features` are more than 256, else 1.
    function estimate(Estimate memory a, Estimate memory b, bytes calldata sample, uint256 features, uint256 smoothing)
        internal
        pure
        returns (uint256 steps, bool valid)
    {
        assembly ("memory-safe") {
            let size := add(2, gt(features, 256))
            let wrong := mod(sample.length, size)
            let next := 0
            let lanesA := mload(a)
            let lanesB := mload(b)
            let underA := mload(add(a, 32))
            let underB := mload(add(b, 32))
            let mantissaA := mload(add(a, 64))
            let mantissaB := mload(add(b, 64))
            let shifts := 0
            let end := add(sample.offset, mul(sample.length, iszero(wrong)))
            for { let from := sample.offset } lt(from, end) { from := add(from, size) } {
                let times := shr(sub(256, shl(3, size)), calldataload(from))
                let index := shr(8, times)
                times := and(times, 0xff)
                wrong := or(wrong, or(lt(index, next), iszero(times)))
                next := add(index, 1)
                steps := add(steps, times)
                let overA := add(mul(1000, and(mload(add(lanesA, add(index, index))), 0xffff)), smoothing)
                let overB := add(mul(1000, and(mload(add(lanesB, add(index, index))), 0xffff)), smoothing)
                for {} times { times := sub(times, 1) } {
                    mantissaA := div(mul(mantissaA, overA), underA)
                    if iszero(shr(128, mantissaA)) {
                        mantissaA := shl(64, mantissaA)
                        shifts := add(shifts, 1)
                    }
                    mantissaB := div(mul(mantissaB, overB), underB)
                    if iszero(shr(128, mantissaB)) {
                        mantissaB := shl(64, mantissaB)
                        shifts := add(shifts, 0x100000000)
                    }
                }
            }
            mstore(add(a, 64), mantissaA)
            mstore(add(a, 96), and(shifts, 0xffffffff))
            mstore(add(b, 64), mantissaB)
            mstore(add(b, 96), shr(32, shifts))
            valid := iszero(or(wrong, gt(next, features)))
        }
    }

    /// @dev Whether an estimate after so many steps is near enough to the likelihood to be compared with others.
    /// A likelihood loses less than 2^−63·denominator/numerator of itself with each step by truncation, and a numerator is at
    /// least the smoothing: less than 2^−21 in all.
    function isReliable(Estimate memory self, uint256 steps, uint256 smoothing) internal pure returns (bool) {
        unchecked {
            return steps * self.denominator <= smoothing * RELIABLE;
        }
    }

    /// @dev Whether the likelihood behind one estimate certainly exceeds that behind the other, if both are reliable: that is
    /// so if one estimate exceeds the other by 2^−20 of itself. An estimate that is not 0 loses less than 2^−86 of itself
    /// with each step.
    function surelyExceeds(Estimate memory self, Estimate memory other) internal pure returns (bool) {
        if (self.mantissa == 0) return false;
        if (other.mantissa == 0) return true;
        unchecked {
            if (self.shifts > other.shifts || self.shifts + 1 < other.shifts) return self.shifts < other.shifts;
            uint256 mantissa = self.shifts == other.shifts ? self.mantissa : self.mantissa << 64;
            return mantissa - (mantissa >> 20) > other.mantissa;
        }
    }
}
