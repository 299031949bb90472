import { describe, expect, test } from "@jest/globals";
import {
  createEncoder,
  type EncoderSpec,
  keccak256,
  murmur3,
  packSparse,
  readSparse,
  toHex,
  tokenize,
  utf8,
  type Vocabulary,
  vocabularyHash,
} from "@omnisum/core";
import { throwsWith } from "../../test/support/errors.ts";

const WORDS: Vocabulary = { good: 0, bad: 1, movie: 2 };

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

  test("encodes the words that it knows, each once, in ascending order", () => {
    const encoder = createEncoder(spec(WORDS), 3, WORDS);
    expect(readSparse(encoder.encode("Movie: unknown, BAD movie!"), 3)).toEqual([1, 2]);
  });

  test("has no words but its own, whatever an object inherits", () => {
    throwsWith(() => createEncoder(spec(WORDS), 3, WORDS).encode("constructor toString"), "NothingKnown", {});
  });

  test("knows nothing of a text without any of its words", () => {
    const encoder = createEncoder(spec(WORDS), 3, WORDS);
    for (const text of ["", "…", "nothing of the kind"]) throwsWith(() => encoder.encode(text), "NothingKnown", {});
  });

  test("is refused if it is another than the model was deployed with, or is not given", () => {
    const [actual, expected] = [vocabularyHash({ good: 0 }), vocabularyHash(WORDS)];
    throwsWith(() => createEncoder(spec(WORDS), 3, { good: 0 }), "VocabularyMismatch", { actual, expected });
    throwsWith(() => createEncoder(spec(WORDS), 3), "UnknownEncoder", { encoder: "vocabulary words" });
  });
});

describe("the other encoders", () => {
  test("murmur3 hashes words into the features, those that meet once", () => {
    const features = 1_000;
    const indices = ["good", "movie"].map((word) => murmur3(word) % features).sort((a, b) => a - b);
    const encoder = createEncoder({ kind: "murmur3" }, features);
    expect(readSparse(encoder.encode("Good movie, good!"), features)).toEqual(indices);
    expect(createEncoder({ kind: "murmur3" }, 1).encode("all of these words meet")).toEqual(packSparse([0], 1));
    throwsWith(() => encoder.encode("?!"), "NothingKnown", {});
  });

  test("raw reads indices", () => {
    const encoder = createEncoder({ kind: "raw" }, 300);
    expect(encoder.encode(" 0, 5 299 ")).toEqual(packSparse([0, 5, 299], 300));
    expect(encoder.encode("")).toEqual(new Uint8Array());
  });

  test.each([
    ["300", "range"],
    ["5 x", "range"],
    ["-1", "range"],
    ["1.5", "range"],
    ["5 5", "order"],
    ["5 4", "order"],
  ])("raw refuses %j", (text, reason) => {
    throwsWith(() => createEncoder({ kind: "raw" }, 300).encode(text), "InvalidSample", { reason });
  });

  test("an encoder of a kind that this client does not know is refused", () => {
    // CAST: such a kind comes from the metadata that a newer client has written.
    const newer = { kind: "embedding" } as unknown as EncoderSpec;
    throwsWith(() => createEncoder(newer, 300), "UnknownEncoder", { encoder: "embedding" });
  });
});
