import { keccak256, toHex, utf8 } from "../bytes.ts";
import { OmnisumError } from "../errors.ts";
import { murmur3 } from "./murmur3.ts";
import { packSparse } from "./sparse.ts";
import { tokenize } from "./tokens.ts";

/** Which encoder a trainer's samples come from; it travels with the trainer so that every client encodes alike. */
export type EncoderSpec =
  | { readonly kind: "vocabulary"; readonly name: string; readonly hash: string }
  | { readonly kind: "murmur3" }
  | { readonly kind: "raw" };

/** Word → feature index. */
export type Vocabulary = Readonly<Record<string, number>>;

/** Turns what people write into packed samples. */
export interface Encoder {
  /** Throws `NothingKnown` when nothing of the text is known to the model. */
  encode(text: string): Uint8Array;
}

/**
 * The Keccak-256 that identifies a vocabulary: over its words in the order of their indices, each with a line feed.
 * Throws `InvalidInput` unless the indices are 0, 1, …, each once: the hash of the words would not tell them apart.
 */
export function vocabularyHash(vocabulary: Vocabulary): string {
  const words = Object.entries(vocabulary).sort(([, a], [, b]) => a - b);
  if (words.some(([, index], i) => index !== i)) {
    throw new OmnisumError("InvalidInput", {
      name: "vocabulary",
      reason: `the indices of its ${words.length} words must be 0, 1, 2 and so on, each once`,
    });
  }
  return toHex(keccak256(utf8(words.map(([word]) => `${word}\n`).join(""))));
}

/**
 * The encoder that `spec` names, for `features` features.
 * Throws `UnknownEncoder` for a kind that this client does not know and when a vocabulary is needed and none is given,
 * `VocabularyMismatch` when it is another one.
 */
export function createEncoder(spec: EncoderSpec, features: number, vocabulary?: Vocabulary): Encoder {
  switch (spec.kind) {
    case "vocabulary":
      return vocabularyEncoder(checkedVocabulary(spec, vocabulary), features);
    case "murmur3":
      return wordEncoder((word) => murmur3(word) % features, features);
    case "raw":
      return { encode: (text) => packSparse(readIndices(text), features) };
    default:
      throw unknownEncoder(spec);
  }
}

/** What a chain tells of a trainer may come from a newer client. */
function unknownEncoder({ kind }: { readonly kind: string }): OmnisumError {
  return new OmnisumError("UnknownEncoder", { encoder: kind });
}

function checkedVocabulary(spec: EncoderSpec & { kind: "vocabulary" }, vocabulary?: Vocabulary): Vocabulary {
  if (vocabulary === undefined) throw new OmnisumError("UnknownEncoder", { encoder: `vocabulary ${spec.name}` });
  const actual = vocabularyHash(vocabulary);
  if (actual !== spec.hash) throw new OmnisumError("VocabularyMismatch", { actual, expected: spec.hash });
  return vocabulary;
}

function vocabularyEncoder(vocabulary: Vocabulary, features: number): Encoder {
  const indices = new Map(Object.entries(vocabulary));
  return wordEncoder((word) => indices.get(word), features);
}

function wordEncoder(indexOf: (word: string) => number | undefined, features: number): Encoder {
  return {
    encode(text) {
      const known = tokenize(text)
        .map(indexOf)
        .filter((index) => index !== undefined);
      if (known.length === 0) throw new OmnisumError("NothingKnown", {});
      return packSparse(
        [...new Set(known)].sort((a, b) => a - b),
        features,
      );
    },
  };
}

function readIndices(text: string): readonly number[] {
  return text
    .split(/[\s,]+/)
    .filter((part) => part !== "")
    .map((part) => (/^\d+$/.test(part) ? Number(part) : Number.NaN));
}
