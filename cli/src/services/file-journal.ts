import { mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { type Journal, type JournalEntry, OmnisumError } from "@omnisum/core";
import { z } from "zod/mini";
import { isMissing } from "./files.ts";

const outcomes = z.record(z.string(), z.string());
const ENTRY = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("begun"),
    chainId: z.string(),
    genesis: z.string(),
    digest: z.string(),
    from: z.string(),
  }),
  z.object({
    kind: z.literal("sending"),
    step: z.string(),
    transaction: z.object({ hash: z.string(), raw: z.string() }),
  }),
  z.object({ kind: z.literal("done"), step: z.string(), outcomes, charged: z.string().check(z.regex(/^\d+$/)) }),
  z.object({ kind: z.literal("failed"), step: z.string(), error: z.string() }),
  z.object({ kind: z.literal("finished"), address: z.string(), stateHash: z.string() }),
]);

/**
 * A journal in a file, one JSON entry a line. An entry is on the disk before `append` returns. A last line without its
 * line feed was cut off while it was written: reading passes over it, the next append removes it.
 */
export class FileJournal implements Journal {
  readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  async entries(): Promise<readonly JournalEntry[]> {
    const text = whole(await this.#read()).toString("utf8");
    return text === ""
      ? []
      : text
          .slice(0, -1)
          .split("\n")
          .map((line, i) => this.#parse(line, i + 1));
  }

  async append(entry: JournalEntry): Promise<void> {
    const folder = dirname(this.file);
    await mkdir(folder, { recursive: true });
    const { length } = whole(await this.#read());
    const handle = await open(this.file, "a");
    try {
      await handle.truncate(length);
      await handle.appendFile(`${JSON.stringify(entry)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (length === 0) await syncFolder(folder);
  }

  async #read(): Promise<Buffer> {
    try {
      return await readFile(this.file);
    } catch (cause) {
      if (isMissing(cause)) return Buffer.alloc(0);
      throw new OmnisumError("InvalidInput", { name: this.file, reason: "it cannot be read" }, { cause });
    }
  }

  #parse(text: string, line: number): JournalEntry {
    try {
      return ENTRY.parse(JSON.parse(text));
    } catch (cause) {
      throw new OmnisumError("JournalCorrupt", { line, file: this.file }, { cause });
    }
  }
}

/** What ends with a line feed. */
function whole(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.lastIndexOf("\n") + 1);
}

/** So that the file's name is on the disk as well. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
