/**
 * A game: one trainer and what people do with it, in JSON, so that it can be kept, cut down and played again on any chain.
 * Numbers that may be large are decimal texts, bytes are hex; people are indices; contributions are named by the step that
 * added them, as their ids, times and proofs are only known when it is played.
 */
export interface Game {
  readonly model: Kind & { readonly features: number; readonly classes: number };
  /** The canonical body. */
  readonly body: string;
  /** Of `participationEnd`, the seconds from the deployment. */
  readonly incentive: Kind;
  /** Who owns it; nothing for nobody. */
  readonly owner?: number;
  /** How much of the body comes with the first transaction. */
  readonly firstBytes: number;
  /** A market's hidden test set. */
  readonly pieces?: readonly { readonly salt: string; readonly samples: string }[];
  readonly steps: readonly Step[];
}

export interface Kind {
  readonly kind: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** One operation. */
export interface Step {
  /** Names the step, also when others are gone. */
  readonly id: number;
  readonly from: number;
  readonly method: string;
  /** Seconds since the step before; blocks without calls in between. */
  readonly wait: number;
  readonly blocks?: number;
  readonly funds?: string;
  readonly args: Readonly<Record<string, Argument>>;
  /** A contribution, by the step that added it and its place there; a false one, if `alter` says how. */
  readonly contribution?: { readonly step: number; readonly item: number; readonly alter?: Alteration };
  readonly batch?: { readonly step: number; readonly alter?: Alteration };
  /** The piece that is expected next, plus `ahead`. */
  readonly piece?: { readonly ahead: number; readonly alter?: Alteration };
}

export type Argument = number | string;

/** Which change of those that `alterations.ts` knows, and bytes for it. */
export interface Alteration {
  readonly name: string;
  readonly noise: string;
}

/** How many people there are: the first deploys. */
export const PEOPLE = 5;
