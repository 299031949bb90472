import type { Model } from "../models/model.ts";
import type { InterfaceSpec } from "../protocol/interface.ts";
import type { ParameterSpecs, Parameters } from "../protocol/parameters.ts";
import type { Wire, WireRecord } from "../protocol/wire.ts";
import type { CallContext, Outcome, ReferenceEvent } from "../reference/call.ts";
import type { LabelledSample } from "../samples/labelled-list.ts";
import type { LessonRule } from "../state/lessons.ts";

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
  readonly totalGood: bigint;
  creditOf(account: string): bigint;
  /** The price of each of `count` contributions, `elapsed` seconds after the one before. */
  price(elapsed: bigint, count: number): bigint;
  /** Throws the refusal, in the order of docs/protocol.md §6. */
  decideRefund(claim: Claim): Grant;
  decideReport(claim: Claim): Grant;
  commitCredit(account: string): void;
  clone(): IncentiveMechanism;
  /** Only of a mechanism that does more than to price and to decide claims. */
  readonly course?: Course;
}

/**
 * What a mechanism with phases and operations of its own does besides: it holds what is staked on contributions and keeps
 * their samples, which the model does not learn when they are added.
 */
export interface Course {
  /** Throws `WrongPhase` unless one of the trainer's own operations belongs to the present phase. */
  admit(operation: string, now: bigint): void;
  /** What is staked on each of `count` contributions when `sent` came with them; at least the price. */
  stake(sent: bigint, count: number): bigint;
  /** Takes contributions into its keeping; tells the phases that were entered before. */
  take(addition: Addition): readonly ReferenceEvent[];
  /** Decides about an operation of the mechanism's own, whose funds are permitted. Throws its refusals; changes nothing. */
  decide(method: string, args: WireRecord, scene: Scene): Decision;
  /** Answers a query of the mechanism's own. */
  query(method: string, args: WireRecord, at: { readonly now: bigint; readonly owner: string }): Wire;
}

/** Contributions of one author that were added together. */
export interface Addition {
  readonly author: string;
  readonly items: readonly LabelledSample[];
  /** Of each, in the chain's smallest unit. */
  readonly stake: bigint;
  readonly now: bigint;
}

/** What an operation of a mechanism's own is decided from. */
export interface Scene {
  readonly context: CallContext;
  readonly owner: string;
  /** The trainer's model as it is; changed only in a clone. */
  readonly model: Model;
  /** The samples of a labelled list that has the shape of a batch; throws `InvalidBatch`. */
  readBatch(samples: Uint8Array): readonly LabelledSample[];
  /** Throws `InvalidLabel` or `InvalidSample`. */
  check(item: LabelledSample): void;
}

/** What an operation comes to once the trainer has agreed to its payment. */
export interface Decision extends Outcome {
  /** The model from then on, if it is another. */
  readonly model?: Model;
  commit(): void;
}

/** A kind of incentive mechanism: what it is called, what can be set, how it starts. */
export interface IncentiveDefinition {
  readonly kind: string;
  /** The kind's number, 1 … 3 in the order of docs/protocol.md §1. */
  readonly id: number;
  readonly parameters: ParameterSpecs;
  /** Whether its trainers must have an owner. */
  readonly needsOwner?: true;
  /** What its trainers offer beside what every trainer does. */
  readonly spec: InterfaceSpec;
  /** Throws `InvalidConfig` naming the first parameter that fails. */
  validate(parameters: Parameters): void;
  create(parameters: Parameters): IncentiveMechanism;
  /** What can be done about an open contribution now. */
  standing(parameters: Parameters, prospect: Prospect): Standing;
  /** Which contributions the model learns, and when, for whoever replays events; without it, each as it is added. */
  readonly lessons?: () => LessonRule;
}

/** An open contribution, as somebody who might report it sees it. */
export interface Prospect {
  /** Seconds since it was added. */
  readonly age: bigint;
  /** What is left of its deposit. */
  readonly left: bigint;
  /** Whether the model predicts its label now. */
  readonly agrees: boolean;
  readonly isAuthor: boolean;
  readonly isOwner: boolean;
  /** Whether they have taken a share of it before. */
  readonly hasShare: boolean;
}

export interface Standing {
  readonly claimable: bigint;
  /** Whether its author would be refunded. */
  readonly refundable: boolean;
  /** Whether they could report it; their credit is not looked at. */
  readonly reportable: boolean;
}

/** The interface of a mechanism that adds nothing of its own. */
export const NOTHING_MORE = { methods: {}, events: {} } as const satisfies InterfaceSpec;

export interface IncentiveConfig {
  readonly kind: string;
  readonly parameters: Parameters;
}
