import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { sha256 } from "@noble/hashes/sha2.js";

/** The contract that chains store. */
export interface Artifact {
  /** As it is uploaded: compressed, which every chain takes. */
  readonly gzip: Uint8Array;
  /** SHA-256 of the plain wasm: the checksum by which chains know it. */
  readonly checksum: Uint8Array;
}

let loaded: Promise<Artifact> | undefined;

/** The built contract, read when it is first needed. */
export function loadContract(): Promise<Artifact> {
  loaded ??= read();
  return loaded;
}

async function read(): Promise<Artifact> {
  const wasm = await readFile(fileURLToPath(import.meta.resolve("@omnisum/contracts-wasm/omnisum.wasm")));
  return { gzip: gzipSync(wasm, { level: 9 }), checksum: sha256(wasm) };
}
