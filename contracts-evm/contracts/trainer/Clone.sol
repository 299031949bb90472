// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IncentiveMechanism} from "../incentives/IncentiveMechanism.sol";
import {ITrainer} from "../interfaces/ITrainer.sol";
import {ITrainerSetup} from "../interfaces/ITrainerSetup.sol";
import {Bytes} from "../libraries/Bytes.sol";
import {Code} from "../libraries/Code.sol";
import {Refusals} from "../libraries/Refusals.sol";
import {StateHash} from "../libraries/StateHash.sol";
import {Model} from "../models/Model.sol";
import {Session, SessionLibrary} from "./Session.sol";
import {Sessions} from "./Sessions.sol";

/// @title A trainer's life before its first contribution, and how its operations begin and end
/// @dev A clone's code is: ERC-1167 proxy 45 ‖ arguments (see Session) ‖ the model's own part ‖ metadata.
abstract contract Clone is ITrainer, ITrainerSetup, Model, Sessions {
    uint256 private constant MAX_CODE = 24_576;
    uint16 private constant PROTOCOL = 1;

    /// @dev Where a clone's proxy forwards to.
    address private immutable _implementation = address(this);

    /// @inheritdoc ITrainerSetup
    function initialize(
        address deployer,
        bytes calldata header,
        bytes calldata incentive,
        address owner,
        string calldata metadata,
        bytes calldata weights_
    ) external returns (bytes memory code) {
        if (address(this).code.length != 0) revert NotDeployer();
        bytes memory headerCopy = header;
        bytes memory incentiveCopy = incentive;
        uint256 length = _checkHeader(headerCopy);
        _checkKind(incentiveCopy);
        _checkIncentive(incentiveCopy, owner);
        if (weights_.length > length) Refusals.invalidConfig("weights");

        emit Deployed(PROTOCOL, _modelKind(), _incentiveKind());
        bool whole = weights_.length == length;
        if (whole) emit Finalized(StateHash.compute(keccak256(headerCopy), weights_));
        bytes memory own = _encodeOwn(headerCopy, weights_);
        bytes memory place = _place(owner, deployer, own.length, whole);
        code = abi.encodePacked(_proxy(), place, header[3:], incentive[1:], own, metadata);
        if (code.length > MAX_CODE) Refusals.invalidConfig("weights");
        Code.answer(code);
    }

    /// @inheritdoc ITrainer
    function upload(uint32 offset, bytes calldata data) external {
        Session memory session;
        _openDeployment(session);
        uint256 arrived = _arrived(session);
        if (offset < arrived) Refusals.invalidConfig("offset");
        if (offset + data.length > _bodyLength(session)) Refusals.invalidConfig("weights");
        if (offset + data.length == arrived) return;

        _appendModel(session, offset, data);
        _close(session);
    }

    /// @inheritdoc ITrainer
    function finalize() external {
        Session memory session;
        _openDeployment(session);
        if (_arrived(session) != _bodyLength(session)) Refusals.invalidConfig("weights");

        _completeModel(session);
        session.globals = session.globals.setFinalized();
        _close(session);
        _loadModel(session);
        emit Finalized(_stateHash(session));
    }

    /// @inheritdoc ITrainer
    function info()
        external
        view
        returns (
            bytes memory header,
            bytes memory incentive,
            address owner,
            address deployer,
            uint64 deployedAt,
            bool ready,
            string memory metadata
        )
    {
        Session memory session;
        _load(session);
        header = _header(session);
        uint256 rest = _incentiveLength() - 1;
        incentive = abi.encodePacked(_incentiveKind(), Bytes.slice(session.arguments, _incentiveOffset() + 1, rest));
        (owner, deployer, deployedAt) = (session.owner(), session.deployer(), uint64(session.deployedAt()));
        ready = _isReady(session);

        uint256 offset = _imageOffset() + session.own();
        bytes memory text = Code.allocate(address(this).code.length - offset);
        Code.copy(address(this), offset, text, 0, text.length);
        metadata = string(text);
    }

    /// @dev How every other operation begins.
    function _openModel(Session memory session) internal view {
        _open(session);
        _loadModel(session);
    }

    /// @dev How an operation that changed anything ends.
    function _close(Session memory session) internal {
        _storeModel(session);
        _globals = session.globals;
    }

    /// @inheritdoc Model
    function _imageOffset() internal pure override returns (uint256) {
        return PROXY_LENGTH + _incentiveOffset() + _incentiveLength();
    }

    /// @dev The hash of the canonical state, chunk by chunk.
    function _stateHash(Session memory session) internal view returns (bytes32 hash) {
        hash = keccak256(_header(session));
        uint256 length = _bodyLength(session);
        uint256 free;
        for (uint256 at; at < length; at += StateHash.CHUNK) {
            if (free != 0) Code.release(free);
            uint256 left = length - at;
            bytes memory chunk = _body(session, at, left < StateHash.CHUNK ? left : StateHash.CHUNK);
            if (free == 0) free = Code.mark();
            hash = StateHash.chain(hash, chunk);
        }
    }

    function _header(Session memory session) private pure returns (bytes memory) {
        bytes memory rest = Bytes.slice(session.arguments, SessionLibrary.HEADER + 3, _headerLength() - 3);
        return abi.encodePacked(PROTOCOL, _modelKind(), rest);
    }

    /// @inheritdoc IncentiveMechanism
    function _incentiveOffset() internal pure override returns (uint256) {
        return SessionLibrary.HEADER + _headerLength() - 1;
    }

    /// @dev How an operation of the deployer begins.
    function _openDeployment(Session memory session) private view {
        _load(session);
        if (msg.sender != session.deployer() || _isReady(session)) revert NotDeployer();
    }

    /// @dev The first check of an incentive: its length and kind.
    function _checkKind(bytes memory incentive) private pure {
        bool known = incentive.length == _incentiveLength() && Bytes.number(incentive, 0, 1) == _incentiveKind();
        if (!known) Refusals.invalidConfig("incentive");
    }

    /// @dev The ERC-1167 minimal proxy for this implementation.
    function _proxy() private view returns (bytes memory) {
        return abi.encodePacked(hex"363d3d373d3d3d363d73", _implementation, hex"5af43d82803e903d91602b57fd5bf3");
    }

    /// @dev The first, fixed part of the arguments.
    function _place(address owner, address deployer, uint256 own, bool whole) private view returns (bytes memory) {
        uint256 size = SessionLibrary.encodeSize(own, whole);
        return abi.encodePacked(owner, deployer, uint40(block.number), uint40(block.timestamp), uint16(size));
    }
}
