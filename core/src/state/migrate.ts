import { OmnisumError } from "../errors.ts";
import type { Deployed } from "../trainer/deploy.ts";
import type { Trainer } from "../trainer/trainer.ts";
import { describeIdentity, exportState, identityOf, isSame, type StateExport } from "./export.ts";
import { packStateFile, readStateFile } from "./file.ts";
import { type ImportRequest, importState } from "./import.ts";

/** Keeps the state that moves, so that a migration goes on with the same one whatever becomes of its source. */
export interface StateStore {
  load(): Promise<Uint8Array | undefined>;
  /** All of it or nothing is kept when it returns. */
  save(file: Uint8Array): Promise<void>;
}

export interface MigrateRequest extends Omit<ImportRequest, "state"> {
  /** The trainer whose model moves. */
  readonly source: Trainer;
  readonly store: StateStore;
}

export interface Migrated extends Deployed {
  readonly state: StateExport;
}

/**
 * Moves a model to another chain: exports its state, keeps it, deploys it there and compares. Contributions, deposits and
 * credit stay where they are. Stopped at any moment, it goes on with the same store and journal, and pays for nothing twice.
 * Throws `ForeignState` when the store holds the state of another trainer.
 */
export async function migrate({ source, store, ...request }: MigrateRequest): Promise<Migrated> {
  const state = await keptState(source, store);
  return { ...(await importState({ ...request, state })), state };
}

/** The state that moves: the one that is kept, else the present one, which is kept from then on. */
export async function keptState(source: Trainer, store: StateStore): Promise<StateExport> {
  const file = await store.load();
  if (file === undefined) {
    const state = await exportState(source);
    await store.save(packStateFile(state));
    return state;
  }
  const state = readStateFile(file);
  const identity = identityOf(source);
  if (isSame(state.origin, identity)) return state;
  throw new OmnisumError("ForeignState", {
    actual: describeIdentity(state.origin),
    expected: describeIdentity(identity),
  });
}

/** A store that lives as long as the process. */
export function memoryStore(): StateStore {
  let kept: Uint8Array | undefined;
  return {
    load: () => Promise.resolve(kept),
    save: (file) => {
      kept = file;
      return Promise.resolve();
    },
  };
}
