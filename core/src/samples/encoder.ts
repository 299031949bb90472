import { OmnisumError } from "../errors.ts";
import { modelDefinition } from "../models/index.ts";
import type { ModelConfig } from "../models/model.ts";
import { MAX_COUNT, packCounts } from "./counts.ts";
import { packDense } from "./dense.ts";
import { quantiseEmbedding } from "./embedding.ts";
import { murmur3 } from "./murmur3.ts";
import { packSparse } from "./sparse.ts";
import { tokenize } from "./tokens.ts";
import { type Vocabulary, vocabularyHash } from "./vocabulary.ts";

/** Which encoder a trainer's samples come from; it travels with the trainer so that every client encodes alike. */
export type EncoderSpec =
  | { readonly kind: "vocabulary"; readonly name: string; readonly hash: string }
  | { readonly kind: "murmur3" }
  | EmbeddingSpec
  | { readonly kind: "raw" };

export interface EmbeddingSpec {
  readonly kind: "embedding";
  /** The model that makes the embeddings, with its version. */
  readonly name: string;
  /** What the numbers of an embedding are multiplied by to become int8. */
  readonly scale: number;
  /** Which numbers of an embedding the trainer's model takes, in its order; all of them if not given. */
  readonly features?: readonly number[];
}

/** Makes the embedding of a text with the model of that name; throws `UnknownEncoder` where there is none. */
export type Embed = (model: string, text: string) => Promise<readonly number[]>;

/** What encoders need besides their specification. */
export interface EncoderSources {
  readonly vocabulary?: Vocabulary | undefined;
  readonly embed?: Embed | undefined;
}

/** Turns what people write into packed samples. */
export interface Encoder {
  /** Throws `NothingKnown` when nothing of the text is known to the model. */
  encode(text: string): Promise<Uint8Array>;
}

/** What of a model decides how its samples are packed. */
type Target = Pick<ModelConfig, "kind" | "features">;

/** A text as a packed sample, or as one that is still being made. */
type Encode = (text: string) => Uint8Array | Promise<Uint8Array>;

/** The greatest count of a word in a dense sample. */
const MAX_DENSE_COUNT = 127;

/**
 * The encoder that `spec` names, for the samples that a model takes: words are present (sparse), or counted (counts, and
 * dense up to 127); an embedding needs a dense model. Throws `UnknownEncoder` for a kind that this client does not know and
 * when a vocabulary or an embedding model is needed and none is given, `VocabularyMismatch` when it is another
 * vocabulary, `InvalidInput` for an embedding of another model than a dense one.
 */
export function createEncoder(spec: EncoderSpec, target: Target, sources: EncoderSources = {}): Encoder {
  const encode = encodingOf(spec, target, sources);
  return { encode: async (text) => encode(text) };
}

function encodingOf(spec: EncoderSpec, target: Target, { vocabulary, embed }: EncoderSources): Encode {
  switch (spec.kind) {
    case "vocabulary": {
      const indices = new Map(Object.entries(checkedVocabulary(spec, vocabulary)));
      return wordEncoder((word) => indices.get(word), target);
    }
    case "murmur3":
      return wordEncoder((word) => murmur3(word) % target.features, target);
    case "embedding":
      if (embed === undefined) throw new OmnisumError("UnknownEncoder", { encoder: `embedding ${spec.name}` });
      return embeddingEncoder(spec, target, embed);
    case "raw":
      return (text) => packRaw(text, target);
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

function wordEncoder(indexOf: (word: string) => number | undefined, target: Target): Encode {
  return (text) => {
    const counts = new Map<number, number>();
    for (const index of tokenize(text).map(indexOf)) {
      if (index !== undefined) counts.set(index, (counts.get(index) ?? 0) + 1);
    }
    if (counts.size === 0) throw new OmnisumError("NothingKnown", {});
    return packWords(counts, target);
  };
}

/** Packs how often each feature occurs, as the model takes it. */
function packWords(counts: ReadonlyMap<number, number>, { kind, features }: Target): Uint8Array {
  const entries = [...counts].sort(([a], [b]) => a - b);
  switch (modelDefinition(kind).encoding) {
    case "sparse":
      return packSparse(
        entries.map(([index]) => index),
        features,
      );
    case "counts":
      return packCounts(
        entries.map(([index, count]) => ({ index, count: Math.min(count, MAX_COUNT) })),
        features,
      );
    case "dense": {
      const values = Array.from({ length: features }, (_, i) => Math.min(counts.get(i) ?? 0, MAX_DENSE_COUNT));
      return packDense(values, features);
    }
  }
}

function embeddingEncoder({ name, scale, features: picked }: EmbeddingSpec, target: Target, embed: Embed): Encode {
  const { features } = target;
  if (modelDefinition(target.kind).encoding !== "dense") {
    throw new OmnisumError("InvalidInput", { name: "encoder", reason: `a ${target.kind} takes no embeddings` });
  }
  return async (text) => {
    if (text.trim() === "") throw new OmnisumError("NothingKnown", {});
    const values = quantiseEmbedding(await embed(name, text), scale, picked);
    if (values.length === features) return packDense(values, features);
    const reason = `it has ${values.length} numbers; the model takes ${features}`;
    throw new OmnisumError("InvalidInput", { name: "embedding", reason });
  };
}

/** Sparse: feature indices. Counts: `index` or `index:count`. Dense: a whole number a feature. */
function packRaw(text: string, { kind, features }: Target): Uint8Array {
  const parts = text.split(/[\s,]+/).filter((part) => part !== "");
  switch (modelDefinition(kind).encoding) {
    case "sparse":
      return packSparse(parts.map(wholeNumber), features);
    case "counts":
      return packCounts(
        parts.map((part) => {
          const [index = "", count = "1"] = part.split(":", 2);
          return { index: wholeNumber(index), count: wholeNumber(count) };
        }),
        features,
      );
    case "dense":
      return parts.length === 0 ? new Uint8Array() : packDense(parts.map(wholeNumber), features);
  }
}

/** NaN for what is none: packing refuses it. */
function wholeNumber(text: string): number {
  return /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
}
