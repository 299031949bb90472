import { describe, expect, test } from "@jest/globals";
import {
  createEncoder,
  type Embed,
  type EncoderSpec,
  keccak256,
  murmur3,
  packSparse,
  quantiseEmbedding,
  readCounts,
  readDense,
  readSparse,
  toHex,
  tokenize,
  utf8,
  type Vocabulary,
  vocabularyHash,
} from "@omnisum/core";
import { rejectsWith, throwsWith } from "../../test/support/errors.ts";

const WORDS: Vocabulary = { good: 0, bad: 1, movie: 2 };
const SPARSE = { kind: "sparse-perceptron", features: 3 } as const;
const RAW = { kind: "sparse-perceptron", features: 300 } as const;

function spec(vocabulary: Vocabulary): EncoderSpec {
  return { kind: "vocabulary", name: "words", hash: vocabularyHash(vocabulary) };
}

describe("the tokeniser", () => {
  test.each([
    ["Good GOOD good", ["good", "good", "good"]],
    ["it's well-made, isn't it?", ["it", "s", "well", "made", "isn", "t", "it"]],
    ["2001: a space odyssey", ["2001", "a", "space", "odyssey"]],
    ["naïve CAFÉ", ["naïve", "café"]],
    ["snake_case\ttab\nline", ["snake", "case", "tab", "line"]],
    ["映画は良い 😀", ["映画は良い"]],
    ["", []],
    ["… !? —", []],
  ])("finds the words of %j", (text, words) => {
    expect(tokenize(text)).toEqual(words);
  });
});

describe("murmur3", () => {
  test.each([
    ["", 0],
    ["test", 0xba6bd213],
    ["Hello, world!", 0xc0363e43],
    ["The quick brown fox jumps over the lazy dog", 0x2e4ff723],
    ["hello", 0x248bfa47],
    ["hello, world", 0x149bbb7f],
  ])("of %j is the published value for seed 0", (text, hash) => {
    expect(murmur3(text)).toBe(hash);
  });

  test("is an unsigned number of 32 bits for texts of every length modulo 4", () => {
    const hashes = Array.from({ length: 64 }, (_, length) => murmur3("ü".repeat(length)));
    expect(hashes.every((hash) => Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32)).toBe(true);
    expect(new Set(hashes).size).toBe(64);
  });
});

describe("a vocabulary", () => {
  test("is identified by its words in the order of their indices", () => {
    expect(vocabularyHash(WORDS)).toBe(toHex(keccak256(utf8("good\nbad\nmovie\n"))));
    expect(vocabularyHash({ movie: 2, bad: 1, good: 0 })).toBe(vocabularyHash(WORDS));
    expect(vocabularyHash({ good: 1, bad: 0, movie: 2 })).not.toBe(vocabularyHash(WORDS));
  });

  test.each<[string, Vocabulary]>([
    ["a gap", { good: 0, bad: 2 }],
    ["no index 0", { good: 1, bad: 2 }],
    ["an index twice", { good: 0, bad: 0 }],
    ["a fraction", { good: 0, bad: 1.5 }],
    ["a negative index", { good: -1, bad: 0 }],
  ])("with %s is refused: its hash would be another's, too", (_, vocabulary) => {
    const reason = "the indices of its 2 words must be 0, 1, 2 and so on, each once";
    throwsWith(() => vocabularyHash(vocabulary), "InvalidInput", { name: "vocabulary", reason });
  });

  test("encodes the words that it knows, each once, in ascending order", async () => {
    const encoder = createEncoder(spec(WORDS), SPARSE, { vocabulary: WORDS });
    expect(readSparse(await encoder.encode("Movie: unknown, BAD movie!"), 3)).toEqual([1, 2]);
  });

  test("counts them for a model that counts, up to 255, and for a dense one, up to 127", async () => {
    const text = `${"Movie ".repeat(300)} bad, bad`;
    const counted = createEncoder(spec(WORDS), { kind: "naive-bayes", features: 3 }, { vocabulary: WORDS });
    expect(readCounts(await counted.encode(text), 3)).toEqual([
      { index: 1, count: 2 },
      { index: 2, count: 255 },
    ]);
    const dense = createEncoder(spec(WORDS), { kind: "dense-perceptron", features: 4 }, { vocabulary: WORDS });
    expect(readDense(await dense.encode(text), 4)).toEqual([0, 2, 127, 0]);
  });

  test("has no words but its own, whatever an object inherits", async () => {
    const encoder = createEncoder(spec(WORDS), SPARSE, { vocabulary: WORDS });
    await rejectsWith(encoder.encode("constructor toString"), "NothingKnown", {});
  });

  test("knows nothing of a text without any of its words", async () => {
    const encoder = createEncoder(spec(WORDS), SPARSE, { vocabulary: WORDS });
    for (const text of ["", "…", "nothing of the kind"]) await rejectsWith(encoder.encode(text), "NothingKnown", {});
  });

  test("is refused if it is another than the model was deployed with, or is not given", () => {
    const [actual, expected] = [vocabularyHash({ good: 0 }), vocabularyHash(WORDS)];
    const other = () => createEncoder(spec(WORDS), SPARSE, { vocabulary: { good: 0 } });
    throwsWith(other, "VocabularyMismatch", { actual, expected });
    throwsWith(() => createEncoder(spec(WORDS), SPARSE), "UnknownEncoder", { encoder: "vocabulary words" });
  });
});

describe("an embedding", () => {
  const asked: string[] = [];
  const embed: Embed = async (model, text) => {
    asked.push(`${model}: ${text}`);
    return [0.01, -0.02, 0.5];
  };
  const dense = (features: number) => ({ kind: "dense-nearest-centroid", features });

  test("is made by the model that the encoder names, and quantised", async () => {
    const encoder = createEncoder({ kind: "embedding", name: "any@1", scale: 100 }, dense(3), { embed });
    expect(asked).toEqual([]);
    expect(readDense(await encoder.encode("Play it!"), 3)).toEqual([1, -2, 50]);
    expect(asked).toEqual(["any@1: Play it!"]);
  });

  test("gives a model the numbers that it picks, in its order", async () => {
    const picking = { kind: "embedding", name: "any@1", scale: 100, features: [2, 0] } as const;
    expect(readDense(await createEncoder(picking, dense(2), { embed }).encode("text"), 2)).toEqual([50, 1]);
    const beyond = createEncoder({ ...picking, features: [0, 3] }, dense(2), { embed });
    const reason = "there is no number at index 3";
    await rejectsWith(beyond.encode("text"), "InvalidInput", { name: "embedding", reason });
  });

  test("of another length than the model's samples is refused", async () => {
    const encoder = createEncoder({ kind: "embedding", name: "any@1", scale: 100 }, dense(4), { embed });
    const reason = "it has 3 numbers; the model takes 4";
    await rejectsWith(encoder.encode("text"), "InvalidInput", { name: "embedding", reason });
  });

  test("says nothing of a text without anything in it", async () => {
    const encoder = createEncoder({ kind: "embedding", name: "any@1", scale: 100 }, dense(3), { embed });
    await rejectsWith(encoder.encode(" \n"), "NothingKnown", {});
  });

  test("is refused without something that makes it, and for a model that is not dense", () => {
    const spec = { kind: "embedding", name: "any@1", scale: 1 } as const;
    throwsWith(() => createEncoder(spec, dense(3)), "UnknownEncoder", { encoder: "embedding any@1" });
    const reason = "a naive-bayes takes no embeddings";
    const counting = () => createEncoder(spec, { kind: "naive-bayes", features: 3 }, { embed });
    throwsWith(counting, "InvalidInput", { name: "encoder", reason });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])("with %p in it is refused", (value) => {
    const reason = "there is no number at index 1";
    throwsWith(() => quantiseEmbedding([0, value], 1), "InvalidInput", { name: "embedding", reason });
  });
});

describe("the other encoders", () => {
  test("murmur3 hashes words into the features, those that meet once", async () => {
    const features = 1_000;
    const indices = ["good", "movie"].map((word) => murmur3(word) % features).sort((a, b) => a - b);
    const encoder = createEncoder({ kind: "murmur3" }, { ...SPARSE, features });
    expect(readSparse(await encoder.encode("Good movie, good!"), features)).toEqual(indices);
    const narrow = createEncoder({ kind: "murmur3" }, { ...SPARSE, features: 1 });
    expect(await narrow.encode("all of these words meet")).toEqual(packSparse([0], 1));
    await rejectsWith(encoder.encode("?!"), "NothingKnown", {});
  });

  test("murmur3 counts words that meet together for a model that counts", async () => {
    const encoder = createEncoder({ kind: "murmur3" }, { kind: "naive-bayes", features: 1 });
    expect(readCounts(await encoder.encode("all of these words meet"), 1)).toEqual([{ index: 0, count: 5 }]);
  });

  test("raw reads indices, indices with counts, or a value a feature", async () => {
    const encoder = createEncoder({ kind: "raw" }, RAW);
    expect(await encoder.encode(" 0, 5 299 ")).toEqual(packSparse([0, 5, 299], 300));
    expect(await encoder.encode("")).toEqual(new Uint8Array());
    const counted = createEncoder({ kind: "raw" }, { kind: "naive-bayes", features: 300 });
    const [zero, five] = [0, 5].map((index) => ({ index, count: index + 1 }));
    expect(readCounts(await counted.encode("0 5:6"), 300)).toEqual([zero, five]);
    const dense = createEncoder({ kind: "raw" }, { kind: "dense-perceptron", features: 3 });
    expect(readDense(await dense.encode("1, -128 127"), 3)).toEqual([1, -128, 127]);
    expect(await dense.encode("")).toEqual(new Uint8Array());
  });

  test.each([
    ["300", "range"],
    ["5 x", "range"],
    ["-1", "range"],
    ["1.5", "range"],
    ["5 5", "order"],
    ["5 4", "order"],
  ])("raw refuses %j", async (text, reason) => {
    await rejectsWith(createEncoder({ kind: "raw" }, RAW).encode(text), "InvalidSample", { reason });
  });

  test.each([
    ["naive-bayes", "1:0", "count"],
    ["naive-bayes", "1:256", "count"],
    ["naive-bayes", "1:x", "count"],
    ["naive-bayes", "x:1", "range"],
    ["naive-bayes", "1:1 1:1", "order"],
    ["dense-perceptron", "1 2", "length"],
    ["dense-perceptron", "128 0 0", "range"],
    ["dense-perceptron", "x 0 0", "range"],
  ])("raw for a %s refuses %j", async (kind, text, reason) => {
    await rejectsWith(createEncoder({ kind: "raw" }, { kind, features: 3 }).encode(text), "InvalidSample", { reason });
  });

  test("an encoder of a kind that this client does not know is refused", () => {
    // CAST: such a kind comes from the metadata that a newer client has written.
    const newer = { kind: "telepathy" } as unknown as EncoderSpec;
    throwsWith(() => createEncoder(newer, SPARSE), "UnknownEncoder", { encoder: "telepathy" });
  });
});
