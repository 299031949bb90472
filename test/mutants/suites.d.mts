/** A small fault in the sources. */
export interface Mutant {
  readonly name: string;
  readonly language: string;
  /** From the repository's root. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  readonly why: string;
  /** It changes nothing that can be observed, and so must survive. */
  readonly equivalent: boolean;
}

export const MUTANTS: readonly Mutant[];
