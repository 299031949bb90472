import { randomBytes, randomInt } from "node:crypto";
import {
  createEncoder,
  type LabelledSample,
  makeTestSet,
  modelDefinition,
  OmnisumError,
  readLabelledList,
  testSetCommitments,
  toHex,
} from "@omnisum/core";
import { facts } from "../../format/table.ts";
import type { Outcome } from "../../outcome.ts";
import type { Services } from "../../services/services.ts";
import type { DeployInput } from "../deploy/input.ts";
import { type LoadedModel, loadModel } from "../deploy/model.ts";
import { encodeLine, readLabel, readLines } from "../samples.ts";
import { secretFile, writeSecret } from "./secret.ts";

export interface PrepareInput
  extends Pick<DeployInput, "model" | "name" | "encoder" | "scale" | "vocabulary" | "labels"> {
  readonly file?: string;
  readonly pieces: string;
  readonly secret?: string;
}

/** Makes a hidden test set, keeps it, and gives the commitments with which the market is deployed. */
export async function prepare(services: Services, input: PrepareInput): Promise<Outcome> {
  const { file, pieces, secret, ...about } = input;
  const model = await loadModel(services, about);
  const samples = await readSamples(
    services,
    model,
    await services.prompts.text(file, "The labelled samples (--file)"),
  );
  const set = makeTestSet(shuffled(samples), {
    pieces: /^\d+$/.test(pieces) ? Number(pieces) : Number.NaN,
    random: (length) => new Uint8Array(randomBytes(length)),
  });
  const path = secretFile(services, secret, model.name);
  await writeSecret(path, set);
  const commitments = toHex(testSetCommitments(set));
  const sizes = set.pieces.map((piece) => readLabelledList(piece.samples).length);
  return {
    result: { name: model.name, file: path, pieces: sizes.length, sizes, samples: samples.length, commitments },
    text: [
      facts([
        ["test set", `${samples.length} samples in ${sizes.length} pieces`],
        ["kept in", path],
        ["commitments", commitments],
      ]),
      "Keep that file, and keep it secret: without it the test set cannot be revealed and the bounty is lost to the contributors.",
    ].join("\n"),
    next: [
      `omnisum deploy ${input.model} --name ${model.name} --chain CHAIN --incentive prediction-market`,
      `--param pieces=${sizes.length} --param commitments=${commitments} --param bounty=AMOUNT --param participationEnd=DATE`,
    ].join(" "),
  };
}

/** Every sample is one that the model takes: a piece with another could never be revealed. */
async function readSamples(services: Services, model: LoadedModel, file: string): Promise<readonly LabelledSample[]> {
  const { config, encoder, vocabulary, labels } = model;
  const encoding = createEncoder(encoder, config, { vocabulary, embed: services.embeddings.embed });
  const open = { metadata: { labels }, encoder: async () => encoding };
  const lines = await readLines(services, file);
  return Promise.all(
    lines.map(async (line, i) => {
      if (line.label === undefined) throw new OmnisumError("MissingInput", { name: `The label of sample ${i + 1}` });
      const { sample } = await encodeLine(open, line);
      if (sample.length === 0) throw new OmnisumError("InvalidSample", { reason: "empty" });
      modelDefinition(config.kind).checkSample(config, sample);
      return { sample, label: readLabel(open, line.label) };
    }),
  );
}

/** In an order that nobody can guess: one piece will be shown, and must say nothing about the others' order. */
function shuffled<T>(items: readonly T[]): readonly T[] {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    const [a, b] = [order[i], order[j]];
    if (a !== undefined && b !== undefined) [order[i], order[j]] = [b, a];
  }
  return order;
}
