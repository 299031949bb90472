import type { SigningCosmWasmClient } from "@cosmjs/cosmwasm-stargate";
import type { EncodeObject } from "@cosmjs/proto-signing";
import type { DeliverTxResponse } from "@cosmjs/stargate";

/** What operations know: addresses of the accounts, and a memory of their own for each chain. */
export interface Env {
  readonly accounts: readonly string[];
  readonly memory: Record<string, unknown>;
}

/** Messages to send in one transaction, and what to remember for later ones. */
export interface Operation {
  readonly name: string;
  messages(env: Env): readonly EncodeObject[];
  /** Index of the account that signs; 0 unless given. */
  readonly from?: number | undefined;
  /** Gas limit; 10 million unless given. */
  readonly gas?: number | undefined;
  readonly memo?: string | undefined;
  /** True if the answer holds the time or the height. */
  readonly volatile?: boolean | undefined;
  after?(result: DeliverTxResponse, env: Env): void;
}

export interface Chain {
  readonly client: SigningCosmWasmClient;
  readonly denom: string;
  readonly env: Env;
}

export interface Outcome {
  readonly simulated: { readonly gas?: number; readonly error?: string };
  /** Set iff the node refused the transaction. */
  readonly refused?: string;
  readonly result?: DeliverTxResponse;
}

export interface Row {
  readonly name: string;
  readonly embedded: number | undefined;
  readonly wasmd: number | undefined;
  readonly difference: number;
  readonly simulatedEmbedded: number | undefined;
  readonly simulatedWasmd: number | undefined;
  readonly simulatedDifference: number;
  readonly differences: readonly string[];
}

export interface Pace {
  /** How often cosmjs looks for a transaction, and when it gives up, in milliseconds. */
  readonly pollMs?: number;
  readonly timeoutMs?: number;
}

export function connect(
  chain: { readonly url: string; readonly denom: string },
  accounts: readonly { readonly address: string; readonly mnemonic: string; readonly hdPath: string }[],
  pace?: Pace,
): Promise<Chain>;
export function reachFirstHeight(chain: Chain, url: string, embedded: boolean): Promise<void>;
export function perform(chain: Chain, operation: Operation): Promise<Outcome>;
export function row(operation: Operation, ours: Outcome, theirs: Outcome): Row;
export function table(rows: readonly Row[]): string;
