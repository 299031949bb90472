import { createEncoder, murmur3, OmnisumError, toHex, tokenize, vocabularyHash } from "@omnisum/core";

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

export function encoders() {
  for (const [text, hash] of PUBLISHED) {
    if (murmur3(text) !== hash) throw new Error(`murmur3 of "${text}" is not the published ${hash}`);
  }
  const hashed = [...PUBLISHED.map(([text]) => text), "a", "ab", "abc", "abcd", "abcde", "good", "naïve", "映画", "😀"];
  return {
    tokens: TEXTS.map((text) => ({ text, tokens: tokenize(text) })),
    murmur3: hashed.map((text) => ({ text, hash: murmur3(text) })),
    vocabularies: [{ name: "small", words: WORDS, hash: vocabularyHash(VOCABULARY) }],
    samples: TEXTS.flatMap((text) => [
      encode({ kind: "vocabulary", name: "small", hash: vocabularyHash(VOCABULARY) }, WORDS.length, text),
      ...[1, 256, 1_000, 65_537, 2 ** 24].map((features) => encode({ kind: "murmur3" }, features, text)),
    ]).concat(["0", "1, 5 9", "999", ""].map((text) => encode({ kind: "raw" }, 1_000, text))),
  };
}

function encode(spec, features, text) {
  const encoder = createEncoder(spec, features, spec.kind === "vocabulary" ? VOCABULARY : undefined);
  try {
    return { encoder: spec.kind, features, text, sample: toHex(encoder.encode(text)), error: "" };
  } catch (error) {
    if (!(error instanceof OmnisumError)) throw error;
    return { encoder: spec.kind, features, text, sample: "0x", error: error.name };
  }
}
