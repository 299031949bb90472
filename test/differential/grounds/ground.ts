import type { DeploymentPlan, InterfaceSpec, Wire, WireRecord } from "@omnisum/core";

/** An event, without where it happened. */
export interface Happening {
  readonly name: string;
  readonly values: WireRecord;
}

/** One call of a trainer. */
export interface GroundCall {
  /** An address. */
  readonly from: string;
  readonly contract: string;
  readonly on: InterfaceSpec;
  readonly method: string;
  readonly args: WireRecord;
  readonly funds: bigint;
}

/**
 * A chain without what is between it and its users: contracts are called in it directly, one call a block, without
 * signatures, fees or a network, so that millions of calls can be compared. Refusals are thrown as `OmnisumError`.
 */
export interface Ground {
  readonly name: string;
  /** Addresses of accounts with more money than any test spends. */
  readonly accounts: readonly string[];
  authorBytes(address: string): Uint8Array;
  /** Sends a deployment's first transaction, with the first `plan.firstBytes` bytes of the state; gives the trainer's address. */
  create(from: string, plan: DeploymentPlan): Promise<string>;
  /** Gives the events. */
  execute(call: GroundCall): Promise<readonly Happening[]>;
  query(call: Pick<GroundCall, "contract" | "on" | "method" | "args">): Promise<Wire>;
  balance(address: string): Promise<bigint>;
  /** Time until the next block, in seconds; and blocks without calls before it. */
  advance(seconds: bigint, blocks: number): Promise<void>;
  /** Seconds since 1970, of the latest block. */
  now(): bigint;
  /** Of the latest block. */
  height(): bigint;
  close(): Promise<void>;
}
