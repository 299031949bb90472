import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { type EncoderSpec, OmnisumError, type Vocabulary, vocabularyHash } from "@omnisum/core";
import { z } from "zod/mini";
import { bundledVocabularies } from "../bundled.ts";
import type { Deployments } from "./deployments.ts";
import { type Files, readIfPresent } from "./files.ts";

const VOCABULARY = z.record(z.string(), z.int().check(z.nonnegative()));

/** The word lists of encoders: beside a deployment's journal, in a file that is named, or bundled. */
export class Vocabularies {
  readonly #deployments: Deployments;
  readonly #files: Files;

  constructor(deployments: Deployments, files: Files) {
    this.#deployments = deployments;
    this.#files = files;
  }

  /** Throws `InvalidInput` for a file that is not words with their indices. */
  async read(file: string): Promise<Vocabulary> {
    return parse(await this.#files.text(file), file);
  }

  async save(chainId: string, name: string, vocabulary: Vocabulary): Promise<void> {
    const file = this.#file(chainId, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(vocabulary)}\n`);
  }

  /** The vocabulary that `spec` asks for, beside a deployment of that name, of any other, or bundled; nothing if it is nowhere. */
  async find(
    spec: EncoderSpec,
    kept: { readonly chainId?: string; readonly name?: string } = {},
  ): Promise<Vocabulary | undefined> {
    if (spec.kind !== "vocabulary") return undefined;
    const own =
      kept.name === undefined || kept.chainId === undefined ? undefined : await this.#beside(kept.chainId, kept.name);
    if (own !== undefined) return own;
    const isWanted = (vocabulary: Vocabulary) => vocabularyHash(vocabulary) === spec.hash;
    const bundled = (await bundledVocabularies()).find(isWanted);
    if (bundled !== undefined) return bundled;
    for (const { chainId, name } of await this.#deployments.list()) {
      const other = await this.#beside(chainId, name);
      if (other !== undefined && isWanted(other)) return other;
    }
    return undefined;
  }

  async #beside(chainId: string, name: string): Promise<Vocabulary | undefined> {
    const file = this.#file(chainId, name);
    const text = await readIfPresent(file);
    return text === undefined ? undefined : parse(text, file);
  }

  #file(chainId: string, name: string): string {
    return this.#deployments.path(chainId, `${name}.vocabulary.json`);
  }
}

function parse(text: string, file: string): Vocabulary {
  try {
    return VOCABULARY.parse(JSON.parse(text));
  } catch (cause) {
    throw new OmnisumError(
      "InvalidInput",
      { name: file, reason: "it is not a JSON object of words with their indices" },
      { cause },
    );
  }
}
