// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Session} from "../trainer/Session.sol";
import {Code} from "./Code.sol";

/// @dev Blobs of code that a trainer makes, for its model or anything else. They cannot change, and a nonce says which is
/// meant, so keeping one costs no more than remembering its nonce.
library Blobs {
    /// @dev Makes a blob of `length` ≤ Code.MAX_BLOB bytes of `data` from `at` on; returns its nonce, which is greater than
    /// any before it, and follows the last if none was made in between.
    function create(Session memory session, bytes memory data, uint256 at, uint256 length)
        internal
        returns (uint256 nonce)
    {
        Code.store(data, at, length);
        session.globals = session.globals.addMade();
        return session.globals.made();
    }

    /// @dev Makes as many blobs as `data` needs, all but the last full; returns the nonce of the first.
    function createAll(Session memory session, bytes memory data) internal returns (uint256 first) {
        unchecked {
            first = session.globals.made() + 1;
            for (uint256 at; at < data.length; at += Code.MAX_BLOB) {
                uint256 left = data.length - at;
                create(session, data, at, left < Code.MAX_BLOB ? left : Code.MAX_BLOB);
            }
        }
    }

    /// @dev Where the blob with that nonce is.
    function addressOf(uint256 nonce) internal view returns (address) {
        return Code.addressOf(address(this), nonce);
    }

    /// @dev How many bytes the blob with that nonce holds.
    function lengthOf(uint256 nonce) internal view returns (uint256) {
        unchecked {
            return addressOf(nonce).code.length - 1;
        }
    }

    /// @dev Copies `length` bytes of a blob, from `offset` on, to `at` in `into`, which is long enough.
    function copy(uint256 nonce, uint256 offset, bytes memory into, uint256 at, uint256 length) internal view {
        unchecked {
            Code.copy(addressOf(nonce), offset + 1, into, at, length);
        }
    }
}
