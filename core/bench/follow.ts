// How many samples a second a follower predicts, on one core, beside asking the memory chain for each of them: the chain
// that answers fastest, as it is in the same process. `npm run bench:follow`; with --check it fails below the target.
import {
  deployTrainer,
  Follower,
  MODELS,
  type ModelDefinition,
  memoryJournal,
  packCounts,
  packSparse,
  type Trainer,
} from "@omnisum/core";
import { family } from "@omnisum/memory";
import { seeded } from "../../test/support/random.mjs";

const FEATURES = 1_000;
const ENTRIES = 20;
const SAMPLES = 2_000;
const LESSONS = 200;
const SECONDS_A_RUN = 0.5;
const RUNS = 5;
/** Samples a second, for models whose samples list the features that they have. */
const TARGET = 1_000_000;

type Pack = (indices: readonly number[]) => Uint8Array;
const PACKING: Readonly<Record<string, Pack>> = {
  sparse: (indices) => packSparse(indices, FEATURES),
  counts: (indices) =>
    packCounts(
      indices.map((index) => ({ index, count: 1 })),
      FEATURES,
    ),
};

const rates = [];
for (const definition of MODELS) {
  const pack = PACKING[definition.encoding];
  if (pack !== undefined) rates.push(await measure(definition, pack));
}
console.log(
  `Predictions a second with ${ENTRIES} of ${FEATURES} features, two classes, on one core (median of ${RUNS} runs):`,
);
for (const { kind, follower, chain } of rates) {
  const [local, asked] = [follower, chain].map((rate) => Math.round(rate).toLocaleString("en").padStart(12));
  console.log(
    `${kind.padEnd(24)}${local} by a follower ${asked} by asking the memory chain  × ${(follower / chain).toFixed(1)}`,
  );
}
const slow = rates.filter(({ follower }) => follower < TARGET);
if (process.argv.includes("--check") && slow.length > 0) {
  console.error(`Below ${TARGET.toLocaleString("en")}: ${slow.map(({ kind }) => kind).join(", ")}`);
  process.exitCode = 1;
}

async function measure(definition: ModelDefinition, pack: Pack) {
  const random = seeded(definition.kind);
  const draw = () => pack(random.ascending(ENTRIES, FEATURES));
  const trainer = await trained(definition, draw, () => random.below(2));
  const follower = await Follower.start(trainer);
  const samples = Array.from({ length: SAMPLES }, draw);
  const [local, asked] = [samples.map((sample) => follower.predict(sample)), await trainer.predictBatch(samples)];
  if (local.some((label, i) => label !== asked[i])) throw new Error(`${definition.kind}: the follower differs`);
  return {
    kind: definition.kind,
    follower: await rate(samples, (sample) => follower.predict(sample)),
    chain: await rate(samples, (sample) => trainer.predict(sample)),
  };
}

async function trained(definition: ModelDefinition, draw: () => Uint8Array, label: () => number): Promise<Trainer> {
  const chain = await family.connect((await family.startDevnet({ port: 0, name: "memory" })).config, {
    kind: "development",
  });
  const [from] = await chain.accounts();
  if (from === undefined) throw new Error("the chain has no accounts");
  const parameters = Object.fromEntries(
    Object.entries(definition.parameters).map(([name, spec]) => [name, spec.default]),
  );
  const model = { kind: definition.kind, features: FEATURES, classes: 2, parameters };
  const { trainer } = await deployTrainer({
    ...{ chain, from, journal: memoryJournal() },
    plan: {
      model,
      body: new Uint8Array(definition.bodyLength(model)),
      incentive: { kind: "deposit-refund-take", parameters: { costWeight: 0n } },
      owner: "",
      metadata: { name: "bench", labels: ["0", "1"], encoder: { kind: "raw" } },
    },
  });
  for (let i = 0; i < LESSONS; i++) await trainer.addData(draw(), label()).send(from);
  return trainer;
}

/** The median of several runs; in processor time, so that others on the machine do not count. */
async function rate(samples: readonly Uint8Array[], predict: (sample: Uint8Array) => unknown): Promise<number> {
  const runs: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const start = process.cpuUsage();
    let done = 0;
    let spent = 0;
    while (spent < SECONDS_A_RUN) {
      for (const sample of samples) {
        const answer = predict(sample);
        if (answer instanceof Promise) await answer;
      }
      done += samples.length;
      const { user, system } = process.cpuUsage(start);
      spent = (user + system) / 1e6;
    }
    runs.push(done / spent);
  }
  return runs.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0;
}
