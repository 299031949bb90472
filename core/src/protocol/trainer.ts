import type { InterfaceSpec } from "./interface.ts";
import type { Values } from "./wire.ts";

/** The number of the protocol that this code speaks (docs/protocol.md). */
export const PROTOCOL = 1;
/** The most labelled samples in a batch. */
export const MAX_BATCH = 256;

/** All fields that name a contribution; `proof` is empty unless it was added in a batch of several. */
export const CONTRIBUTION = {
  id: "u64",
  slot: "u32",
  author: "address",
  label: "u16",
  addedAt: "u64",
  deposit: "u128",
  taught: "bool",
  sample: "bytes",
  proof: "bytes",
} as const;
export type Contribution = Values<typeof CONTRIBUTION>;

/** All fields that name a batch: those of its `BatchAdded` event. `deposit` is that of each contribution; bit i of `taught` is contribution i's. */
export const BATCH = {
  firstId: "u64",
  slot: "u32",
  author: "address",
  addedAt: "u64",
  deposit: "u128",
  taught: "u256",
  samples: "bytes",
} as const;
export type Batch = Values<typeof BATCH>;

const { proof: _, ...DATA_ADDED } = CONTRIBUTION;

/** What every trainer offers, whatever its model and incentive mechanism. */
export const TRAINER = {
  methods: {
    upload: { args: { offset: "u32", data: "bytes" } },
    finalize: { args: {}, emits: "Finalized" },
    addData: { payable: true, args: { sample: "bytes", label: "u16" }, emits: "DataAdded" },
    addDataBatch: { payable: true, args: { samples: "bytes" }, emits: "BatchAdded" },
    refund: { args: { contribution: CONTRIBUTION }, emits: "Refunded" },
    refundBatch: { args: { batch: BATCH }, emits: "BatchRefunded" },
    report: { args: { contribution: CONTRIBUTION }, emits: "Reported" },
    compact: { args: {} },

    predict: { args: { sample: "bytes" }, returns: "u16" },
    predictBatch: { args: { samples: "bytes[]" }, returns: "u16[]" },
    scores: { args: { sample: "bytes" }, returns: "i64[]" },
    quote: { args: { at: "u64", count: "u32" }, returns: "u128" },
    stats: { args: {}, returns: { count: "u64", totalGood: "u64", lastUpdate: "u64" } },
    creditOf: { args: { account: "address" }, returns: "u64" },
    record: { args: { slot: "u32" }, returns: { commitment: "bytes", claimable: "u128", settled: "bool" } },
    weights: { args: { offset: "u32", limit: "u32" }, returns: "bytes" },
    stateHash: { args: {}, returns: "hash" },
    info: {
      args: {},
      returns: {
        header: "bytes",
        incentive: "bytes",
        owner: "address",
        deployer: "address",
        deployedAt: "u64",
        ready: "bool",
        metadata: "string",
      },
    },
  },
  events: {
    Deployed: { fields: { protocol: "u16", model: "u8", incentive: "u8" }, indexed: [] },
    Finalized: { fields: { stateHash: "hash" }, indexed: [] },
    DataAdded: { fields: DATA_ADDED, indexed: ["id", "author"] },
    BatchAdded: { fields: BATCH, indexed: ["firstId", "author"] },
    Refunded: { fields: { id: "u64", author: "address", amount: "u128" }, indexed: ["id", "author"] },
    BatchRefunded: {
      fields: { firstId: "u64", author: "address", refunded: "u256", amount: "u128" },
      indexed: ["firstId", "author"],
    },
    Reported: { fields: { id: "u64", reporter: "address", amount: "u128" }, indexed: ["id", "reporter"] },
  },
} as const satisfies InterfaceSpec;
