// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev Integer roots and logarithms of numbers below 2^64, short in bytecode.
library Roots {
    /// @dev The floor of the square root: Newton's method from a power of two that is not below it.
    function isqrt(uint256 x) internal pure returns (uint256 root) {
        unchecked {
            if (x == 0) return 0;
            root = 1 << ((bits(x) + 1) >> 1);
            for (uint256 next;; root = next) {
                next = (root + x / root) >> 1;
                if (next >= root) return root;
            }
        }
    }

    /// @dev How many bits `x` has, without leading zeros.
    function bits(uint256 x) internal pure returns (uint256 count) {
        assembly ("memory-safe") {
            count := shl(5, lt(0xffffffff, x))
            count := or(count, shl(4, lt(0xffff, shr(count, x))))
            count := or(count, shl(3, lt(0xff, shr(count, x))))
            count := or(count, shl(2, lt(0xf, shr(count, x))))
            let rest := shr(count, x)
            count := add(count, add(add(lt(0, rest), lt(1, rest)), add(lt(3, rest), lt(7, rest))))
        }
    }
}
