import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { OmnisumError } from "@omnisum/core";
import type { Host } from "../host.ts";

/** Files as people name them, relative to where they are. */
export class Files {
  readonly #folder: string;

  constructor({ folder }: Pick<Host, "folder">) {
    this.#folder = folder;
  }

  /** Throws `InvalidInput` for a file that cannot be read. */
  async text(file: string): Promise<string> {
    const text = await readIfPresent(resolve(this.#folder, file));
    if (text === undefined) throw new OmnisumError("InvalidInput", { name: file, reason: "there is no such file" });
    return text;
  }

  async write(file: string, text: string): Promise<void> {
    try {
      await writeFile(resolve(this.#folder, file), text);
    } catch (cause) {
      throw new OmnisumError("InvalidInput", { name: file, reason: "it cannot be written" }, { cause });
    }
  }
}

/** A file's text, or nothing if there is no such file. */
export async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new OmnisumError("InvalidInput", { name: path, reason: "it cannot be read" }, { cause });
  }
}

/** Whether an operation failed because there is no such file or folder. */
export function isMissing(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "ENOENT";
}
