import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import {
  createEncoder,
  type Encoder,
  type EncoderSpec,
  fromHex,
  isError,
  modelDefinition,
  murmur3,
  toHex,
  tokenize,
  type Vocabulary,
  vocabularyHash,
} from "@omnisum/core";
import { importModel } from "@omnisum/core/model-file";

interface Outcome {
  readonly sample: string;
  /** The name of the error; empty if there is none. */
  readonly error: string;
}
interface Vectors {
  readonly tokens: readonly { readonly text: string; readonly tokens: readonly string[] }[];
  readonly murmur3: readonly { readonly text: string; readonly hash: number }[];
  readonly vocabularies: readonly { readonly name: string; readonly words: readonly string[]; readonly hash: string }[];
  readonly samples: readonly (Outcome & {
    readonly encoder: "vocabulary" | "murmur3" | "raw";
    readonly model: string;
    readonly features: number;
    readonly text: string;
  })[];
  readonly embeddings: readonly (Outcome & {
    readonly scale: number;
    readonly embedding: readonly number[];
    readonly picked: readonly number[];
  })[];
  readonly sentences: readonly { readonly scale: number; readonly sample: string; readonly label: string }[];
}

const vectors: Vectors = JSON.parse(readFileSync(new URL("../../test/vectors/encoders.json", import.meta.url), "utf8"));

async function outcome({ encode }: Encoder, text: string): Promise<Outcome> {
  try {
    return { sample: toHex(await encode(text)), error: "" };
  } catch (error) {
    if (isError(error)) return { sample: "0x", error: error.name };
    throw error;
  }
}

test("texts have the words of the vectors, and words their hashes", () => {
  for (const { text, tokens } of vectors.tokens) expect(tokenize(text)).toEqual(tokens);
  for (const { text, hash } of vectors.murmur3) expect(murmur3(text)).toBe(hash);
});

test("texts are encoded as in the vectors, for models of every encoding", async () => {
  const [{ name, words, hash } = { name: "", words: [], hash: "" }] = vectors.vocabularies;
  const vocabulary: Vocabulary = Object.fromEntries(words.map((word, index) => [word, index]));
  expect(vocabularyHash(vocabulary)).toBe(hash);
  for (const { encoder, model, features, text, sample, error } of vectors.samples) {
    const spec: EncoderSpec = encoder === "vocabulary" ? { kind: encoder, name, hash } : { kind: encoder };
    const made = createEncoder(spec, { kind: model, features }, { vocabulary });
    expect([encoder, model, text, await outcome(made, text)]).toEqual([encoder, model, text, { sample, error }]);
  }
});

test("embeddings are quantised as in the vectors", async () => {
  for (const { scale, embedding, picked, sample, error } of vectors.embeddings) {
    const features = Math.max(1, picked.length || embedding.length);
    const spec = { kind: "embedding", name: "any", scale, ...(picked.length > 0 && { features: picked }) } as const;
    const target = { kind: "dense-perceptron", features };
    const made = createEncoder(spec, target, { embed: async () => embedding });
    expect(await outcome(made, "any text")).toEqual({ sample, error });
  }
});

test("the VPA model tells weather from music in the sentences of the vectors", () => {
  const file = readFileSync(new URL("../../cli/examples/vpa/model.json", import.meta.url), "utf8");
  for (const { scale, sample, label } of vectors.sentences) {
    const { config, body, labels } = importModel(file, { sampleScale: scale });
    expect(labels[modelDefinition(config.kind).create(config, body).predict(fromHex(sample))]).toBe(label);
  }
});
