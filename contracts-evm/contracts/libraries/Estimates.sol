// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev The product of a likelihood's factors (protocol §4.2) without its truncations: mantissa·2^(−64·shifts), with a mantissa
/// between 2^160 and 2^224, or 0.
/// @param lanes The counters of the class, of 2 bytes each; see `Counters`.
/// @param denominator 1000·T + α·D.
/// @param reliable Whether it is near enough to the likelihood to be compared with others.
struct Estimate {
    uint256 mantissa;
    uint256 shifts;
    uint256 lanes;
    uint256 denominator;
    bool reliable;
}

/// @dev Finds the greater of two likelihoods wherever that does not depend on how they are truncated.
library Estimates {
    /// @dev An estimate is reliable if `steps·denominator / smoothing` is not above this. As a numerator is at least the
    /// smoothing, no factor is then below 2^−32: the likelihood, which loses less than 2^−63·denominator/numerator of itself
    /// with each, is within 2^−31 of the product, and the estimate, which loses less than 2^−96, is so too.
    uint256 private constant RELIABLE = 1 << 32;

    /// @dev Whether an estimate of so many factors is reliable.
    function isReliable(uint256 steps, uint256 denominator, uint256 smoothing) internal pure returns (bool) {
        unchecked {
            return steps * denominator <= smoothing * RELIABLE;
        }
    }

    /// @dev 1 if the likelihood behind `a` is surely greater than that behind `b`, −1 if it surely is not, 0 if it takes an exact
    /// look.
    function compare(Estimate memory a, Estimate memory b) internal pure returns (int256) {
        if (!a.reliable || !b.reliable) return 0;
        (uint256 left, uint256 right) = (a.mantissa, b.mantissa);
        if (left == 0) return -1;
        if (right == 0) return 1;
        (uint256 down, uint256 up) = (a.shifts, b.shifts);
        unchecked {
            if (down != up) {
                if (down + 1 < up) return 1;
                if (up + 1 < down) return -1;
                if (down > up) left >>= 64;
                else right >>= 64;
            }
            if (left - (left >> 20) > right) return 1;
            if (right - (right >> 20) > left) return -1;
        }
        return 0;
    }

    /// @dev Multiplies with all factors of a valid sample, of which none is above 1. `plain` says whether entries have 2 index
    /// bytes and no count but 1.
    function multiply(Estimate memory self, uint256 smoothing, bytes calldata sample, uint256 size, bool plain)
        internal
        pure
    {
        assembly ("memory-safe") {
            let mantissa := mload(self)
            let shifts := 0
            let lanes := mload(add(self, 64))
            let denominator := mload(add(self, 96))
            let from := sample.offset
            let end := add(from, sample.length)
            if plain {
                // Ten entries at a time; two factors take off less than the 64 bits that a shift brings back.
                for { let last := sub(end, 29) } lt(from, last) { from := add(from, 30) } {
                    let word := shl(16, shr(16, calldataload(from)))
                    for {} word {} {
                        let lane := add(lanes, and(shr(239, word), 0x1fffe))
                        mantissa := div(mul(mantissa, add(mul(1000, and(mload(lane), 0xffff)), smoothing)), denominator)
                        lane := add(lanes, and(shr(215, word), 0x1fffe))
                        mantissa := div(mul(mantissa, add(mul(1000, and(mload(lane), 0xffff)), smoothing)), denominator)
                        word := shl(48, word)
                        if iszero(shr(160, mantissa)) {
                            mantissa := shl(64, mantissa)
                            shifts := add(shifts, 1)
                        }
                    }
                }
            }
            for {} lt(from, end) { from := add(from, size) } {
                let times := shr(sub(256, shl(3, size)), calldataload(from))
                let lane := add(lanes, shl(1, shr(8, times)))
                for { times := and(times, 0xff) } times { times := sub(times, 1) } {
                    mantissa := div(mul(mantissa, add(mul(1000, and(mload(lane), 0xffff)), smoothing)), denominator)
                    if iszero(shr(160, mantissa)) {
                        mantissa := shl(64, mantissa)
                        shifts := add(shifts, 1)
                    }
                }
            }
            mstore(self, mantissa)
            mstore(add(self, 32), shifts)
        }
    }
}
