import { concat, fromHex, toHex, utf8 } from "../bytes.ts";
import { isError, OmnisumError } from "../errors.ts";
import { readIncentive } from "../incentives/index.ts";
import { MODELS, modelDefinition } from "../models/index.ts";
import { readHeader } from "../models/model.ts";
import { stateHash } from "../models/state-hash.ts";
import { packMetadata, readMetadata } from "../trainer/metadata.ts";
import type { Origin, StateExport } from "./export.ts";

const FORMAT = "omnisum-state";
const VERSION = 1;
const LINE_FEED = 10;

/**
 * A state file: one line of JSON, then the body's bytes as they are. The line has `format`, `version`, `stateHash`, `header`
 * and `incentive` (0x and hex), `bodyBytes`, `metadata` and `origin` (`chainId`, `genesis`, `address`, `decimals`, and
 * `block` and `contributions` as decimal texts).
 */
export function packStateFile(state: StateExport): Uint8Array {
  const { header, body, incentive, metadata, origin } = state;
  const line = {
    format: FORMAT,
    version: VERSION,
    stateHash: state.stateHash,
    header: toHex(header),
    incentive: toHex(incentive),
    bodyBytes: body.length,
    metadata,
    origin: { ...origin, block: String(origin.block), contributions: String(origin.contributions) },
  };
  return concat(utf8(`${JSON.stringify(line)}\n`), body);
}

/** Reads a state file; throws `InvalidStateFile` naming the first field that is missing, malformed or untrue. */
export function readStateFile(bytes: Uint8Array): StateExport {
  const end = bytes.indexOf(LINE_FEED);
  const line = parseLine(bytes.subarray(0, Math.max(end, 0)));
  checkFormat(line);
  const header = field("header", () => fromHex(text(line.header)));
  const config = field("header", () => readHeader(MODELS, header));
  const incentive = field("incentive", () => fromHex(text(line.incentive)));
  field("incentive", () => readIncentive(incentive));
  const metadata = field("metadata", () => readMetadata(JSON.stringify(line.metadata)));
  field("metadata", () => packMetadata(metadata, config.classes));
  const body = bytes.slice(end + 1);
  if (line.bodyBytes !== body.length)
    throw invalid("bodyBytes", `is ${line.bodyBytes}, but ${body.length} bytes follow`);
  const length = modelDefinition(config.kind).bodyLength(config);
  if (body.length !== length) throw invalid("bodyBytes", `is ${body.length}; this model has ${length}`);
  const actual = toHex(stateHash(header, body));
  if (line.stateHash !== actual) throw invalid("stateHash", `is ${line.stateHash}; the state's is ${actual}`);
  return {
    header,
    body,
    stateHash: actual,
    incentive,
    metadata,
    origin: field("origin", () => readOrigin(line.origin)),
  };
}

/** Whether a file claims to be a state file, by its first bytes. */
export function isStateFile(bytes: Uint8Array): boolean {
  const beginning = utf8(`{"format":"${FORMAT}"`);
  return beginning.every((byte, i) => byte === bytes[i]);
}

type Line = Readonly<Record<string, unknown>>;

function parseLine(bytes: Uint8Array): Line {
  try {
    const line: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (isRecord(line)) return line;
  } catch (cause) {
    throw invalid("the first line", "is no JSON", cause);
  }
  throw invalid("the first line", "is no JSON object");
}

function checkFormat({ format, version }: Line): void {
  if (format !== FORMAT) throw invalid("format", `is not ${FORMAT}`);
  if (version !== VERSION) throw invalid("version", `is ${version}; this client reads ${VERSION}`);
}

function readOrigin(value: unknown): Origin {
  const origin = isRecord(value) ? value : {};
  return {
    chainId: text(origin.chainId),
    genesis: text(origin.genesis),
    address: text(origin.address),
    block: count(origin.block),
    contributions: count(origin.contributions),
    decimals: decimals(origin.decimals),
  };
}

function isRecord(value: unknown): value is Line {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  if (typeof value === "string" && value !== "") return value;
  throw new OmnisumError("InvalidInput", { name: "text", reason: "it is missing or no text" });
}

function count(value: unknown): bigint {
  if (/^\d{1,20}$/.test(text(value))) return BigInt(text(value));
  throw new OmnisumError("InvalidInput", { name: "count", reason: "it is no whole number" });
}

function decimals(value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 77) return value;
  throw new OmnisumError("InvalidInput", { name: "decimals", reason: "it is missing or no number of decimals" });
}

/** Reads one field; what is wrong with it becomes what is wrong with the file. */
function field<R>(name: string, read: () => R): R {
  try {
    return read();
  } catch (error) {
    if (!isError(error)) throw error;
    throw invalid(name, `is missing or malformed: ${error.message}`, error);
  }
}

function invalid(name: string, reason: string, cause?: unknown): OmnisumError {
  return new OmnisumError("InvalidStateFile", { field: name, reason }, { cause });
}
