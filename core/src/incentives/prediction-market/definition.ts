import { bigEndian } from "../../bytes.ts";
import { OmnisumError } from "../../errors.ts";
import type { Parameters } from "../../protocol/parameters.ts";
import type { IncentiveDefinition } from "../incentive.ts";
import { marketLessons } from "./lessons.ts";
import { Market } from "./market.ts";
import type { Terms } from "./phases.ts";
import { PREDICTION_MARKET_SPEC } from "./spec.ts";
import { openingState } from "./state.ts";
import { MAX_PIECES, MIN_PIECES } from "./test-set.ts";

/** The bounty and each stake stay below this, so that sums of them stay far below 2^128. */
const MONEY_LIMIT = 2n ** 88n;
const TIME_LIMIT = 2n ** 40n;

/**
 * A provider posts a bounty and commits to a hidden test set; contributors stake on their data before the model learns, and
 * each is paid by what their data did to the model's score on the set once it is revealed (docs/protocol.md §6.3).
 */
export const PREDICTION_MARKET: IncentiveDefinition = {
  kind: "prediction-market",
  id: 3,
  parameters: {
    pieces: { bytes: 2, unit: "count", default: 0n, required: true, description: "how many the test set is cut into" },
    commitments: {
      bytes: 32,
      unit: "hash",
      default: 0n,
      required: true,
      description: "root of the tree of the pieces' commitments",
    },
    bounty: { bytes: 12, unit: "money", default: 0n, description: "what the provider pays for a better score" },
    minStake: { bytes: 12, unit: "money", default: 0n, description: "least stake on a contribution" },
    minContributions: {
      bytes: 4,
      unit: "count",
      default: 1n,
      description: "with fewer, stakes and bounty go back",
    },
    participationEnd: {
      bytes: 8,
      unit: "time",
      default: 0n,
      required: true,
      description: "until when contributions are taken",
    },
    revealWait: {
      bytes: 4,
      unit: "seconds",
      default: 86_400n,
      description: "the provider's time to reveal the test set",
    },
    collectWait: { bytes: 4, unit: "seconds", default: 2_419_200n, description: "until anyone may take what is left" },
  },
  spec: PREDICTION_MARKET_SPEC,
  needsOwner: true,
  validate(parameters) {
    const failing = firstInvalid(parameters);
    if (failing !== undefined) throw new OmnisumError("InvalidConfig", { field: failing });
  },
  create: (parameters) => new Market(termsOf(parameters), openingState()),
  lessons: marketLessons,
  standing: () => ({ claimable: 0n, refundable: false, reportable: false }),
};

function termsOf(parameters: Parameters): Terms {
  const of = (name: string) => parameters[name] ?? 0n;
  return {
    pieces: Number(of("pieces")),
    commitments: bigEndian(of("commitments"), 32),
    bounty: of("bounty"),
    minStake: of("minStake"),
    minContributions: of("minContributions"),
    participationEnd: of("participationEnd"),
    revealWait: of("revealWait"),
    collectWait: of("collectWait"),
  };
}

function firstInvalid(parameters: Parameters): string | undefined {
  const { pieces = 0n, bounty = 0n, minStake = 0n, minContributions = 0n, participationEnd = 0n } = parameters;
  const checks: readonly (readonly [string, boolean])[] = [
    ["pieces", pieces < MIN_PIECES || pieces > MAX_PIECES],
    ["bounty", bounty >= MONEY_LIMIT],
    ["minStake", minStake >= MONEY_LIMIT],
    ["minContributions", minContributions === 0n],
    ["participationEnd", participationEnd >= TIME_LIMIT],
  ];
  return checks.find(([, fails]) => fails)?.[0];
}
