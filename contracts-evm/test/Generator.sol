// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @dev Numbers that follow from a seed, and samples made of them.
abstract contract Generator {
    uint256 private _state;

    function _next() internal returns (uint256) {
        _state = uint256(keccak256(abi.encode(_state)));
        return _state;
    }

    function _min(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }

    /// @dev Small and large numbers of features, the bounds between widths among them.
    function _features(uint16 size) internal pure returns (uint256) {
        uint256[8] memory bounds = [uint256(1), 255, 256, 257, 1000, 1024, 1025, 300];
        return size % 3 == 0 ? bounds[(size / 3) % 8] : 1 + size % 2000;
    }

    /// @dev Weights all over their range, the ends often.
    function _weights(uint256 features) internal returns (int16[] memory weights) {
        weights = new int16[](features);
        uint256 word = _next();
        for (uint256 i; i < features; ++i) {
            uint256 bits = uint256(keccak256(abi.encode(word, i / 16))) >> (16 * (i % 16));
            weights[i] = int16(uint16(bits));
            if (bits & 7 == 0) weights[i] = 32_767;
            if (bits & 7 == 1) weights[i] = -32_768;
        }
    }

    /// @dev Up to `most` ascending indices.
    function _indices(uint256 features, uint256 most, uint256 seed) internal returns (uint256[] memory indices) {
        _state ^= seed;
        uint256 wanted = _next() % (_min(most, features) + 1);
        indices = new uint256[](wanted);
        uint256 at;
        for (uint256 i; i < wanted; ++i) {
            uint256 room = (features - at) / (wanted - i);
            at += room == 0 ? 0 : _next() % room;
            indices[i] = at++;
        }
    }

    function _pack(uint256[] memory indices, uint256 features) internal pure returns (bytes memory sample) {
        for (uint256 i; i < indices.length; ++i) {
            sample = features > 256
                ? abi.encodePacked(sample, uint16(indices[i]))
                : abi.encodePacked(sample, uint8(indices[i]));
        }
    }
}
