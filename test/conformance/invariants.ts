import { describe, expect, it } from "@jest/globals";
import {
  type Account,
  type AddedBatch,
  type Batch,
  batchContributions,
  CONTRACT_ERRORS,
  type Contribution,
  isError,
  type LogEvent,
  TRAINER,
} from "@omnisum/core";
import { FEATURES } from "../cases/encodings.ts";
import { type Random, seeded } from "../support/random.mjs";
import type { Story } from "./story.ts";
import type { World } from "./world.ts";

const SEED = process.env.OMNISUM_SEED ?? "1";
const STEPS = 60;
const WINDOWS = { refundWait: 2n, ownerWait: 4n, anyoneWait: 6n };

export function describeInvariants(world: () => World): void {
  describe(`whatever people do (OMNISUM_SEED=${SEED})`, () => {
    for (const credit of [0n, 1n]) {
      const earning = credit === 0n ? "every refund earns" : "teaching earns";
      it(`holds exactly the claimable deposits, pays out no more than came in, and counts credit right, where ${earning}`, async () => {
        const incentive = { ...WINDOWS, costWeight: 1_000n, minDeposit: 3n, maxDeposit: 0n, credit };
        const story = await world().deploy({ incentive });
        const crowd = new Crowd(world(), story, seeded(`${SEED} ${credit}`));
        for (let step = 0; step < STEPS; step++) await crowd.act();
        await expectSolvent(story);
        await expectCredit(story);
      });
    }
  });
}

/** People who do what comes to their minds, allowed or not. */
class Crowd {
  readonly #world: World;
  readonly #story: Story;
  readonly #random: Random;
  readonly #people: readonly Account[];
  readonly #contributions: Contribution[] = [];
  readonly #batches: Batch[] = [];

  constructor(world: World, story: Story, random: Random) {
    const { alice, bob, carol, dave, owner } = world.people;
    this.#world = world;
    this.#story = story;
    this.#random = random;
    this.#people = [alice, bob, carol, dave, owner];
  }

  /** One operation. One that is refused, for a reason of the protocol, has moved nothing out of the trainer or into it. */
  async act(): Promise<void> {
    if (this.#random.oneIn(4)) await this.#world.fixture.elapse(1n + BigInt(this.#random.below(3)));
    const { trainer } = this.#story;
    const before = await trainer.chain.balance(trainer.address);
    try {
      await this.#operate();
    } catch (error) {
      if (!isError(error) || !Object.hasOwn(CONTRACT_ERRORS, error.name)) throw error;
      expect(await trainer.chain.balance(trainer.address)).toBe(before);
    }
  }

  async #operate(): Promise<void> {
    const { trainer } = this.#story;
    const random = this.#random;
    const contribution = random.pick(this.#contributions);
    const batch = random.pick(this.#batches);
    const somebody = random.pick(this.#people);
    switch (random.pick(["add", "add", "batch", "refund", "refund", "report", "report", "refundBatch", "compact"])) {
      case "add":
        this.#contributions.push(await this.#story.add(somebody, this.#sample(), this.#label()));
        break;
      case "batch":
        this.#remember(await this.#story.addBatch(somebody, this.#items()));
        break;
      case "refund":
        if (contribution) await trainer.refund(contribution).send(this.#mostly(contribution.author));
        break;
      case "report":
        if (contribution) await trainer.report(contribution).send(somebody);
        break;
      case "refundBatch":
        if (batch) await trainer.refundBatch(batch).send(this.#mostly(batch.author));
        break;
      default:
        await trainer.compact().send(somebody);
    }
  }

  #remember({ batch, contributions }: AddedBatch): void {
    this.#batches.push(batch);
    this.#contributions.push(...contributions);
  }

  #items() {
    return Array.from({ length: 1 + this.#random.below(6) }, () => ({ sample: this.#sample(), label: this.#label() }));
  }

  #sample(): Uint8Array {
    const random = this.#random;
    return this.#story.model.sampleOf(...random.ascending(1 + random.below(4), random.oneIn(2) ? 4 : FEATURES));
  }

  /** Two of the labels exist. */
  #label(): number {
    return this.#random.oneIn(12) ? 2 : this.#random.below(2);
  }

  /** The account of that address, or anybody else now and then. */
  #mostly(address: string): Account {
    const account = this.#people.find((candidate) => candidate.address === address);
    return account === undefined || this.#random.oneIn(6) ? this.#random.pick(this.#people) : account;
  }
}

/** I1 and I2: what was deposited is either paid out or claimable, for each slot and in total, and the trainer holds what is claimable. */
async function expectSolvent({ trainer }: Story): Promise<void> {
  const left = new Map<bigint, { left: bigint; slot: number }>();
  for await (const event of trainer.chain.events(trainer.address, TRAINER, { from: trainer.info.deployedAt })) {
    for (const { id, slot, deposit } of addedBy(event, trainer.chain.authorBytes))
      left.set(id, { left: deposit, slot });
    takeFrom(left, event);
  }
  const perSlot = new Map<number, bigint>();
  for (const { left: rest, slot } of left.values()) perSlot.set(slot, (perSlot.get(slot) ?? 0n) + rest);
  for (const [slot, claimable] of perSlot) expect((await trainer.record(slot)).claimable).toBe(claimable);
  const total = [...perSlot.values()].reduce((sum, claimable) => sum + claimable, 0n);
  expect(await trainer.chain.balance(trainer.address)).toBe(total);
  for (const { left: rest } of left.values()) expect(rest).toBeGreaterThanOrEqual(0n);
}

function addedBy({ name, values }: LogEvent, authorBytes: (author: string) => Uint8Array): readonly Contribution[] {
  // CAST: these events carry the fields of a contribution and of a batch, by their descriptions.
  if (name === "DataAdded") return [values as unknown as Contribution];
  if (name !== "BatchAdded") return [];
  const batch = values as unknown as Batch; // CAST: as above.
  return batchContributions(batch, authorBytes(batch.author));
}

function takeFrom(left: Map<bigint, { left: bigint; slot: number }>, { name, values }: LogEvent): void {
  // CAST: each of these events has those of these fields that its name implies.
  const { id, firstId, refunded, amount } = values as { id: bigint; firstId: bigint; refunded: bigint; amount: bigint };
  const single = name === "Refunded" || name === "Reported" ? left.get(id) : undefined;
  if (single !== undefined) single.left -= amount;
  if (name !== "BatchRefunded") return;
  let paid = 0n;
  for (let i = 0n; refunded >> i > 0n; i++) {
    const entry = (refunded >> i) & 1n ? left.get(firstId + i) : undefined;
    if (entry === undefined) continue;
    paid += entry.left;
    entry.left = 0n;
  }
  expect(amount).toBe(paid);
}

/** I5: all credit is somebody's. */
async function expectCredit({ trainer, world }: Story): Promise<void> {
  const credits = await Promise.all(Object.values(world.people).map(({ address }) => trainer.creditOf(address)));
  expect((await trainer.stats()).totalGood).toBe(credits.reduce((sum, credit) => sum + credit, 0n));
}
