import { link, mkdir, open, readFile, rename, unlink, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { OmnisumError } from "@omnisum/core";
import type { Host } from "../host.ts";

/** What the person's umask leaves of it. */
const DEFAULT_MODE = 0o666;

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

  /** Throws `InvalidInput` for a file that cannot be read. */
  async bytes(file: string): Promise<Uint8Array> {
    const bytes = await this.bytesIfPresent(file);
    if (bytes === undefined) throw new OmnisumError("InvalidInput", { name: file, reason: "there is no such file" });
    return bytes;
  }

  bytesIfPresent(file: string): Promise<Uint8Array | undefined> {
    return bytesIfPresent(resolve(this.#folder, file));
  }

  /** The whole file or none: it takes its name when all of it is on the disk. Throws `FileExists` unless it may replace one. */
  async writeWhole(file: string, bytes: Uint8Array, { replace }: { readonly replace: boolean }): Promise<string> {
    const path = resolve(this.#folder, file);
    await writeWhole(path, bytes, { replace });
    return path;
  }

  async write(file: string, text: string): Promise<void> {
    try {
      await writeFile(resolve(this.#folder, file), text);
    } catch (cause) {
      throw new OmnisumError("InvalidInput", { name: file, reason: "it cannot be written" }, { cause });
    }
  }
}

/** As `Files.writeWhole`, for an absolute path. */
export async function writeWhole(
  path: string,
  bytes: Uint8Array,
  { replace, mode = DEFAULT_MODE }: { readonly replace: boolean; readonly mode?: number },
): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(partial, "w", mode);
    try {
      if (mode !== DEFAULT_MODE) await handle.chmod(mode);
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // A link is made only where there is no such file, whoever else is writing one.
    if (replace) await rename(partial, path);
    else await link(partial, path).finally(() => unlink(partial));
  } catch (cause) {
    if (hasCode(cause, "EEXIST")) throw new OmnisumError("FileExists", { file: path }, { cause });
    throw new OmnisumError("InvalidInput", { name: path, reason: "it cannot be written" }, { cause });
  }
}

/** A file's bytes, or nothing if there is no such file. */
export async function bytesIfPresent(path: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new OmnisumError("InvalidInput", { name: path, reason: "it cannot be read" }, { cause });
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
  return hasCode(error, "ENOENT");
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === code;
}
