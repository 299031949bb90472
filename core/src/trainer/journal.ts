import type { Outcomes, PreparedTransaction } from "../ports.ts";

/** What a deployment's journal holds, one entry a line; written before acting and again when it is seen on the chain. */
export type JournalEntry =
  | {
      readonly kind: "begun";
      readonly chainId: string;
      readonly genesis: string;
      /** Of the plan. */
      readonly digest: string;
      readonly from: string;
    }
  | { readonly kind: "sending"; readonly step: string; readonly transaction: PreparedTransaction }
  | StepDone
  | { readonly kind: "failed"; readonly step: string; readonly error: string }
  | { readonly kind: "finished"; readonly address: string; readonly stateHash: string };

export interface StepDone {
  readonly kind: "done";
  readonly step: string;
  readonly outcomes: Outcomes;
  /** What it cost, in the smallest unit; zero if the chain held it already. */
  readonly charged: string;
}

/** An append-only record of one deployment on one chain. */
export interface Journal {
  /** Names it in errors: a file's path. */
  readonly file: string;
  /** Throws `JournalCorrupt`, except for a last entry that was cut off while it was written. */
  entries(): Promise<readonly JournalEntry[]>;
  /** Has reached the disk when it returns. */
  append(entry: JournalEntry): Promise<void>;
}

/** A journal that lives as long as the process, for tests and simulations. */
export function memoryJournal(): Journal {
  const entries: JournalEntry[] = [];
  return {
    file: "memory",
    entries: () => Promise.resolve([...entries]),
    append: (entry) => Promise.resolve(void entries.push(entry)),
  };
}
