// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

/// @title A deployed, shared model that pays for good data by itself
/// @notice What every trainer offers, whatever its model and incentive mechanism; docs/protocol.md says what each rule
/// is for. There is no admin: no pause, no upgrade, no withdrawal.
interface ITrainer {
    // ---------------------------------------------------------------- records

    /// @notice All fields that name a contribution: those of its `DataAdded` event and, where it was added in a batch of
    /// several, the proof that it belongs to the batch.
    /// @param slot Where the record is kept.
    /// @param addedAt Seconds since 1970.
    /// @param deposit In wei.
    /// @param taught Whether the model disagreed with the label when it was added.
    /// @param sample Packed as protocol §3 says.
    /// @param proof `position u8 ‖ siblings from the leaf up`; empty unless added in a batch of several.
    struct Contribution {
        uint64 id;
        uint32 slot;
        address author;
        uint16 label;
        uint64 addedAt;
        uint128 deposit;
        bool taught;
        bytes sample;
        bytes proof;
    }

    /// @notice All fields that name a batch: those of its `BatchAdded` event.
    /// @param firstId The others count up from it.
    /// @param deposit Of each contribution, in wei.
    /// @param taught Bit i is contribution i's.
    /// @param samples A labelled list: for each contribution `len u16 ‖ sample ‖ label u16`.
    struct Batch {
        uint64 firstId;
        uint32 slot;
        address author;
        uint64 addedAt;
        uint128 deposit;
        uint256 taught;
        bytes samples;
    }

    // ---------------------------------------------------------------- events

    /// @notice The trainer exists; it is not ready before `Finalized`.
    event Deployed(uint16 protocol, uint8 model, uint8 incentive);
    /// @notice All state has arrived; the hash is that of protocol §8.
    event Finalized(bytes32 stateHash);
    /// @notice A contribution was recorded; whoever wants to settle it later needs exactly these fields.
    event DataAdded(
        uint64 indexed id,
        uint32 slot,
        address indexed author,
        uint16 label,
        uint64 addedAt,
        uint128 deposit,
        bool taught,
        bytes sample
    );
    /// @notice Contributions `firstId` and following were recorded together.
    event BatchAdded(
        uint64 indexed firstId,
        uint32 slot,
        address indexed author,
        uint64 addedAt,
        uint128 deposit,
        uint256 taught,
        bytes samples
    );
    /// @notice The author has back what was left of the deposit.
    event Refunded(uint64 indexed id, address indexed author, uint128 amount);
    /// @notice Bit i of `refunded` is contribution `firstId + i`; `amount` is that of all of them.
    event BatchRefunded(uint64 indexed firstId, address indexed author, uint256 refunded, uint128 amount);
    /// @notice The reporter took `amount` of the deposit.
    event Reported(uint64 indexed id, address indexed reporter, uint128 amount);

    // ---------------------------------------------------------------- errors

    /// @notice The trainer is still being deployed.
    error NotReady();
    /// @notice Only the deployer may write before a trainer is finalized, and nobody afterwards.
    error NotDeployer();
    /// @notice `field` of the configuration is not valid.
    error InvalidConfig(string field);
    /// @notice Labels are 0 … classes − 1.
    error InvalidLabel(uint16 label, uint16 classes);
    /// @notice `empty`, `length`, `order`, `range` or `count`.
    error InvalidSample(string reason);
    /// @notice `empty`, `length` or `size`.
    error InvalidBatch(string reason);
    /// @notice Less was sent than this costs now.
    error InsufficientDeposit(uint128 sent, uint128 required);
    /// @notice No open contribution has these fields.
    error UnknownContribution(uint64 id);
    /// @notice Only the author of a contribution can have it refunded.
    error NotAuthor();
    /// @notice An author cannot report a contribution of their own before the open window.
    error OwnContribution();
    /// @notice Nothing can be claimed before `until`, in seconds since 1970.
    error TooEarly(uint64 until);
    /// @notice The model predicts another label than the contribution's.
    error ModelDisagrees(uint16 predicted);
    /// @notice The model agrees with the contribution, so it cannot be reported.
    error ModelAgrees();
    /// @notice The caller has had a share of this contribution before.
    error AlreadyReported();
    /// @notice The caller has no good contribution of their own yet.
    error NoCredit();
    /// @notice The caller's share of the deposit rounds to zero.
    error ShareTooSmall();
    /// @notice A counter of the model is at its limit.
    error CounterOverflow();
    /// @notice The caller's account refused the payment, so nothing was changed.
    error PaymentFailed();
    /// @notice Only `expected` is accepted. Chains with several coins refuse so; one with a single coin never does.
    error WrongFunds(string expected);

    // ---------------------------------------------------------------- deployment

    /// @notice Appends bytes of the canonical body (protocol §8); deployer only, before `finalize`.
    /// @dev Each call adds code that every later operation reads until the first compaction: send few, large ones.
    /// @param offset How many bytes have arrived before.
    /// @param data At most 24,575 bytes.
    function upload(uint32 offset, bytes calldata data) external;

    /// @notice Makes the trainer ready once all state has arrived; deployer only, once.
    function finalize() external;

    // ---------------------------------------------------------------- contributing

    /// @notice Adds a labelled sample; the model learns from it at once. What was sent above the price returns.
    /// @dev Warning: whoever sees this transaction pending can add data before it and change the price.
    /// @param sample Packed as protocol §3 says.
    /// @param label 0 … classes − 1.
    function addData(bytes calldata sample, uint16 label) external payable;

    /// @notice Adds 1 to 256 labelled samples in order, all or none, each priced as if they were spread evenly over the
    /// time since the last contribution.
    /// @param samples A labelled list.
    function addDataBatch(bytes calldata samples) external payable;

    /// @notice Pays the author what is left of the deposit if the model now agrees with the contribution.
    /// @dev Warning: the model may disagree by then; the deposit is lost to reporters if it does not come round in time.
    function refund(Contribution calldata contribution) external;

    /// @notice Refunds, in one payment, every open contribution of the batch that the model agrees with.
    function refundBatch(Batch calldata batch) external;

    /// @notice Pays the caller a share of the deposit of a contribution that the model disagrees with or that was left.
    function report(Contribution calldata contribution) external;

    /// @notice Folds the log of lessons into new code; changes nothing that can be observed but cost.
    function compact() external;

    // ---------------------------------------------------------------- queries

    /// @notice The label that the model gives `sample`.
    function predict(bytes calldata sample) external view returns (uint16);

    /// @notice The label of each sample.
    function predictBatch(bytes[] calldata samples) external view returns (uint16[] memory);

    /// @notice What the prediction rests on: one number for each row of weights.
    function scores(bytes calldata sample) external view returns (int64[] memory);

    /// @notice What each of `count` contributions costs, in wei.
    /// @param at Seconds since 1970; 0 means now.
    function quote(uint64 at, uint32 count) external view returns (uint128);

    /// @notice How many contributions there were, how many earned credit, and when the last came.
    function stats() external view returns (uint64 count, uint64 totalGood, uint64 lastUpdate);

    /// @notice How many good contributions `account` has to its name.
    function creditOf(address account) external view returns (uint64);

    /// @notice What a slot holds: zero bytes, 0 and true if it is free or was never used.
    function record(uint32 slot) external view returns (bytes memory commitment, uint128 claimable, bool settled);

    /// @notice Up to `limit` bytes of the canonical body from `offset` on.
    function weights(uint32 offset, uint32 limit) external view returns (bytes memory);

    /// @notice The hash of the canonical state (protocol §8).
    function stateHash() external view returns (bytes32);

    /// @notice The configuration, all of it fixed at deployment.
    /// @return header Protocol, model kind, features, classes and the model's parameters, packed.
    /// @return incentive The incentive mechanism's kind and parameters, packed.
    /// @return owner The zero address if there is none.
    /// @return deployer Who began the deployment.
    /// @return deployedAt The height of the block in which it began.
    /// @return ready Whether the trainer is finalized.
    /// @return metadata One JSON text.
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
        );
}
