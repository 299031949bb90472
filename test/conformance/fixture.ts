import type { Account, ChainAdapter, Message, TrainerPlan } from "@omnisum/core";

/** A connected chain, and what can be done with it beyond what its adapter offers. An absent ability is counted and printed. */
export interface Fixture {
  readonly chain: ChainAdapter;
  /** Makes time pass on the chain, at least this long: by its clock, or by waiting. */
  elapse(seconds: bigint): Promise<void>;
  /** Makes the next block's time exactly `time`. Only a chain whose clock stands still can. */
  readonly at?: (time: bigint) => Promise<void>;
  /** An account that can be made to refuse payments. */
  readonly refuser?: Refuser;
  /** Sends `message` with its funds in a coin that trainers do not take. */
  readonly otherCoin?: (from: Account, contract: string, message: Message) => Promise<unknown>;
  close(): Promise<void>;
}

export interface Refuser {
  readonly account: Account;
  refuse(whether: boolean): Promise<void>;
}

export type Ability = "at" | "refuser" | "otherCoin";

/** What is different from the plan that most tests deploy. */
export type PlanChanges = Omit<Partial<TrainerPlan>, "model" | "incentive"> & {
  readonly model?: Partial<TrainerPlan["model"]>;
  /** Parameters of the incentive mechanism. */
  readonly incentive?: TrainerPlan["incentive"]["parameters"];
};
