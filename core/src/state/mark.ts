import { toHex } from "../bytes.ts";
import { OmnisumError } from "../errors.ts";
import type { Trainer } from "../trainer/trainer.ts";

/** Where a trainer's model stood at one block. */
export interface StateMark {
  /** A block at whose end it stood so. */
  readonly block: bigint;
  /** How many contributions had been added. */
  readonly contributions: bigint;
  readonly stateHash: string;
}

/** How often a state is read again because it moved meanwhile. */
const ATTEMPTS = 8;

/**
 * Reads something of a model while it stands still: the same count and hash before and after, with a block's height
 * between them. Reads again while it moves; throws `StateMoved` when it goes on moving.
 */
export async function readAtRest<R>(
  trainer: Trainer,
  read: (stateHash: string) => Promise<R>,
): Promise<{ readonly mark: StateMark; readonly value: R }> {
  let before = await look(trainer);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const value = await read(before.stateHash);
    const block = await trainer.chain.height();
    const after = await look(trainer);
    if (after.stateHash === before.stateHash && after.contributions === before.contributions) {
      return { mark: { block, ...after }, value };
    }
    before = after;
  }
  throw new OmnisumError("StateMoved", { attempts: ATTEMPTS });
}

async function look(trainer: Trainer): Promise<Omit<StateMark, "block">> {
  const [{ count: contributions }, hash] = await Promise.all([trainer.stats(), trainer.stateHash()]);
  return { contributions, stateHash: toHex(hash) };
}
