import { fromHex, type Metadata, OmnisumError } from "@omnisum/core";
import { z } from "zod/mini";
import type { Services } from "../services/services.ts";
import type { OpenTrainer } from "../services/trainers.ts";

/** Something to predict or to add: what people wrote, and what the contract gets. */
export interface Input {
  /** The text, or the sample's hex. */
  readonly shown: string;
  readonly sample: Uint8Array;
}

const LABEL = z.union([z.string(), z.int()]);
const LINE = z.union([
  z.strictObject({ text: z.string(), label: z.optional(LABEL) }),
  z.strictObject({ sample: z.string(), label: z.optional(LABEL) }),
]);

/** A line of a file, not encoded yet. */
export type Line = z.infer<typeof LINE>;

/** Reads JSON lines; throws `InvalidInput` naming the line that is wrong. */
export async function readLines({ files }: Services, file: string): Promise<readonly Line[]> {
  const lines = (await files.text(file)).split("\n");
  const read = lines.flatMap((line, i) => (line.trim() === "" ? [] : [readLine(line, `Line ${i + 1} of ${file}`)]));
  if (read.length === 0) throw new OmnisumError("InvalidInput", { name: file, reason: "it has no lines" });
  return read;
}

function readLine(line: string, name: string): Line {
  try {
    return LINE.parse(JSON.parse(line));
  } catch (cause) {
    const reason = 'it is not {"text": "…"} or {"sample": "0x…"} with a label where one is needed';
    throw new OmnisumError("InvalidInput", { name, reason }, { cause });
  }
}

/** Encodes a line as the trainer's encoder does; throws `NothingKnown` for a text without any known word. */
export async function encodeLine(open: Pick<OpenTrainer, "encoder">, line: Line): Promise<Input> {
  if ("sample" in line) return { shown: line.sample, sample: fromHex(line.sample) };
  return { shown: line.text, sample: await (await open.encoder()).encode(line.text) };
}

/** The number of a label by its name or number; throws `UnknownLabel` with those that there are. */
export function readLabel(
  { metadata }: { readonly metadata: Pick<Metadata, "labels"> },
  label: string | number,
): number {
  const names = metadata.labels;
  const byName = names.findIndex((name) => name.toLowerCase() === String(label).toLowerCase());
  const number = byName >= 0 ? byName : /^\d+$/.test(String(label)) ? Number(label) : -1;
  if (number >= 0 && number < names.length) return number;
  throw new OmnisumError("UnknownLabel", { label, labels: names.map((name, i) => `${name} (${i})`).join(", ") });
}

export function labelName({ metadata }: OpenTrainer, label: number): string {
  return metadata.labels[label] ?? String(label);
}

/** At most `length` characters, for tables. */
export function shorten(text: string, length = 60): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
