import { OmnisumError } from "../errors.ts";
import type { EmbeddingSpec, EncoderSpec } from "../samples/encoder.ts";
import { isList, isNumber, isOneOf, isOptional, isRecordOf, isText } from "../shape.ts";

/** What people need to know of a trainer; contracts keep it as one JSON text and never read it. */
export interface Metadata {
  readonly name: string;
  readonly description?: string;
  /** The name of each label, from 0. */
  readonly labels: readonly string[];
  readonly encoder: EncoderSpec;
  readonly link?: string;
}

/** The JSON text that contracts keep; throws `InvalidInput` unless there is one label name a class. */
export function packMetadata(metadata: Metadata, classes: number): string {
  if (metadata.labels.length !== classes || new Set(metadata.labels).size !== classes) {
    throw new OmnisumError("InvalidInput", { name: "labels", reason: `there must be ${classes} different names` });
  }
  const { name, description, labels, encoder, link } = metadata;
  return JSON.stringify({ name, description, labels, encoder, link });
}

/** Reads the JSON text; throws `MalformedResponse` when it is not what `packMetadata` wrote. */
export function readMetadata(text: string): Metadata {
  try {
    const metadata: unknown = JSON.parse(text);
    if (isMetadata(metadata)) return metadata;
  } catch (cause) {
    throw new OmnisumError(
      "MalformedResponse",
      { source: "The trainer's metadata", reason: "it is no JSON" },
      { cause },
    );
  }
  throw new OmnisumError("MalformedResponse", { source: "The trainer's metadata", reason: "it has other fields" });
}

/** An encoder of an unknown kind does not make the rest unreadable; `createEncoder` refuses it. */
const isVocabulary = isRecordOf<EncoderSpec & { kind: "vocabulary" }>({
  kind: isOneOf("vocabulary"),
  name: isText,
  hash: isText,
});
const isEmbedding = isRecordOf<EmbeddingSpec>({
  kind: isOneOf("embedding"),
  name: isText,
  scale: isNumber,
  features: isOptional(isList(isNumber)),
});
const isOther = isRecordOf<{ readonly kind: string }>({ kind: isText });
const isEncoder = (value: unknown): value is EncoderSpec =>
  isVocabulary(value) || isEmbedding(value) || (isOther(value) && !["vocabulary", "embedding"].includes(value.kind));

const isMetadata = isRecordOf<Metadata>({
  name: isText,
  description: isOptional(isText),
  labels: isList(isText),
  encoder: isEncoder,
  link: isOptional(isText),
});
