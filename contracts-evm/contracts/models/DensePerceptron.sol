// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Blobs} from "../libraries/Blobs.sol";
import {Bytes} from "../libraries/Bytes.sol";
import {Code} from "../libraries/Code.sol";
import {DenseEntriesLibrary, DenseEntry} from "../libraries/DenseEntries.sol";
import {DenseLanes} from "../libraries/DenseLanes.sol";
import {Lanes} from "../libraries/Lanes.sol";
import {Refusals} from "../libraries/Refusals.sol";
import {Session} from "../trainer/Session.sol";
import {Model} from "./Model.sol";
import {Perceptron} from "./Perceptron.sol";
import {WeightStore} from "./WeightStore.sol";

/// @title Perceptron over samples that have a value for every feature (protocol §4.1)
/// @dev A row of the image is `bias 4 ‖ weights`, the weights as DenseLanes keeps them, all flipped as Lanes does.
/// An entry of the log is a vector in a blob of its own and a word that says what the vector, times the rate, is added to:
/// nonce of the blob 32 | label 16 | predicted 16 | steps 64, where steps is how often the bias moved that way. Several
/// lessons share an entry, as long as their sum is an int8 everywhere. To predict, the sample is multiplied with each entry
/// as with a row of weights; nothing is replayed. A lesson that makes a weight or bias stop at the end of its range cannot
/// be added up, so the image is folded with it.
/// The first lesson of a session puts the log into the rows of the image; from then on `session.pending` is the last entry,
/// word ‖ vector, whose nonce is 0 while it is not written.
abstract contract DensePerceptron is WeightStore, Perceptron {
    /// @dev What bounds the cost of a read.
    uint256 private constant MAX_ENTRIES = 4;

    /// @inheritdoc Model
    function _modelKind() internal pure override returns (uint8) {
        return 2;
    }

    /// @inheritdoc Model
    function _takes(uint256 features, uint256 classes) internal pure override returns (bool) {
        return DenseLanes.words(features) * 32 <= Code.MAX_BLOB && _stride(features) * _rows(classes) <= MAX_IMAGE;
    }

    // ---------------------------------------------------------------- state

    // ---------------------------------------------------------------- state

    /// @inheritdoc Model
    function _encodeOwn(bytes memory header, bytes calldata body) internal pure override(Model, WeightStore) returns (bytes memory) {
        uint256 features = Bytes.number(header, 3, 4);
        uint256 classes = Bytes.number(header, 7, 2);
        return body.length == _lengthOf(features, classes) ? _encode(body, features, _rows(classes)) : body;
    }

    /// @inheritdoc Model
    function _completeModel(Session memory session) internal override(Model, WeightStore) {
        _loadBase(session, _bodyLength(session));
        session.image = _encode(session.image, _features(session), _rowCount(session));
        super._foldModel(session);
    }

    /// @inheritdoc Model
    function _loadModel(Session memory session) internal view override {
        _loadBase(session, _stride(_features(session)) * _rowCount(session));
    }

    /// @inheritdoc Model
    function _storeModel(Session memory session) internal override(Model, WeightStore) {
        if (session.unlogged) _foldModel(session);
        else if (session.pending.length != 0) _writePending(session);
    }

    /// @inheritdoc Model
    function _foldModel(Session memory session) internal override(Model, WeightStore) {
        _applyLog(session);
        super._foldModel(session);
    }

    /// @inheritdoc Model
    function _body(Session memory session, uint256 offset, uint256 length)
        internal
        view
        override(Model, WeightStore)
        returns (bytes memory part)
    {
        _applyLog(session);
        uint256 features = _features(session);
        uint256 rowLength = _rowLength(features);
        uint256 first = offset / rowLength;
        uint256 count = (offset + length + rowLength - 1) / rowLength - first;
        part = Code.allocate(count * rowLength + 96);
        for (uint256 i; i < count; ++i) {
            uint256 row = DenseLanes.place(session.image, (first + i) * _stride(features));
            DenseLanes.decodeRow(row, DenseLanes.place(part, i * rowLength), features);
        }
        return Bytes.slice(part, offset - first * rowLength, length);
    }

    /// @dev Bodies may arrive in parts that end anywhere, so parts are kept as they come until all have arrived.
    function _convert(bytes memory, uint256) internal pure override {}

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
        uint256 features = _features(session);
        if (sample.length != features && sample.length != 0) Refusals.invalidSample("length");
        uint256 words = DenseLanes.words(sample.length);
        uint256 values = DenseLanes.load(sample);
        uint256 stride = _stride(features);
        totals = new int256[](_rowCount(session));
        unchecked {
            for (uint256 row; row < totals.length; ++row) {
                uint256 weights = DenseLanes.place(session.image, row * stride + 4);
                totals[row] = Lanes.bias(session.image, row * stride) + DenseLanes.dot(weights, values, words);
            }
        }
        if (session.pending.length == 0) _addLog(session, totals, values, words);
    }

    /// @dev Adds what the log says to the scores of the rows of the base.
    function _addLog(Session memory session, int256[] memory totals, uint256 values, uint256 words) private view {
        uint256 count = session.globals.lessons();
        if (count == 0) return;
        bytes memory vector = Code.allocate(_vectorLength(session));
        int256 rate = _rate(session);
        bool trainsBias = _trainsBias(session);
        unchecked {
            for (uint256 i; i < count; ++i) {
                DenseEntry entry = DenseEntry.wrap(_lesson(session, i));
                Blobs.copy(entry.nonce(), 0, vector, 0, vector.length);
                int256 total = DenseLanes.dotVector(DenseLanes.place(vector, 0), values, words);
                if (trainsBias) total += entry.steps();
                total *= rate;
                if (totals.length != 1) {
                    totals[entry.label()] += total;
                    totals[entry.predicted()] -= total;
                } else {
                    totals[0] += entry.label() == 1 ? total : -total;
                }
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
        _applyLog(session);
        bytes memory vector = Code.allocate(_vectorLength(session));
        uint256 words = DenseLanes.words(sample.length);
        DenseLanes.toVector(DenseLanes.load(sample), DenseLanes.place(vector, 0), words);
        DenseEntry entry = DenseEntriesLibrary.encode(label, predicted);
        if (_move(session, entry, DenseLanes.place(vector, 0))) session.unlogged = true;
        if (!session.unlogged) _note(session, entry, vector);
        return true;
    }

    /// @dev Makes a lesson part of the last entry if it can be added to it, else a new one.
    function _note(Session memory session, DenseEntry lesson, bytes memory vector) private {
        uint256 count = session.globals.lessons();
        if (count != 0) {
            DenseEntry last = _pendingEntry(session);
            int256 direction = last.direction(lesson.label(), lesson.predicted());
            if (direction != 0 && _mergePending(session, vector, direction)) {
                return _setPending(session, last.step(direction));
            }
            _writePending(session);
        }
        if (count == MAX_ENTRIES) {
            session.unlogged = true;
            return;
        }
        session.globals = session.globals.setLessons(count + 1);
        session.pending = bytes.concat(bytes32(DenseEntry.unwrap(lesson)), vector);
    }

    function _mergePending(Session memory session, bytes memory vector, int256 sign) private pure returns (bool fits) {
        bytes memory sum = Code.allocate(session.pending.length);
        uint256 last = DenseLanes.place(session.pending, 32);
        uint256 words = vector.length / 32;
        fits = DenseLanes.merge(last, DenseLanes.place(vector, 0), DenseLanes.place(sum, 32), words, sign);
        if (fits) session.pending = sum;
    }

    /// @dev Writes the last entry, if it is not written.
    function _writePending(Session memory session) private {
        uint256 count = session.globals.lessons();
        if (count == 0) return;
        DenseEntry entry = _pendingEntry(session);
        if (entry.nonce() != 0) return;
        entry = entry.setNonce(Blobs.create(session, session.pending, 32, session.pending.length - 32));
        _setPending(session, entry);
        _setLesson(session, count - 1, DenseEntry.unwrap(entry));
    }

    /// @dev Puts the log into the rows of the image, once a session.
    function _applyLog(Session memory session) private view {
        if (session.pending.length != 0) return;
        bytes memory pending = Code.allocate(32 + _vectorLength(session));
        uint256 count = session.globals.lessons();
        for (uint256 i; i < count; ++i) {
            DenseEntry entry = DenseEntry.wrap(_lesson(session, i));
            Blobs.copy(entry.nonce(), 0, pending, 32, pending.length - 32);
            _move(session, entry, DenseLanes.place(pending, 32));
            session.pending = pending;
            _setPending(session, entry);
        }
        session.pending = pending;
    }

    /// @dev Moves the rows that an entry names by its vector; says whether anything stopped at the end of its range.
    function _move(Session memory session, DenseEntry entry, uint256 vector) private pure returns (bool saturated) {
        int256 rate = _rate(session);
        if (_classes(session) == 2) return _moveRow(session, 0, entry, vector, entry.label() == 1 ? rate : -rate);
        saturated = _moveRow(session, entry.label(), entry, vector, rate);
        if (_moveRow(session, entry.predicted(), entry, vector, -rate)) saturated = true;
    }

    function _moveRow(Session memory session, uint256 row, DenseEntry entry, uint256 vector, int256 factor)
        private
        pure
        returns (bool saturated)
    {
        uint256 features = _features(session);
        unchecked {
            row *= _stride(features);
            uint256 weights = DenseLanes.place(session.image, row + 4);
            saturated = DenseLanes.add(weights, vector, DenseLanes.words(features), factor);
            if (_trainsBias(session) && _moveBias(session, row, factor * entry.steps())) saturated = true;
        }
    }

    // ---------------------------------------------------------------- sizes and words

    /// @dev Bytes of a row of the image.
    function _stride(uint256 features) private pure returns (uint256) {
        unchecked {
            return 4 + 64 * DenseLanes.words(features);
        }
    }

    function _vectorLength(Session memory session) private pure returns (uint256) {
        unchecked {
            return 32 * DenseLanes.words(_features(session));
        }
    }

    function _rowCount(Session memory session) private pure returns (uint256) {
        return _rows(_classes(session));
    }

    function _encode(bytes memory body, uint256 features, uint256 rows) private pure returns (bytes memory image) {
        uint256 stride = _stride(features);
        image = Code.allocate(rows * stride);
        for (uint256 row; row < rows; ++row) {
            uint256 from = DenseLanes.place(body, row * _rowLength(features));
            DenseLanes.encodeRow(from, DenseLanes.place(image, row * stride), features);
        }
    }

    function _pendingEntry(Session memory session) private pure returns (DenseEntry) {
        return DenseEntry.wrap(Bytes.number(session.pending, 0, 32));
    }

    function _setPending(Session memory session, DenseEntry entry) private pure {
        DenseLanes.setWord(session.pending, DenseEntry.unwrap(entry));
    }
}
