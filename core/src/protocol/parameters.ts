import { bigEndian, concat, readBigEndian } from "../bytes.ts";

/** One parameter of a model or an incentive mechanism: how wide it travels, what it means, what it is if not given. */
export interface ParameterSpec {
  readonly bytes: number;
  readonly unit: "count" | "seconds" | "money" | "choice";
  /** The names of the values 0, 1, … of a choice. */
  readonly choices?: readonly string[];
  readonly default: bigint;
  readonly description: string;
}
export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>;
/** The values by name; those of a choice by number. */
export type Parameters = Readonly<Record<string, bigint>>;

/** The width of all parameters together, in bytes. */
export function parametersLength(specs: ParameterSpecs): number {
  return Object.values(specs).reduce((length, { bytes }) => length + bytes, 0);
}

/** Packs the parameters in the order of their specification, big-endian. */
export function packParameters(specs: ParameterSpecs, parameters: Parameters): Uint8Array {
  return concat(
    ...Object.entries(specs).map(([name, spec]) => bigEndian(parameters[name] ?? spec.default, spec.bytes)),
  );
}

/** Unpacks what `packParameters` packed. */
export function readParameters(specs: ParameterSpecs, bytes: Uint8Array): Parameters {
  let at = 0;
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => {
      const value = readBigEndian(bytes.subarray(at, at + spec.bytes));
      at += spec.bytes;
      return [name, value];
    }),
  );
}
