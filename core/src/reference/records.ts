import { equalBytes } from "../bytes.ts";
import { OmnisumError } from "../errors.ts";
import { COMMITMENT_BYTES, commitmentOf, contributionHash, merkleRoot } from "../protocol/commitment.ts";
import type { Contribution } from "../protocol/trainer.ts";

/** What a slot keeps of a contribution or a batch. */
interface Slot {
  readonly commitment: Uint8Array;
  /** How many contributions are not settled. */
  open: number;
  claimable: bigint;
  readonly settled: Set<bigint>;
  /** What reporters have taken of a contribution, by its id. */
  readonly taken: Map<bigint, bigint>;
}

/** The data handler: what is still claimable of which contribution, kept in slots that are used again. */
export class Records {
  #slots = new Map<number, Slot>();
  /** The most recently freed last. */
  #free: number[] = [];
  /** `id/account` of every share taken. */
  #reported = new Set<string>();
  #nextSlot = 0;
  #nextId = 0n;

  /** How many ids have been given. */
  get count(): bigint {
    return this.#nextId;
  }

  /** Records `size` contributions under one root; returns the slot. */
  add(root: Uint8Array, size: number, total: bigint): number {
    const slot = this.nextSlot();
    if (this.#free.pop() === undefined) this.#nextSlot++;
    this.#slots.set(slot, {
      commitment: commitmentOf(root),
      open: size,
      claimable: total,
      settled: new Set(),
      taken: new Map(),
    });
    this.#nextId += BigInt(size);
    return slot;
  }

  /** The slot that the next contribution or batch will take. */
  nextSlot(): number {
    return this.#free.at(-1) ?? this.#nextSlot;
  }

  /** What is left of a contribution's deposit; throws `UnknownContribution` unless it is open and its fields are true. */
  claimable(contribution: Contribution, author: Uint8Array): bigint {
    const { id, deposit, proof } = contribution;
    const slot = this.#slots.get(contribution.slot);
    const proven = merkleRoot(contributionHash(contribution, author), proof);
    const known =
      slot !== undefined &&
      proven !== undefined &&
      id < this.#nextId &&
      equalBytes(commitmentOf(proven.root), slot.commitment) &&
      !slot.settled.has(id);
    if (!known) throw new OmnisumError("UnknownContribution", { id });
    return deposit - (slot.taken.get(id) ?? 0n);
  }

  hasReported(id: bigint, account: string): boolean {
    return this.#reported.has(`${id}/${account}`);
  }

  markReported(id: bigint, account: string): void {
    this.#reported.add(`${id}/${account}`);
  }

  /** Takes `amount` of a contribution; a settled one is unknown from then on, and a slot whose all are settled is free. */
  take({ id, slot: index }: Contribution, amount: bigint, settles: boolean): void {
    const slot = this.#slots.get(index);
    if (slot === undefined) throw new OmnisumError("UnknownContribution", { id });
    slot.claimable -= amount;
    slot.taken.set(id, (slot.taken.get(id) ?? 0n) + amount);
    if (!settles) return;
    slot.settled.add(id);
    slot.open -= 1;
    if (slot.open > 0) return;
    this.#slots.delete(index);
    this.#free.push(index);
  }

  clone(): Records {
    const copy = new Records();
    copy.#slots = structuredClone(this.#slots);
    copy.#free = [...this.#free];
    copy.#reported = new Set(this.#reported);
    copy.#nextSlot = this.#nextSlot;
    copy.#nextId = this.#nextId;
    return copy;
  }

  /** The answer to the query `record`. */
  record(index: number): { commitment: Uint8Array; claimable: bigint; settled: boolean } {
    const slot = this.#slots.get(index);
    if (slot === undefined) return { commitment: new Uint8Array(COMMITMENT_BYTES), claimable: 0n, settled: true };
    return { commitment: slot.commitment, claimable: slot.claimable, settled: false };
  }
}
