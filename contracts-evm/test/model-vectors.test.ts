/** What every kind of model answers, and which samples and headers it refuses, as data that all implementations read. */
import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { fromHex, MODELS } from "@omnisum/core";
import { after, exists, Refused, type Trainer } from "../support/chain.ts";
import * as f from "./fixture.ts";
import { deployed, implementationOf, read } from "./vectors.ts";

interface Prediction {
  readonly sample: string;
  readonly scores: readonly string[];
  readonly predicted: number;
}
interface Lesson extends Prediction {
  readonly label: number;
  readonly taught: boolean;
  readonly refused: boolean;
}
interface Case {
  readonly name: string;
  readonly header: string;
  readonly bodyLength: number;
  readonly initialBody: string;
  readonly initialHash: string;
  readonly lessons: readonly Lesson[];
  readonly predictions: readonly Prediction[];
  readonly finalBody: string;
  readonly finalHash: string;
}
interface Sample {
  readonly name: string;
  readonly features: number;
  readonly sample: string;
  readonly reason: string;
}

const { BOB } = f;
/** Every chain takes a model whose body is no longer than this; a longer one it may refuse. */
const ALWAYS_TAKEN_BYTES = 10_000;
/** The kind whose trainers get the samples of an encoding. */
const KINDS_OF_SAMPLES = { sparse: "sparse-perceptron", counts: "naive-bayes", dense: "dense-perceptron" } as const;

async function expectAnswers(trainer: Trainer, { sample, scores, predicted }: Prediction): Promise<void> {
  assert.deepEqual([...(await trainer.ask<readonly bigint[]>("scores", sample))].map(String), scores);
  assert.equal(await trainer.ask("predict", sample), BigInt(predicted));
}

async function teach(trainer: Trainer, { sample, label, taught, refused }: Lesson): Promise<void> {
  await after(1);
  const added = trainer.send(BOB, "addData", [sample, label]);
  if (refused) await assert.rejects(added, (error) => error instanceof Refused && error.name === "CounterOverflow");
  else assert.equal((await added).fields.taught, taught);
}

/** The trainer of a case; nothing, and the test is skipped, where the model is too large for the chain. */
async function trainerOf(t: TestContext, contract: string, one: Case): Promise<Trainer | undefined> {
  const { header, bodyLength, initialBody } = one;
  const body = initialBody === "0x" ? new Uint8Array(bodyLength) : fromHex(initialBody);
  try {
    return await deployed(fromHex(header), body, contract);
  } catch (error) {
    const tooLarge = error instanceof Refused && ["features", "classes"].includes(String(error.values.field));
    if (!tooLarge || bodyLength <= ALWAYS_TAKEN_BYTES) throw error;
    t.skip("the model is too large for this chain");
    return undefined;
  }
}

/** Every kind of model and the contract of its trainers, and for many features another one. */
const CONTRACTS = [
  ...MODELS.map(({ kind }) => ({ kind, contract: implementationOf(kind) })),
  { kind: "sparse-perceptron", contract: implementationOf("paged-sparse-perceptron") },
];

for (const { kind, contract } of CONTRACTS) {
  const options = exists(contract) ? {} : { skip: `there is no ${contract}` };
  describe(contract, options, () => {
    for (const one of read<Case>(kind, "cases")) {
      for (const fold of [false, true]) {
        test(`learns as the vectors say${fold ? ", folded after every lesson" : ""}: ${one.name}`, async (t) => {
          const trainer = await trainerOf(t, contract, one);
          if (trainer === undefined) return;
          assert.equal(await trainer.ask<string>("stateHash"), one.initialHash);
          for (const lesson of one.lessons) {
            await expectAnswers(trainer, lesson);
            await teach(trainer, lesson);
            if (fold) await trainer.send(BOB, "compact", []);
          }
          for (const prediction of one.predictions) await expectAnswers(trainer, prediction);
          assert.equal(await trainer.ask<string>("stateHash"), one.finalHash);
          if (one.finalBody !== "0x") assert.equal(await trainer.ask("weights", 0, one.bodyLength), one.finalBody);
        });
      }
    }

    test("refuses the headers that the vectors refuse, naming the same field", async () => {
      for (const { name, header, field } of read<{ name: string; header: string; field: string }>(kind, "headers")) {
        const error: unknown = await deployed(fromHex(header), new Uint8Array(), contract).then(
          () => undefined,
          (refusal) => refusal,
        );
        const refused = error instanceof Refused ? String(error.values.field) : "";
        const tooLarge = name === "the greatest" && ["features", "classes"].includes(refused);
        assert.equal(tooLarge ? "" : refused, field, name);
      }
    });
  });
}

for (const [encoding, kind] of Object.entries(KINDS_OF_SAMPLES)) {
  const skip = exists(implementationOf(kind)) ? false : `there is no ${implementationOf(kind)}`;
  test(`refuses the ${encoding} samples that the vectors refuse, for the same reasons`, { skip }, async () => {
    const trainers = new Map<number, Trainer>();
    const headers = read<{ name: string; header: string }>(kind, "headers");
    const good = fromHex(headers.find(({ name }) => name === "good")?.header ?? "0x");
    const definition = MODELS.find((model) => model.kind === kind);
    assert.ok(definition !== undefined);
    for (const { name, features, sample, reason } of read<Sample>("samples", encoding)) {
      const bytes = definition.bodyLength({ kind, features, classes: 2, parameters: {} });
      if (bytes > ALWAYS_TAKEN_BYTES) continue;
      const header = Uint8Array.from(good);
      new DataView(header.buffer).setUint32(3, features);
      const trainer = trainers.get(features) ?? (await deployed(header, new Uint8Array(bytes)));
      trainers.set(features, trainer);
      await after(1);
      const add = trainer.send(BOB, "addData", [sample, 0]);
      if (reason === "") await add;
      else await assert.rejects(add, (error) => error instanceof Refused && error.values.reason === reason, name);
    }
    assert.ok(trainers.size >= 4);
  });
}
