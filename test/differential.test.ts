import { describe, expect, test } from "@jest/globals";
import { CONFIGS } from "./differential/configs.ts";
import { type Observations, TrainerPair } from "./differential/pair.ts";
import { type Result, Side } from "./differential/side.ts";
import { startEmbedded } from "./support/chains.ts";
import { seeded } from "./support/random.mjs";

const { OMNISUM_SEED, OMNISUM_OPS } = process.env;
/** Another seed makes another sequence: `OMNISUM_SEED=7 OMNISUM_OPS=5000 npm test -- test/differential.test.ts`. */
const SEED = OMNISUM_SEED ?? "9";
/** Operations on each chain, spread over trainers of every config. */
const OPERATIONS = Number(OMNISUM_OPS ?? "300");
/** An operation on both chains, with all questions after it, takes some 0.1 s; ten times that where others work too. */
const TIMEOUT_MS = 60_000 + OPERATIONS * 3_000;

/** What the usual sequence must have come across, or it would prove less than it says. */
const REFUSALS = [
  ...["AlreadyReported", "InsufficientDeposit", "InvalidBatch", "InvalidConfig", "InvalidLabel", "InvalidSample"],
  ...["ModelAgrees", "ModelDisagrees", "NoCredit", "NotAuthor", "NotDeployer", "NotReady", "OwnContribution"],
  ...["ShareTooSmall", "TooEarly", "UnknownContribution"],
];
const EVENTS = ["BatchAdded", "BatchRefunded", "DataAdded", "Refunded", "Reported"];

describe.each(["evm", "cosmos"])("random operations on the embedded chain of the family %s", (family) => {
  test(
    `do what they do on the memory chain (OMNISUM_SEED=${SEED} OMNISUM_OPS=${OPERATIONS})`,
    async () => {
      const [reference, tested] = [await startEmbedded("memory"), await startEmbedded(family)];
      try {
        const sides = [await Side.open(reference.chain), await Side.open(tested.chain)] as const;
        const seen = await compare(sides);
        const usual = OMNISUM_SEED === undefined && OMNISUM_OPS === undefined;
        if (usual) expect([...REFUSALS, ...EVENTS].filter((name) => !seen.has(name))).toEqual([]);
      } finally {
        await reference.close();
        await tested.close();
      }
    },
    TIMEOUT_MS,
  );
});

/** Runs the sequence; what happened in it, by the names of events and refusals. */
async function compare(sides: readonly [Side, Side]): Promise<ReadonlySet<string>> {
  const random = seeded(SEED);
  const seen = new Set<string>();
  const check = ([expected, actual]: Observations) => {
    expect(actual).toEqual(expected);
    for (const name of namesIn(expected.result)) seen.add(name);
  };
  for (const config of CONFIGS) {
    const pair = new TrainerPair(sides, config, random);
    for await (const observations of pair.deploy()) check(observations);
    for (let i = 0; i < OPERATIONS / CONFIGS.length; i++) check(await pair.step());
    const [expected, actual] = await pair.contributions();
    expect(actual).toEqual(expected);
  }
  return seen;
}

function namesIn(result: Result): readonly string[] {
  if ("refused" in result) return [result.refused.name];
  return "events" in result ? result.events.map(({ name }) => name) : [];
}
