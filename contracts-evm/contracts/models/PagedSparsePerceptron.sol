// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Bytes} from "../libraries/Bytes.sol";
import {Code} from "../libraries/Code.sol";
import {Indices} from "../libraries/Indices.sol";
import {Page, PagesLibrary} from "../libraries/Pages.sol";
import {Session} from "../trainer/Session.sol";
import {Model} from "./Model.sol";
import {PageStore} from "./PageStore.sol";
import {Perceptron} from "./Perceptron.sol";

/// @title The sparse perceptron for many features (protocol §4.1): what an operation costs depends on the sample alone
/// @dev A page holds the weights of one feature for up to 15 rows, or of as many neighbouring features as fit. A feature
/// with more rows has several pages. Biases have pages of their own, and begin as the head of the directory.
abstract contract PagedSparsePerceptron is PageStore, Perceptron {
    uint256 private constant MAX_FEATURES = 1 << 24;
    uint256 private constant MAX_CLASSES = 1024;
    /// @dev Bodies are addressed by 32 bits.
    uint256 private constant MAX_BODY = 1 << 31;
    /// @dev The number of the first page of biases, above all others.
    uint256 private constant BIASES = 1 << 40;
    uint256 private constant WEIGHT_BITS = 16;
    uint256 private constant BIAS_BITS = 32;
    /// @dev What a transaction can spend on a lesson, and what an entry costs at most of it, if all its pages are new: for the
    /// pages that change, and for each row to predict.
    uint256 private constant LESSON_GAS = 12_000_000;
    uint256 private constant ENTRY_GAS = 60_000;
    uint256 private constant ROW_GAS = 4_000;

    /// @inheritdoc Model
    function _modelKind() internal pure override returns (uint8) {
        return 1;
    }

    /// @inheritdoc Model
    function _takes(uint256 features, uint256 classes) internal pure override returns (bool) {
        return features <= MAX_FEATURES && classes <= MAX_CLASSES && _lengthOf(features, classes) < MAX_BODY;
    }

    // ---------------------------------------------------------------- predicting

    /// @inheritdoc Model
    function _predict(Session memory session, bytes calldata sample) internal view override returns (uint256 label) {
        int256[] memory totals = _totals(session, sample);
        if (totals.length == 1) return totals[0] > 0 ? 1 : 0;
        for (uint256 row = 1; row < totals.length; ++row) {
            if (totals[row] > totals[label]) label = row;
        }
    }

    /// @inheritdoc Model
    function _scores(Session memory session, bytes calldata sample)
        internal
        view
        override
        returns (int64[] memory scores)
    {
        int256[] memory totals = _totals(session, sample);
        scores = new int64[](totals.length);
        for (uint256 row; row < totals.length; ++row) {
            scores[row] = int64(totals[row]);
        }
    }

    /// @dev The score of each row; reverts with InvalidSample.
    function _totals(Session memory session, bytes calldata sample) private view returns (int256[] memory totals) {
        uint256 width = Indices.width(_features(session));
        Indices.check(sample, _features(session), width);
        totals = new int256[](_rows(_classes(session)));
        for (uint256 row; row < totals.length; ++row) {
            totals[row] = _bias(session, row);
        }
        uint256 generation = _present(session);
        unchecked {
            for (uint256 from; from < sample.length; from += width) {
                _addFeature(session, totals, generation, Indices.at(sample, from, width));
            }
        }
    }

    /// @dev Adds the weights of a feature to the scores of all rows.
    function _addFeature(Session memory session, int256[] memory totals, uint256 generation, uint256 feature) private view {
        unchecked {
            uint256 rows = totals.length;
            (uint256 number, uint256 lane) = _placeOf(rows, 0, feature);
            Page page = _page(generation, number);
            for (uint256 row; row < rows; ++row) {
                if (row != 0 && row % PagesLibrary.WEIGHTS == 0) (page, lane) = (_page(generation, ++number), 0);
                totals[row] += page.isWritten() ? page.get(lane, WEIGHT_BITS) : _baseNumber(session, row, feature);
                ++lane;
            }
        }
    }

    // ---------------------------------------------------------------- learning

    /// @inheritdoc Model
    function _tryLearn(Session memory session, bytes calldata sample, uint256 label, uint256 predicted)
        internal
        override
        returns (bool)
    {
        if (predicted == label) return true;
        int256 rate = _rate(session);
        if (_classes(session) == 2) {
            _moveRow(session, sample, 0, label == 1 ? rate : -rate);
        } else {
            _moveRow(session, sample, label, rate);
            _moveRow(session, sample, predicted, -rate);
        }
        return true;
    }

    /// @inheritdoc Model
    function _mostDeferred(Session memory session) internal pure override returns (uint256) {
        uint256 rows = _rows(_classes(session));
        uint256 entry = (rows == 1 ? ENTRY_GAS : 2 * ENTRY_GAS) + rows * ROW_GAS;
        return LESSON_GAS / entry * Indices.width(_features(session));
    }

    function _moveRow(Session memory session, bytes calldata sample, uint256 row, int256 delta) private {
        uint256 rows = _rows(_classes(session));
        uint256 width = Indices.width(_features(session));
        uint256 generation = _present(session);
        unchecked {
            for (uint256 from; from < sample.length; from += width) {
                (uint256 number, uint256 lane) = _placeOf(rows, row, Indices.at(sample, from, width));
                Page page = _page(generation, number);
                if (!page.isWritten()) page = _basePage(session, rows, number);
                int256 weight = _clamp(page.get(lane, WEIGHT_BITS) + delta, type(int16).min, type(int16).max);
                _setPage(generation, number, page.set(lane, WEIGHT_BITS, weight));
            }
        }
        if (_trainsBias(session)) _moveBiasPage(session, rows, row, delta);
    }

    function _moveBiasPage(Session memory session, uint256 rows, uint256 row, int256 delta) private {
        uint256 first = row - row % PagesLibrary.BIASES;
        uint256 number = BIASES + row / PagesLibrary.BIASES;
        int256 bias = _clamp(_bias(session, row) + delta, type(int32).min, type(int32).max);
        Page page = _page(_present(session), number);
        if (!page.isWritten()) {
            for (uint256 i; i < PagesLibrary.BIASES && first + i < rows; ++i) {
                page = page.set(i, BIAS_BITS, _firstBias(session, first + i));
            }
        }
        _setPage(_present(session), number, page.set(row - first, BIAS_BITS, bias));
    }

    /// @dev A page that was never written, with the weights of the base.
    function _basePage(Session memory session, uint256 rows, uint256 number) private view returns (Page page) {
        (uint256 feature, uint256 row, uint256 count) = _spanOf(rows, number);
        uint256 lanes = rows - row < PagesLibrary.WEIGHTS ? rows - row : PagesLibrary.WEIGHTS;
        if (count > _features(session) - feature) count = _features(session) - feature;
        bytes memory run = new bytes(2 * count);
        for (uint256 i; i < lanes; ++i) {
            _readBase(session, _offsetOf(session, row + i, feature), run, 0, run.length);
            for (uint256 j; j < count; ++j) {
                page = page.set(j * rows + i, WEIGHT_BITS, int256(Bytes.number(run, 2 * j, 2)));
            }
        }
    }

    // ---------------------------------------------------------------- numbers

    /// @dev The bias of a row as it is now.
    function _bias(Session memory session, uint256 row) private view returns (int256) {
        if (!_trainsBias(session)) return _firstBias(session, row);
        Page page = _page(_present(session), BIASES + row / PagesLibrary.BIASES);
        return page.isWritten() ? page.get(row % PagesLibrary.BIASES, BIAS_BITS) : _firstBias(session, row);
    }

    /// @dev The bias of a row as it was deployed.
    function _firstBias(Session memory session, uint256 row) private pure returns (int256) {
        return int32(uint32(Bytes.number(session.image, 4 * row, 4)));
    }

    /// @dev A weight as it was deployed.
    function _baseNumber(Session memory session, uint256 row, uint256 feature) private view returns (int256) {
        bytes memory number = new bytes(2);
        _readBase(session, _offsetOf(session, row, feature), number, 0, 2);
        return int16(uint16(Bytes.number(number, 0, 2)));
    }

    /// @dev Where a weight stands in the body.
    function _offsetOf(Session memory session, uint256 row, uint256 feature) private pure returns (uint256) {
        unchecked {
            return row * _rowLength(_features(session)) + 4 + 2 * feature;
        }
    }

    /// @dev The page that a weight is in, and its lane there.
    function _placeOf(uint256 rows, uint256 row, uint256 feature) private pure returns (uint256 page, uint256 lane) {
        unchecked {
            uint256 count = PagesLibrary.WEIGHTS / rows;
            if (count > 1) return (feature / count, feature % count * rows + row);
            uint256 pages = (rows + PagesLibrary.WEIGHTS - 1) / PagesLibrary.WEIGHTS;
            return (feature * pages + row / PagesLibrary.WEIGHTS, row % PagesLibrary.WEIGHTS);
        }
    }

    /// @dev The first feature and row in a page, and how many features it is for.
    function _spanOf(uint256 rows, uint256 page) private pure returns (uint256 feature, uint256 row, uint256 count) {
        unchecked {
            count = PagesLibrary.WEIGHTS / rows;
            if (count > 1) return (page * count, 0, count);
            uint256 pages = (rows + PagesLibrary.WEIGHTS - 1) / PagesLibrary.WEIGHTS;
            return (page / pages, page % pages * PagesLibrary.WEIGHTS, 1);
        }
    }

    function _clamp(int256 value, int256 least, int256 most) private pure returns (int256) {
        return value < least ? least : value > most ? most : value;
    }

    // ---------------------------------------------------------------- state

    /// @inheritdoc PageStore
    function _headLength(Session memory session) internal pure override returns (uint256) {
        return 4 * _rows(_classes(session));
    }

    /// @inheritdoc PageStore
    function _fillHead(Session memory session) internal view override {
        uint256 rows = _rows(_classes(session));
        for (uint256 row; row < rows; ++row) {
            _readBase(session, row * _rowLength(_features(session)), session.image, 4 * row, 4);
        }
    }

    /// @inheritdoc Model
    function _body(Session memory session, uint256 offset, uint256 length)
        internal
        view
        override
        returns (bytes memory part)
    {
        part = Code.allocate(length);
        _readBase(session, offset, part, 0, length);
        uint256 rowLength = _rowLength(_features(session));
        uint256 rows = _rows(_classes(session));
        for (uint256 row = offset / rowLength; row < rows && row * rowLength < offset + length; ++row) {
            _overlayRow(session, part, offset, row);
        }
    }

    /// @dev Writes what has changed in a row over the base, in the part of the body that begins at `offset`.
    function _overlayRow(Session memory session, bytes memory part, uint256 offset, uint256 row) private view {
        uint256 start = row * _rowLength(_features(session));
        if (_trainsBias(session)) _overlay(part, offset, start, 4, _bias(session, row));
        uint256 rows = _rows(_classes(session));
        uint256 from = offset > start + 4 ? (offset - start - 4) / 2 : 0;
        uint256 to = (offset + part.length - start) / 2;
        if (to > _features(session)) to = _features(session);
        if (from >= to) return;
        (uint256 last,) = _placeOf(rows, row, to - 1);
        (uint256 group,) = _placeOf(rows, row, from);
        for (group >>= 8; group <= last >> 8; ++group) {
            uint256 bits = _writtenPages(_present(session), group);
            for (uint256 page = group << 8; bits != 0; ++page) {
                if (uint32(bits) == 0) (bits, page) = (bits >> 32, page + 32);
                if (bits & 1 == 1) _overlayPage(session, part, offset, row, page);
                bits >>= 1;
            }
        }
    }

    function _overlayPage(Session memory session, bytes memory part, uint256 offset, uint256 row, uint256 number)
        private
        view
    {
        uint256 rows = _rows(_classes(session));
        (uint256 feature, uint256 first, uint256 count) = _spanOf(rows, number);
        if (row < first || row - first >= PagesLibrary.WEIGHTS) return;
        Page page = _page(_present(session), number);
        for (uint256 i; i < count && feature + i < _features(session); ++i) {
            int256 weight = page.get(i * rows + row - first, WEIGHT_BITS);
            _overlay(part, offset, _offsetOf(session, row, feature + i), 2, weight);
        }
    }

    /// @dev Writes the bytes of a number that stands at `place` in the body, as far as they are in the part at `offset`.
    function _overlay(bytes memory part, uint256 offset, uint256 place, uint256 size, int256 value) private pure {
        if (place >= offset && place + size <= offset + part.length) {
            return Bytes.setNumber(part, place - offset, size, uint256(value));
        }
        for (uint256 i; i < size; ++i) {
            if (place + i < offset || place + i >= offset + part.length) continue;
            part[place + i - offset] = bytes1(uint8(uint256(value) >> (8 * (size - 1 - i))));
        }
    }
}
