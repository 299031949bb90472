// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Session} from "../trainer/Session.sol";
import {Blobs} from "./Blobs.sol";
import {Code} from "./Code.sol";

/// @dev Bytes of any length kept as code: a row of blobs with consecutive nonces, all but the last of them full. What is kept
/// one after the other can be read one after the other, without a table of where it is.
library Entries {
    /// @dev Keeps `data`. Its first blob has the nonce after the last one made.
    function store(Session memory session, bytes memory data) internal {
        Blobs.createAll(session, data);
        if (data.length % Code.MAX_BLOB == 0) Blobs.create(session, data, 0, 0);
    }

    /// @dev The entry whose first blob has the given nonce: its length, and the nonce of the one after it.
    function measure(uint256 nonce) internal view returns (uint256 length, uint256 next) {
        next = nonce;
        uint256 size;
        do {
            size = Blobs.lengthOf(next);
            unchecked {
                length += size;
                ++next;
            }
        } while (size == Code.MAX_BLOB);
    }

    /// @dev The entries from nonce `first` to before `next`, `length` bytes in all, one after the other.
    function load(uint256 first, uint256 next, uint256 length) internal view returns (bytes memory data) {
        data = Code.allocate(length);
        uint256 at;
        for (uint256 nonce = first; nonce < next; ++nonce) {
            uint256 size = Blobs.lengthOf(nonce);
            Blobs.copy(nonce, 0, data, at, size);
            unchecked {
                at += size;
            }
        }
    }
}
