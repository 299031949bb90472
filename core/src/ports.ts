import type { Fee } from "./fees/fee.ts";
import type { InterfaceSpec } from "./protocol/interface.ts";
import type { Wire, WireRecord } from "./protocol/wire.ts";
import type { DeploymentPlan } from "./trainer/plan.ts";

/** A coin: amounts are in its smallest unit, of which `10 ** decimals` make one `symbol`. */
export interface Currency {
  readonly symbol: string;
  readonly decimals: number;
}

/** What is known of a chain without asking it: one entry of the networks' data. */
export interface ChainConfig {
  /** How people name it: `local-evm`, `ethereum`, `osmosis`. */
  readonly name: string;
  /** Which adapter serves it. */
  readonly family: string;
  /** The chain's own id; checked against the endpoint before anything is sent. */
  readonly chainId: string;
  readonly stage: "development" | "test" | "live";
  readonly endpoint: string;
  readonly currency: Currency;
  /** What only the family understands: fee denomination, address prefix, gas price, kind of rollup. */
  readonly options?: Readonly<Record<string, string>>;
}

/** A connected chain. */
export interface ChainInfo extends ChainConfig {
  /** The hash of its first block: two chains of one id differ in it. */
  readonly genesis: string;
}

/**
 * Where keys come from; the text is a mnemonic or 0x and 64 hex digits, and never leaves the adapter. With none a chain
 * can be read: there is no account, and to sign with any is refused with `UnknownAccount`.
 */
export type KeySource =
  | { readonly kind: "none" }
  | { readonly kind: "development" }
  | { readonly kind: "secret"; readonly source: string; readonly secret: string };

export interface Account {
  readonly address: string;
  /** How people name it: its index on a development chain. */
  readonly name: string;
}

/** A call of a contract: a named method with named, typed fields and funds. */
export interface Message {
  readonly on: InterfaceSpec;
  readonly method: string;
  readonly args: WireRecord;
  /** In the chain's smallest unit. */
  readonly funds?: bigint;
}

export interface LogEvent {
  readonly name: string;
  readonly values: WireRecord;
  readonly block: bigint;
  /** The event's place among all of its block. */
  readonly index: number;
  readonly transaction: string;
}

/** Blocks, both included; without `to`, up to the present. */
export interface BlockRange {
  readonly from: bigint;
  readonly to?: bigint;
}

/** Signed and ready: sending it a second time cannot do anything a second time. */
export interface PreparedTransaction {
  readonly hash: string;
  /** The signed bytes in the chain's notation. */
  readonly raw: string;
}

/** A transaction that succeeded. */
export interface Receipt {
  readonly hash: string;
  readonly block: bigint;
  readonly events: readonly LogEvent[];
  /** What was charged. */
  readonly fee: Fee;
  /** What the chain made, by name: the address of a contract, the id of a code. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** What earlier steps of a deployment came to, by name: addresses, code ids. */
export type Outcomes = Readonly<Record<string, string>>;

/** One transaction of a deployment; always the same for the same plan. */
export interface DeployStep {
  /** Names the step in the journal. */
  readonly name: string;
  /** For progress: "Upload weights 2 of 3". */
  readonly title: string;
  /** What the step comes to if the chain holds it already, so that it need not be sent: shared code. */
  find?(outcomes: Outcomes): Promise<Outcomes | undefined>;
  prepare(from: Account, outcomes: Outcomes): Promise<PreparedTransaction>;
  /** What the step comes to, read from its receipt. */
  outcome(receipt: Receipt, outcomes: Outcomes): Outcomes;
}

export interface StepEstimate {
  readonly step: DeployStep;
  readonly fee: Fee;
  /** Whether the chain holds it already, so that the fee is zero. */
  readonly present: boolean;
}

/** How a plan is deployed on one chain. The last step's outcomes have `address`, the trainer's. */
export interface Deployment {
  readonly steps: readonly DeployStep[];
  /** What each step will cost, before any is sent; sends nothing. */
  estimate(from: Account): Promise<readonly StepEstimate[]>;
}

/** Everything a chain family provides. */
export interface ChainAdapter {
  readonly chain: ChainInfo;
  accounts(): Promise<readonly Account[]>;
  balance(address: string): Promise<bigint>;
  /** The time of the latest block, seconds since 1970. */
  now(): Promise<bigint>;
  /** The height of the latest block. */
  height(): Promise<bigint>;
  /** What a contract hashes for an account (docs/protocol.md §5). */
  authorBytes(address: string): Uint8Array;
  /** Throws `ModelTooLarge` when the chain cannot hold the plan's state. */
  deployment(plan: DeploymentPlan): Deployment;
  query(contract: string, message: Message): Promise<Wire>;
  /** Runs a message without sending it and gives the events it would emit; throws what it would be refused with. */
  simulate(from: Account, contract: string, message: Message): Promise<readonly LogEvent[]>;
  estimate(from: Account, contract: string, message: Message): Promise<Fee>;
  prepare(from: Account, contract: string, message: Message): Promise<PreparedTransaction>;
  /** Sends a prepared transaction, unless the chain has it already, and waits until it is in a block. */
  submit(transaction: PreparedTransaction, on?: InterfaceSpec): Promise<Receipt>;
  events(contract: string, on: InterfaceSpec, range: BlockRange): AsyncIterable<LogEvent>;
  /** Only development chains have one. */
  readonly clock?: Clock;
  close(): Promise<void>;
}

export interface Clock {
  /** Moves the chain's time forward. */
  advance(seconds: bigint): Promise<void>;
}

/** A chain that runs on this machine for development and tests. */
export interface Devnet {
  readonly config: ChainConfig;
  close(): Promise<void>;
}

export interface DevnetOptions {
  /** The port on 127.0.0.1; 0 lets the system choose. */
  readonly port: number;
  readonly name: string;
}

/** What the package of a family exports: how to connect to its chains, and its embedded one. */
export interface ChainFamily {
  readonly family: string;
  /** Throws `ChainUnreachable`, `WrongChain`, `InvalidKey` or `TestKeyRefused`. */
  connect(config: ChainConfig, keys: KeySource): Promise<ChainAdapter>;
  startDevnet(options: DevnetOptions): Promise<Devnet>;
}
