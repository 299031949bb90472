import { bigEndian, concat, readBigEndian } from "../bytes.ts";
import { OmnisumError } from "../errors.ts";
import {
  type ParameterSpecs,
  type Parameters,
  packParameters,
  parametersLength,
  readParameters,
} from "../protocol/parameters.ts";
import { PROTOCOL } from "../protocol/trainer.ts";
import { MAX_FEATURES } from "../samples/entries.ts";

/** What is fixed about a model at deployment: the header of its canonical state (docs/protocol.md §8). */
export interface ModelConfig {
  /** The kind's name, for example `sparse-perceptron`. */
  readonly kind: string;
  /** D, 1 … 2^24. */
  readonly features: number;
  /** 2 … 65,535. */
  readonly classes: number;
  readonly parameters: Parameters;
}

/** A model in its present state. All arithmetic is integer and exact, as docs/protocol.md §4 says. */
export interface Model {
  /** The label for `sample`; throws `InvalidSample`. */
  predict(sample: Uint8Array): number;
  /** What the prediction rests on: one number for each row of weights, or for each class. Throws `InvalidSample`. */
  scores(sample: Uint8Array): readonly bigint[];
  /**
   * Learns that `sample` is `label`; returns whether the model had disagreed. Models that need no prediction to learn make
   * one only if `asked`, and else answer false. Throws `InvalidLabel`, `InvalidSample`, `CounterOverflow`, and has then
   * learned nothing.
   */
  learn(sample: Uint8Array, label: number, asked: boolean): boolean;
  /** The body of the canonical state (§8). */
  body(): Uint8Array;
  /** A model of its own in the same state. */
  clone(): Model;
}

/** How the samples of a model are packed (docs/protocol.md §3). */
export type SampleEncoding = "sparse" | "counts" | "dense";

/** A kind of model: what it is called, what can be set, how it is made from its canonical state. */
export interface ModelDefinition {
  readonly kind: string;
  /** The kind's number in headers, 1 … 5 in the order of docs/protocol.md §1. */
  readonly id: number;
  readonly encoding: SampleEncoding;
  readonly parameters: ParameterSpecs;
  /** Throws `InvalidConfig` naming the first parameter out of range. */
  validate(parameters: Parameters): void;
  /** The length of the canonical body in bytes. */
  bodyLength(config: ModelConfig): number;
  /** Throws `InvalidConfig{weights}` for a body of another length. */
  create(config: ModelConfig, body: Uint8Array): Model;
  /** Throws `InvalidSample` unless `sample` is packed as this kind's samples are; an empty one is. */
  checkSample(config: ModelConfig, sample: Uint8Array): void;
}

/** The score of a class that cannot be predicted (§4.2, §4.3). */
export const LEAST_SCORE = -(2n ** 63n);
const HEADER_LENGTH = 9;
/** The most classes of a model (docs/protocol.md §5). */
export const MAX_CLASSES = 65_535;

/**
 * The header's bytes: protocol u16 ‖ kind u8 ‖ D u32 ‖ classes u16 ‖ the model's parameters. Throws `InvalidConfig` for
 * what does not fit there; `readHeader` checks the rest.
 */
export function packHeader(definition: ModelDefinition, config: ModelConfig): Uint8Array {
  checkSize(config);
  return concat(
    bigEndian(PROTOCOL, 2),
    bigEndian(definition.id, 1),
    bigEndian(config.features, 4),
    bigEndian(config.classes, 2),
    packParameters(definition.parameters, config.parameters),
  );
}

/** Reads and checks a header; throws `InvalidConfig` with the first field that fails (§5). */
export function readHeader(definitions: readonly ModelDefinition[], header: Uint8Array): ModelConfig {
  const definition = definitions.find(({ id }) => id === header[2]);
  if (
    definition === undefined ||
    headerProtocol(header) !== PROTOCOL ||
    header.length !== HEADER_LENGTH + parametersLength(definition.parameters)
  ) {
    throw new OmnisumError("InvalidConfig", { field: "header" });
  }
  const config: ModelConfig = {
    kind: definition.kind,
    features: Number(readBigEndian(header.subarray(3, 7))),
    classes: Number(readBigEndian(header.subarray(7, 9))),
    parameters: readParameters(definition.parameters, header.subarray(HEADER_LENGTH)),
  };
  checkSize(config);
  definition.validate(config.parameters);
  return config;
}

/** The protocol number that a header claims. */
export function headerProtocol(header: Uint8Array): number {
  return Number(readBigEndian(header.subarray(0, 2)));
}

function checkSize({ features, classes }: ModelConfig): void {
  if (!inRange(features, 1, MAX_FEATURES)) throw new OmnisumError("InvalidConfig", { field: "features" });
  if (!inRange(classes, 2, MAX_CLASSES)) throw new OmnisumError("InvalidConfig", { field: "classes" });
}

function inRange(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

/** Throws `InvalidConfig{weights}` unless a canonical body has its kind's length. */
export function checkBody(body: Uint8Array, length: number): void {
  if (body.length !== length) throw new OmnisumError("InvalidConfig", { field: "weights" });
}

/** Throws `InvalidLabel`. */
export function checkLabel(label: number, { classes }: ModelConfig): void {
  if (!inRange(label, 0, classes - 1)) throw new OmnisumError("InvalidLabel", { label, classes });
}

/** The score as an int64, at its bounds if it is beyond them. */
export function saturate(score: bigint): bigint {
  if (score < LEAST_SCORE) return LEAST_SCORE;
  return score > -LEAST_SCORE - 1n ? -LEAST_SCORE - 1n : score;
}
