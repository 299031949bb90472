import { type ModelConfig, packLabelledList, toHex } from "@omnisum/core";
import type { ModelCase } from "../cases/model-case.ts";
import type { Random } from "../support/random.mjs";
import type { Game, Kind } from "./game.ts";

/** Seconds until the windows of docs/protocol.md §6.1. */
const WINDOWS = { refundWait: "10", ownerWait: "300", anyoneWait: "600" } as const;
const UNBOUNDED = { ...WINDOWS, costWeight: "1000", minDeposit: "0", maxDeposit: "0", credit: "0" } as const;

/** Parameters of each mechanism that differ in everything that a rule depends on. */
const PARAMETERS: Readonly<Record<string, readonly Kind["parameters"][]>> = {
  "deposit-refund-take": [
    UNBOUNDED,
    { ...UNBOUNDED, credit: "1" },
    { ...UNBOUNDED, minDeposit: "2", maxDeposit: "3" },
    { ...UNBOUNDED, costWeight: "0", credit: "1" },
    { ...UNBOUNDED, costWeight: "0", minDeposit: "1", maxDeposit: "1" },
    { ...UNBOUNDED, minDeposit: "700000" },
    { ...UNBOUNDED, refundWait: "0", ownerWait: "0", anyoneWait: "60" },
    { ...UNBOUNDED, refundWait: "30", ownerWait: "30", anyoneWait: "30" },
  ],
  points: [
    { refundWait: "10", credit: "0" },
    { refundWait: "10", credit: "1" },
    { refundWait: "0", credit: "0" },
  ],
  "prediction-market": [
    { bounty: "1000", minStake: "10", minContributions: "1", revealWait: "300", collectWait: "900" },
    { bounty: "7", minStake: "0", minContributions: "3", revealWait: "300", collectWait: "900" },
    { bounty: "0", minStake: "5", minContributions: "1", revealWait: "300", collectWait: "900" },
    { bounty: "1000003", minStake: "1", minContributions: "2", revealWait: "0", collectWait: "0" },
    { bounty: "100000", minStake: "30", minContributions: "1", revealWait: "300", collectWait: "900" },
  ],
};
/** Seconds from a market's deployment to the end of participation. */
const PARTICIPATION = 400;
const OWNER = 1;

/** A trainer of these kinds, before anything is done with it; a market always has an owner. */
export function dealGame(model: ModelCase, incentive: string, random: Random): Game {
  const config = random.pick(model.configs);
  const body = model.randomBody(config, random);
  const isMarket = incentive === "prediction-market";
  const parameters = random.pick(PARAMETERS[incentive] ?? [{}]);
  const pieces = isMarket ? dealPieces(model, config, random) : undefined;
  return {
    model: { ...config, parameters: textsOf(config.parameters) },
    body: toHex(body),
    incentive: {
      kind: incentive,
      parameters: pieces
        ? { ...parameters, pieces: `${pieces.length}`, participationEnd: `${PARTICIPATION + random.below(3)}` }
        : parameters,
    },
    ...(isMarket || !random.oneIn(3) ? { owner: OWNER } : {}),
    firstBytes: random.oneIn(3) ? random.below(body.length + 1) : body.length,
    ...(pieces === undefined ? {} : { pieces }),
    steps: [],
  };
}

/** Two to five pieces of one to four samples; now and then one that cannot be revealed. */
function dealPieces(model: ModelCase, config: ModelConfig, random: Random) {
  const sample = () => (random.oneIn(60) ? random.bytes(5) : model.randomSample(config, random));
  const label = () => (random.oneIn(60) ? config.classes : random.below(config.classes));
  return Array.from({ length: 2 + random.below(4) }, () => {
    const items = Array.from({ length: 1 + random.below(4) }, () => ({ sample: sample(), label: label() }));
    return { salt: toHex(random.bytes(32)), samples: toHex(packLabelledList(items)) };
  });
}

function textsOf(parameters: Readonly<Record<string, bigint>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, value.toString()]));
}
