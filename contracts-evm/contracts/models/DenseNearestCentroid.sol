// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {Blobs} from "../libraries/Blobs.sol";
import {Bytes} from "../libraries/Bytes.sol";
import {CentroidEntriesLibrary, CentroidEntry} from "../libraries/CentroidEntries.sol";
import {CentroidRows} from "../libraries/CentroidRows.sol";
import {Centroids, Relation} from "../libraries/Centroids.sol";
import {Code} from "../libraries/Code.sol";
import {DenseLanes} from "../libraries/DenseLanes.sol";
import {Refusals} from "../libraries/Refusals.sol";
import {Session} from "../trainer/Session.sol";
import {Model} from "./Model.sol";
import {NearestCentroid} from "./NearestCentroid.sol";
import {WeightStore} from "./WeightStore.sol";

/// @title Nearest centroid over samples that have a value for every feature (protocol §4.3)
/// @dev The image is a byte, 1 if a sum is so great that lessons have to look at it, else 0, and for each class `n 4 ‖ Q 12` and
/// the sums as CentroidRows keeps them. A lesson is a sample in a blob of its own and a word that says which class it
/// belongs to and by how much that makes Q grow. To predict, the sample is multiplied with each of them as with a row of sums;
/// nothing is replayed.
/// The lessons of a session wait in `session.pending`, `word ‖ sample` each, where a blob is not made yet. Where they are too
/// many for that, they are added to the rows of the image, and it is folded.
abstract contract DenseNearestCentroid is WeightStore, NearestCentroid {
    /// @dev What bounds the cost of a read.
    uint256 private constant MAX_ENTRIES = 12;
    /// @dev More lessons in one session are cheaper to fold than to keep in blobs.
    uint256 private constant MAX_PENDING = 6;
    uint256 private constant FLAG = 1;

    /// @inheritdoc Model
    function _modelKind() internal pure override returns (uint8) {
        return 5;
    }

    /// @inheritdoc Model
    function _lengthOf(uint256 features, uint256 classes) internal pure override returns (uint256) {
        unchecked {
            return classes * (HEAD + 4 * features);
        }
    }

    /// @inheritdoc Model
    function _takes(uint256 features, uint256 classes) internal pure override returns (bool) {
        return features <= Code.MAX_BLOB && _imageLength(features, classes) <= MAX_IMAGE;
    }

    // ---------------------------------------------------------------- state

    /// @inheritdoc WeightStore
    function _encodeOwn(bytes memory header, bytes calldata body) internal pure override(Model, WeightStore) returns (bytes memory) {
        uint256 features = Bytes.number(header, 3, 4);
        uint256 classes = Bytes.number(header, 7, 2);
        return body.length == _lengthOf(features, classes) ? _encode(body, features, classes) : body;
    }

    /// @inheritdoc WeightStore
    /// @dev Bodies may arrive in parts that end anywhere, so parts are kept as they come until all have arrived.
    function _convert(bytes memory, uint256) internal pure override {}

    /// @inheritdoc WeightStore
    function _completeModel(Session memory session) internal override(Model, WeightStore) {
        _loadBase(session, _bodyLength(session));
        session.image = _encode(session.image, _features(session), _classes(session));
        super._foldModel(session);
    }

    /// @inheritdoc Model
    function _loadModel(Session memory session) internal view override {
        _loadBase(session, _imageLength(_features(session), _classes(session)));
    }

    /// @inheritdoc WeightStore
    function _storeModel(Session memory session) internal override(Model, WeightStore) {
        if (session.unlogged) return _foldModel(session);
        uint256 features = _features(session);
        uint256 size = _pendingSize(session);
        for (uint256 at; at < session.pending.length; at += size) {
            CentroidEntry entry = CentroidEntry.wrap(Bytes.number(session.pending, at, 32));
            entry = entry.setNonce(Blobs.create(session, session.pending, at + 32, features));
            _appendLesson(session, CentroidEntry.unwrap(entry));
        }
        session.pending = "";
    }

    /// @inheritdoc WeightStore
    function _foldModel(Session memory session) internal override(Model, WeightStore) {
        _applyAll(session);
        uint256 classes = _classes(session);
        uint256 length = CentroidRows.size(_features(session));
        bool moderate = true;
        for (uint256 class; class < classes; ++class) {
            if (!CentroidRows.areModerate(_sums(session, class), length)) moderate = false;
        }
        Bytes.setNumber(session.image, 0, FLAG, moderate ? 0 : 1);
        super._foldModel(session);
    }

    /// @inheritdoc WeightStore
    function _body(Session memory session, uint256 offset, uint256 length)
        internal
        view
        override(Model, WeightStore)
        returns (bytes memory)
    {
        _applyAll(session);
        uint256 features = _features(session);
        uint256 rowLength = HEAD + 4 * features;
        uint256 classes = _classes(session);
        bytes memory body = Code.allocate(classes * rowLength + 160);
        for (uint256 class; class < classes; ++class) {
            Bytes.copy(session.image, _row(session, class), body, class * rowLength, HEAD);
            uint256 to = DenseLanes.place(body, class * rowLength + HEAD);
            CentroidRows.decode(_sums(session, class), to, features);
        }
        return Bytes.slice(body, offset, length);
    }

    function _encode(bytes memory body, uint256 features, uint256 classes) private pure returns (bytes memory image) {
        image = Code.allocate(_imageLength(features, classes));
        uint256 size = CentroidRows.size(features);
        bool moderate = true;
        unchecked {
            uint256 to = FLAG;
            for (uint256 from; from < body.length; from += HEAD + 4 * features) {
                Bytes.copy(body, from, image, to, HEAD);
                uint256 sums = DenseLanes.place(image, to + HEAD);
                CentroidRows.encode(DenseLanes.place(body, from + HEAD), sums, features);
                if (!CentroidRows.areModerate(sums, size)) moderate = false;
                to += HEAD + size;
            }
        }
        Bytes.setNumber(image, 0, FLAG, moderate ? 0 : 1);
    }

    // ---------------------------------------------------------------- predicting

    /// @inheritdoc NearestCentroid
    function _relations(Session memory session, bytes calldata sample)
        internal
        view
        override
        returns (Relation[] memory relations)
    {
        uint256 features = _features(session);
        if (sample.length != features && sample.length != 0) Refusals.invalidSample("length");
        uint256 words = DenseLanes.words(sample.length);
        uint256 values = DenseLanes.load(sample);
        relations = new Relation[](_classes(session));
        for (uint256 class; class < relations.length; ++class) {
            (uint256 head, int256 product) = _measure(session, values, words, class);
            relations[class] = Centroids.relate(head, product);
        }
    }

    /// @inheritdoc Model
    function _predictToLearn(Session memory session, bytes calldata sample, uint256 label, bool asked)
        internal
        view
        override
        returns (uint256)
    {
        if (asked) return _predict(session, sample);
        if (sample.length != _features(session)) Refusals.invalidSample("length");
        return label;
    }

    /// @dev The head of a class, and the sum of the products of a sample with its sums, both with all lessons.
    function _measure(Session memory session, uint256 values, uint256 words, uint256 class)
        private
        view
        returns (uint256 head, int256 product)
    {
        head = Bytes.number(session.image, _row(session, class), HEAD);
        product = CentroidRows.dot(_sums(session, class), values, words);
        if (session.unlogged) return (head, product);

        uint256 count = session.globals.lessons() + session.pending.length / _pendingSize(session);
        if (count == 0) return (head, product);
        bytes memory lesson = Code.allocate(_pendingSize(session));
        bytes memory vector = Code.allocate(words * 32);
        DenseLanes.toVector(values, DenseLanes.place(vector, 0), words);
        for (uint256 i; i < count; ++i) {
            CentroidEntry entry = _entry(session, i);
            if (entry.label() != class) continue;
            _copySample(session, i, entry, lesson);
            unchecked {
                head += (1 << 96) + uint256(entry.growth());
                product += DenseLanes.dotVector(DenseLanes.place(vector, 0), DenseLanes.place(lesson, 32), words);
            }
        }
    }

    /// @dev A lesson that is not in the image: of the log, or after those, of this session.
    function _entry(Session memory session, uint256 index) private view returns (CentroidEntry) {
        uint256 count = session.globals.lessons();
        if (index < count) return CentroidEntry.wrap(_lesson(session, index));
        return CentroidEntry.wrap(Bytes.number(session.pending, (index - count) * _pendingSize(session), 32));
    }

    /// @dev Copies the sample of a lesson into `lesson`, after its word.
    function _copySample(Session memory session, uint256 index, CentroidEntry entry, bytes memory lesson) private view {
        uint256 length = lesson.length - 32;
        if (entry.nonce() != 0) return Blobs.copy(entry.nonce(), 0, lesson, 32, length);
        uint256 at = (index - session.globals.lessons()) * lesson.length;
        Bytes.copy(session.pending, at + 32, lesson, 32, length);
    }

    // ---------------------------------------------------------------- learning

    /// @inheritdoc Model
    function _tryLearn(Session memory session, bytes calldata sample, uint256 label, uint256)
        internal
        view
        override
        returns (bool)
    {
        uint256 words = DenseLanes.words(sample.length);
        uint256 values = DenseLanes.load(sample);
        (uint256 head, int256 product) = _measure(session, values, words, label);
        bytes memory vector = Code.allocate(words * 32);
        DenseLanes.toVector(values, DenseLanes.place(vector, 0), words);
        unchecked {
            int256 growth = 2 * product + DenseLanes.dotVector(DenseLanes.place(vector, 0), values, words);
            int256 squared = int256(uint256(uint96(head))) + growth;
            if (head >> 96 >= MAX_SAMPLES || squared < 0 || squared > int256(MAX_SQUARED)) return false;

            bool great = Bytes.number(session.image, 0, FLAG) != 0;
            if (great || !_hasRoom(session)) _applyAll(session);
            if (great && !_fits(session, sample, label)) return false;
            CentroidEntry entry = CentroidEntriesLibrary.encode(label, growth);
            if (session.unlogged) _apply(session, entry, values);
            else _append(session, entry, values);
        }
        return true;
    }

    /// @dev Whether another lesson of this session can be logged.
    function _hasRoom(Session memory session) private pure returns (bool) {
        uint256 pending = session.pending.length / _pendingSize(session);
        return pending < MAX_PENDING && session.globals.lessons() + pending < MAX_ENTRIES;
    }

    /// @dev Whether no sum would leave its range.
    function _fits(Session memory session, bytes calldata sample, uint256 label) private pure returns (bool) {
        uint256 row = _sums(session, label);
        for (uint256 i; i < sample.length; ++i) {
            int256 sum = CentroidRows.get(row, i) + int8(uint8(sample[i]));
            if (sum < type(int32).min || sum > type(int32).max) return false;
        }
        return true;
    }

    function _append(Session memory session, CentroidEntry entry, uint256 values) private pure {
        bytes memory lesson = Code.allocate(_pendingSize(session));
        Bytes.setNumber(lesson, 0, 32, CentroidEntry.unwrap(entry));
        DenseLanes.copy(values, DenseLanes.place(lesson, 32), lesson.length - 32);
        session.pending = bytes.concat(session.pending, lesson);
    }

    /// @dev Adds all lessons that are not in the image to it, once a session.
    function _applyAll(Session memory session) private view {
        if (session.unlogged) return;
        uint256 size = _pendingSize(session);
        bytes memory lesson = Code.allocate(size);
        uint256 count = session.globals.lessons() + session.pending.length / size;
        for (uint256 i; i < count; ++i) {
            CentroidEntry entry = _entry(session, i);
            _copySample(session, i, entry, lesson);
            _apply(session, entry, DenseLanes.place(lesson, 32));
        }
        session.pending = "";
        session.unlogged = true;
    }

    /// @dev Adds a lesson to the image.
    function _apply(Session memory session, CentroidEntry entry, uint256 values) private pure {
        uint256 row = _row(session, entry.label());
        CentroidRows.add(_sums(session, entry.label()), values, DenseLanes.words(_features(session)));
        unchecked {
            uint256 head = Bytes.number(session.image, row, HEAD) + (1 << 96) + uint256(entry.growth());
            Bytes.setNumber(session.image, row, HEAD, head);
        }
    }

    // ---------------------------------------------------------------- places

    /// @dev Where a class begins in the image.
    function _row(Session memory session, uint256 class) private pure returns (uint256) {
        unchecked {
            return FLAG + class * (HEAD + CentroidRows.size(_features(session)));
        }
    }

    /// @dev The address of the sums of a class.
    function _sums(Session memory session, uint256 class) private pure returns (uint256) {
        unchecked {
            return DenseLanes.place(session.image, _row(session, class) + HEAD);
        }
    }

    /// @dev Bytes of a lesson of this session.
    function _pendingSize(Session memory session) private pure returns (uint256) {
        unchecked {
            return 32 + 32 * DenseLanes.words(_features(session));
        }
    }

    function _imageLength(uint256 features, uint256 classes) private pure returns (uint256) {
        unchecked {
            return FLAG + classes * (HEAD + CentroidRows.size(features));
        }
    }
}
