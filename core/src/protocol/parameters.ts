import { bigEndian, concat, readBigEndian } from "../bytes.ts";
import { OmnisumError } from "../errors.ts";

/** One parameter of a model or an incentive mechanism: how wide it travels, what it means, what it is if not given. */
export interface ParameterSpec {
  readonly bytes: number;
  /** `time`: seconds since 1970; `hash`: 32 bytes as a number. */
  readonly unit: "count" | "seconds" | "money" | "choice" | "time" | "hash";
  /** The names of the values 0, 1, … of a choice. */
  readonly choices?: readonly string[];
  readonly default: bigint;
  /** It has no usual value and must be given. */
  readonly required?: true;
  readonly description: string;
}
export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>;
/** The values by name; those of a choice by number. */
export type Parameters = Readonly<Record<string, bigint>>;

/** The width of all parameters together, in bytes. */
export function parametersLength(specs: ParameterSpecs): number {
  return Object.values(specs).reduce((length, { bytes }) => length + bytes, 0);
}

/**
 * Packs the parameters in the order of their specification, big-endian. Throws `InvalidConfig` naming the first that
 * does not fit its width or is missing, or one that there is no such parameter for.
 */
export function packParameters(specs: ParameterSpecs, parameters: Parameters): Uint8Array {
  const packed = Object.entries(specs).map(([name, { bytes, default: usual, required }]) => {
    const value = parameters[name] ?? (required ? -1n : usual);
    if (value !== BigInt.asUintN(8 * bytes, value)) throw new OmnisumError("InvalidConfig", { field: name });
    return bigEndian(value, bytes);
  });
  const unknown = Object.keys(parameters).find((name) => !Object.hasOwn(specs, name));
  if (unknown !== undefined) throw new OmnisumError("InvalidConfig", { field: unknown });
  return concat(...packed);
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
