import type { ParameterSpecs, Parameters } from "../protocol/parameters.ts";

/** What an incentive mechanism decides from; times in seconds since 1970, money in the chain's smallest unit. */
export interface Claim {
  readonly caller: string;
  readonly author: string;
  readonly owner: string;
  readonly now: bigint;
  readonly addedAt: bigint;
  readonly deposit: bigint;
  /** What is left of the deposit. */
  readonly claimable: bigint;
  readonly label: number;
  readonly taught: boolean;
  /** Whether the caller has taken a share of this contribution before. */
  readonly reported: boolean;
  /** The model's present prediction for the sample. */
  predicted(): number;
}

/** A claim that is granted: how much is paid, whether that settles the contribution, who earns credit. */
export interface Grant {
  readonly pays: bigint;
  readonly settles: boolean;
  readonly earnsCredit: boolean;
  /** Whether the caller has now had their share and can have no other. */
  readonly once: boolean;
}

/** The state of one trainer's mechanism. Decisions change nothing; `commit…` does, once the trainer has agreed. */
export interface IncentiveMechanism {
  readonly lastUpdate: bigint;
  readonly totalGood: bigint;
  creditOf(account: string): bigint;
  /** The price of each of `count` contributions at time `now`. */
  price(now: bigint, count: number): bigint;
  /** Throws the refusal, in the order of docs/protocol.md §6. */
  decideRefund(claim: Claim): Grant;
  decideReport(claim: Claim): Grant;
  commitAdd(now: bigint): void;
  commitCredit(account: string): void;
  clone(): IncentiveMechanism;
}

/** A kind of incentive mechanism: what it is called, what can be set, how it starts. */
export interface IncentiveDefinition {
  readonly kind: string;
  /** The kind's number, 1 … 3 in the order of docs/protocol.md §1. */
  readonly id: number;
  readonly parameters: ParameterSpecs;
  /** Throws `InvalidConfig` naming the first parameter that fails. */
  validate(parameters: Parameters): void;
  create(parameters: Parameters, deployedAt: bigint): IncentiveMechanism;
}

export interface IncentiveConfig {
  readonly kind: string;
  readonly parameters: Parameters;
}
