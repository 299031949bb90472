import {
  bigEndian,
  type Currency,
  formatMoney,
  OmnisumError,
  type ParameterSpec,
  type ParameterSpecs,
  type Parameters,
  parseAmount,
  toHex,
} from "@omnisum/core";
import { moneyJson } from "../format/json.ts";
import { formatDuration, parseDuration } from "../format/time.ts";

/** Reads `name=value` texts; throws `InvalidInput` for another form. */
export function readAssignments(texts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    texts.map((text) => {
      const at = text.indexOf("=");
      if (at < 1) throw new OmnisumError("InvalidInput", { name: "--param", reason: `${text} is not NAME=VALUE` });
      return [text.slice(0, at), text.slice(at + 1)] as const;
    }),
  );
}

/** Throws `UnknownKind` with the parameters that there are for the first that is none. */
export function checkNames(given: ReadonlyMap<string, string>, ...specs: readonly ParameterSpecs[]): void {
  const known = specs.flatMap((one) => Object.keys(one));
  const unknown = [...given.keys()].find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new OmnisumError("UnknownKind", { role: "parameter", kind: unknown, known: known.join(", ") });
}

/** The parameters that `specs` lists: as they were given, else as `defaults` has them, else by their own defaults. */
export function readParameterValues(
  specs: ParameterSpecs,
  given: ReadonlyMap<string, string>,
  { currency, defaults = {} }: { readonly currency: Currency; readonly defaults?: Parameters },
): Parameters {
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => {
      const text = given.get(name);
      if (text === undefined && spec.required && defaults[name] === undefined) {
        throw new OmnisumError("MissingInput", { name: `The parameter ${name}` });
      }
      return [name, text === undefined ? (defaults[name] ?? spec.default) : readValue(name, spec, { text, currency })];
    }),
  );
}

function readValue(
  name: string,
  spec: ParameterSpec,
  { text, currency }: { text: string; currency: Currency },
): bigint {
  const parameter = `The parameter ${name}`;
  switch (spec.unit) {
    case "seconds":
      return withinWidth(parseDuration(text, parameter), parameter, spec);
    case "money":
      return withinWidth(readMoney(text, parameter, currency), parameter, spec);
    case "choice":
      return readChoice(text, parameter, spec);
    case "time":
      return withinWidth(readTime(text, parameter), parameter, spec);
    case "hash":
      if (!/^0x[0-9a-fA-F]{64}$/.test(text)) throw invalid(parameter, `${text} is not 0x and 64 hex digits`);
      return BigInt(text);
    case "count":
      if (!/^\d{1,40}$/.test(text)) throw invalid(parameter, `${text} is not a whole number`);
      return withinWidth(BigInt(text), parameter, spec);
  }
}

/** Seconds since 1970, or a date such as 2026-01-31T12:00Z. */
function readTime(text: string, parameter: string): bigint {
  if (/^\d{1,20}$/.test(text)) return BigInt(text);
  const time = Date.parse(text);
  if (Number.isNaN(time) || time < 0) throw invalid(parameter, `${text} is neither seconds since 1970 nor a date`);
  return BigInt(Math.floor(time / 1_000));
}

function readMoney(text: string, parameter: string, { symbol, decimals }: Currency): bigint {
  try {
    return parseAmount(text, decimals);
  } catch (cause) {
    throw new OmnisumError(
      "InvalidInput",
      { name: parameter, reason: `${text} is not an amount of ${symbol} with at most ${decimals} decimals` },
      { cause },
    );
  }
}

function readChoice(text: string, parameter: string, { choices = [] }: ParameterSpec): bigint {
  const index = choices.indexOf(text);
  if (index < 0) throw invalid(parameter, `${text} is not one of ${choices.join(", ")}`);
  return BigInt(index);
}

function withinWidth(value: bigint, parameter: string, { bytes }: ParameterSpec): bigint {
  if (value >= 1n << BigInt(8 * bytes)) throw invalid(parameter, `${value} is too great`);
  return value;
}

function invalid(name: string, reason: string): OmnisumError {
  return new OmnisumError("InvalidInput", { name, reason });
}

/** Parameters for people: their names, and values in their units. */
export function showParameters(
  specs: ParameterSpecs,
  parameters: Parameters,
  currency: Currency,
): readonly (readonly [string, string])[] {
  return Object.entries(specs).map(([name, spec]) => [
    `  ${name}`,
    showValue(spec, parameters[name] ?? spec.default, currency),
  ]);
}

function showValue({ unit, choices = [] }: ParameterSpec, value: bigint, currency: Currency): string {
  switch (unit) {
    case "seconds":
      return formatDuration(value);
    case "money":
      return formatMoney(value, currency);
    case "choice":
      return choices[Number(value)] ?? String(value);
    case "hash":
      return toHex(bigEndian(value, 32));
    case "time":
      return `${value} (${new Date(Number(value) * 1_000).toISOString()})`;
    case "count":
      return String(value);
  }
}

/** Parameters for programs: seconds and counts as decimal texts, money beside its currency, choices by name. */
export function parametersJson(specs: ParameterSpecs, parameters: Parameters, currency: Currency): unknown {
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => {
      const value = parameters[name] ?? spec.default;
      if (spec.unit === "money") return [name, moneyJson(value, currency)];
      const named = spec.unit === "choice" || spec.unit === "hash";
      return [name, named ? showValue(spec, value, currency) : value];
    }),
  );
}
