import { toHex } from "../bytes.ts";
import { OmnisumError } from "../errors.ts";
import { stateHash } from "../models/state-hash.ts";
import { type Metadata, readMetadata } from "../trainer/metadata.ts";
import type { Trainer } from "../trainer/trainer.ts";
import { readAtRest } from "./mark.ts";

/** A model that left its chain: the canonical state (docs/protocol.md §8) with what belongs to it. */
export interface StateExport {
  readonly header: Uint8Array;
  readonly body: Uint8Array;
  readonly stateHash: string;
  /** The packed configuration of the incentive mechanism that it was under. */
  readonly incentive: Uint8Array;
  readonly metadata: Metadata;
  readonly origin: Origin;
}

/** Which trainer a state was read from, and when. */
export interface Origin {
  readonly chainId: string;
  readonly genesis: string;
  readonly address: string;
  /** The state is that at the end of this block. */
  readonly block: bigint;
  /** How many contributions had been added by then. */
  readonly contributions: bigint;
  /** How many decimals the chain's coin has: what the mechanism's amounts are in. */
  readonly decimals: number;
}

export interface ExportOptions {
  /** Told how many bytes of the body have been read. */
  readonly onProgress?: (bytes: number) => void;
}

/** Reads a trainer's whole state as it is at one block; throws `StateMoved`, `StateMismatch`. */
export async function exportState(trainer: Trainer, { onProgress }: ExportOptions = {}): Promise<StateExport> {
  const { header, incentive, metadata } = trainer.info;
  const { mark, value: body } = await readAtRest(trainer, () => trainer.body(onProgress));
  const { stateHash: expected, block, contributions } = mark;
  const actual = toHex(stateHash(header, body));
  if (actual !== expected)
    throw new OmnisumError("StateMismatch", { source: "The state that was read", actual, expected });
  return {
    header,
    body,
    stateHash: actual,
    incentive,
    metadata: readMetadata(metadata),
    origin: originOf(trainer, { block, contributions }),
  };
}

/** The origin of a state that `trainer` had at the end of a block. */
export function originOf(trainer: Trainer, at: Pick<Origin, "block" | "contributions">): Origin {
  return { ...identityOf(trainer), ...at, decimals: trainer.chain.chain.currency.decimals };
}

/** What tells a trainer from every other on every chain. */
export type Identity = Pick<Origin, "chainId" | "genesis" | "address">;

export function identityOf({ chain, address }: Trainer): Identity {
  const { chainId, genesis } = chain.chain;
  return { chainId, genesis, address };
}

export function isSame(a: Identity, b: Identity): boolean {
  return a.chainId === b.chainId && a.genesis === b.genesis && a.address === b.address;
}

/** For people. */
export function describeIdentity({ chainId, genesis, address }: Identity): string {
  return `${address} on chain ${chainId} (first block ${genesis.slice(0, 12)}…)`;
}
