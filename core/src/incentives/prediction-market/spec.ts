import type { InterfaceSpec } from "../../protocol/interface.ts";

/** What a trainer with a prediction market offers beside what every trainer does (docs/protocol.md §6.3, §7). */
export const PREDICTION_MARKET_SPEC = {
  methods: {
    openMarket: { payable: true, args: {}, emits: "MarketOpened" },
    drawPiece: { args: {}, emits: "PieceDrawn" },
    revealPiece: { args: { piece: "u16", salt: "hash", samples: "bytes", proof: "bytes" }, emits: "PieceRevealed" },
    score: { args: { limit: "u32" } },
    collect: { args: {}, emits: "Collected" },

    phase: { args: {}, returns: "u8" },
    balanceOf: { args: { account: "address" }, returns: "u128" },
    progress: {
      args: {},
      returns: {
        drawn: "u16",
        nextPiece: "u16",
        samples: "u32",
        round: "u32",
        bounty: "u128",
        contributors: "u32",
        collectEnd: "u64",
      },
    },
  },
  events: {
    MarketOpened: { fields: { provider: "address", bounty: "u128" }, indexed: [] },
    PieceDrawn: { fields: { piece: "u16" }, indexed: [] },
    PieceRevealed: { fields: { piece: "u16", samples: "bytes" }, indexed: [] },
    PhaseEntered: { fields: { phase: "u8" }, indexed: [] },
    ContributorLeft: {
      fields: { contributor: "address", round: "u32", balance: "u128" },
      indexed: ["contributor"],
    },
    UnitPaid: { fields: { round: "u32", unit: "u128", bounty: "u128" }, indexed: [] },
    Collected: { fields: { account: "address", amount: "u128" }, indexed: ["account"] },
  },
  errors: ["WrongPhase", "CommitmentMismatch", "NotProvider", "NothingToCollect"],
} as const satisfies InterfaceSpec;
