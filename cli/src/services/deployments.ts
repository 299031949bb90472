import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type ChainInfo, isError, type JournalEntry, OmnisumError } from "@omnisum/core";
import type { Host } from "../host.ts";
import type { GlobalOptions } from "../settings.ts";
import { FileJournal } from "./file-journal.ts";

/** What a journal tells of a deployment. */
export interface Deployment {
  readonly name: string;
  readonly chainId: string;
  readonly file: string;
  /** `corrupt`: its journal cannot be read, so the rest is unknown. */
  readonly state: "finished" | "pending" | "corrupt";
  /** Of the chain's first block. */
  readonly genesis: string;
  readonly address?: string;
  readonly from: string;
  /** In the chain's smallest unit. */
  readonly charged: bigint;
}

const EXTENSION = ".jsonl";

/** The folder of the deployments: `<chain id>/<name>.jsonl`, and what belongs to a deployment beside it. */
export class Deployments {
  readonly folder: string;

  constructor({ env, folder }: Pick<Host, "env" | "folder">, { deployments }: GlobalOptions) {
    this.folder = resolve(folder, deployments ?? env.OMNISUM_DEPLOYMENTS ?? "deployments");
  }

  journal(chainId: string, name: string): FileJournal {
    return new FileJournal(this.path(chainId, `${checkName(name)}${EXTENSION}`));
  }

  path(chainId: string, file: string): string {
    return join(this.folder, chainId, file);
  }

  /** What is known of that deployment; nothing if it was never begun. */
  async find(chainId: string, name: string): Promise<Deployment | undefined> {
    const journal = this.journal(chainId, name);
    return summarize(await journal.entries(), { name, chainId, file: journal.file });
  }

  /** Throws `UnknownTrainer`, `DeploymentPending`, or `JournalMismatch` when the chain is another one by now. */
  async address({ chainId, genesis, name: chain }: ChainInfo, name: string): Promise<string> {
    const found = await this.find(chainId, name);
    if (found === undefined) throw new OmnisumError("UnknownTrainer", { name, chain });
    this.checkChain(found, { chainId, genesis });
    if (found.address === undefined) throw new OmnisumError("DeploymentPending", { name, chain });
    return found.address;
  }

  /** Throws `JournalMismatch` when the chain is another one than that of the journal: it was started anew. */
  checkChain({ file, ...found }: Deployment, { chainId, genesis }: Pick<ChainInfo, "chainId" | "genesis">): void {
    if (found.genesis === genesis) return;
    const named = (id: string, first: string) => `${id} (first block ${first.slice(0, 12)}…)`;
    const actual = named(found.chainId, found.genesis);
    throw new OmnisumError("JournalMismatch", { file, actual, expected: named(chainId, genesis) });
  }

  async list(): Promise<readonly Deployment[]> {
    const found: Deployment[] = [];
    for (const chainId of await names(this.folder)) {
      for (const file of (await names(join(this.folder, chainId))).filter((one) => one.endsWith(EXTENSION))) {
        const deployment = await this.#findOrCorrupt(chainId, file.slice(0, -EXTENSION.length));
        if (deployment !== undefined) found.push(deployment);
      }
    }
    return found;
  }

  /** One broken journal does not hide the others. */
  async #findOrCorrupt(chainId: string, name: string): Promise<Deployment | undefined> {
    try {
      return await this.find(chainId, name);
    } catch (error) {
      if (!isError(error, "JournalCorrupt")) throw error;
      const file = String(error.values.file);
      return { name, chainId, file, state: "corrupt", genesis: "", from: "", charged: 0n };
    }
  }
}

function summarize(
  entries: readonly JournalEntry[],
  where: Pick<Deployment, "name" | "chainId" | "file">,
): Deployment | undefined {
  const begun = entries.find((entry) => entry.kind === "begun");
  if (begun === undefined) return undefined;
  const finished = entries.find((entry) => entry.kind === "finished");
  const charged = entries.reduce((sum, entry) => sum + (entry.kind === "done" ? BigInt(entry.charged) : 0n), 0n);
  const { genesis, from } = begun;
  const state = finished === undefined ? "pending" : "finished";
  return { ...where, state, genesis, from, charged, ...(finished && { address: finished.address }) };
}

/** A name becomes a file's name. */
function checkName(name: string): string {
  if (/^[A-Za-z0-9][\w.-]{0,63}$/.test(name)) return name;
  const reason = "it takes letters, digits, - _ and . and begins with a letter or digit";
  throw new OmnisumError("InvalidInput", { name: `The name ${name}`, reason });
}

async function names(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    return []; // nothing was deployed yet
  }
}
