import { expect } from "@jest/globals";
import {
  type Account,
  type AddedBatch,
  type Call,
  type Contribution,
  type ErrorName,
  type ErrorValues,
  type LabelledSample,
  packLabelledList,
  type Sent,
  TRAINER,
  type Trainer,
  type TrainerPlan,
  toHex,
  typedClient,
} from "@omnisum/core";
import type { ModelCase } from "../cases/model-case.ts";
import { rejectsWith } from "../support/errors.ts";
import type { Role, World } from "./world.ts";

/** Whose balances a money test watches: everybody in the story, and the trainer. */
export type Party = Role | "trainer";
export type Movement = Readonly<Record<Party, bigint>>;

/** How many of the first slots are looked at for changes. */
const WATCHED_SLOTS = 4;

/** One trainer, and what people do with it. */
export class Story {
  readonly world: World;
  readonly trainer: Trainer;
  readonly plan: TrainerPlan;

  constructor(world: World, trainer: Trainer, plan: TrainerPlan) {
    this.world = world;
    this.trainer = trainer;
    this.plan = plan;
  }

  get model(): ModelCase {
    return this.world.kinds.model;
  }

  /** Has `from` teach the model that `negative` is 1, until it believes that. */
  async persuade(from: Account): Promise<void> {
    await this.addBatch(from, this.model.persuasion);
    expect(await this.trainer.predict(this.model.negative)).toBe(1);
  }

  /** Adds a sample and pays its price. */
  async add(from: Account, sample: Uint8Array, label: number): Promise<Contribution> {
    return (await this.trainer.addData(sample, label).send(from)).result;
  }

  /** Adds a batch and pays its price. */
  async addBatch(from: Account, items: readonly LabelledSample[]): Promise<AddedBatch> {
    return (await this.trainer.addDataBatch(items).send(from)).result;
  }

  /** Adds, by the contract's own method, what no client would send; with `funds`. */
  addList(samples: Uint8Array, funds = 0n): Call<void> {
    const client = typedClient(this.trainer.chain, this.trainer.address, TRAINER);
    return client.call("addDataBatch", { samples }, funds).map(() => undefined);
  }

  /** Has `times` contributions of `account` added and refunded, so that it has that much credit more. */
  async earn(account: Account, times = 1): Promise<void> {
    for (let i = 0; i < times; i++) {
      await this.trainer.refund(await this.add(account, this.model.positive, 1)).send(account);
    }
  }

  /** Sends a call and says by how much it moved everybody's balance, fees aside. */
  async moves<R>(from: Account, call: Call<R>): Promise<Sent<R> & { readonly movement: Movement }> {
    const before = await this.balances();
    const sent = await call.send(from);
    const after = await this.balances();
    const fee = (party: Party) => (this.#addressOf(party) === from.address ? sent.receipt.fee.total : 0n);
    const movement = mapParties(before, (party, balance) => after[party] - balance + fee(party));
    return { ...sent, movement };
  }

  /** Expects `call` to be refused when it is simulated and when it is sent, and neither to change anything but fees. */
  async refuses<N extends ErrorName>(
    from: Account,
    call: Call<unknown>,
    name: N,
    ...[values]: keyof ErrorValues<N> extends never ? [] : [values: ErrorValues<N>]
  ): Promise<void> {
    // CAST: an error without fields has no values.
    const fields = (values ?? {}) as ErrorValues<N>;
    const before = await this.observe();
    await rejectsWith(call.simulate(from), name, fields);
    await rejectsWith(call.send(from), name, fields);
    await this.expectUnchanged(before, from);
  }

  /** Everything that can be observed of the trainer and of everybody's balance. */
  async observe(): Promise<Observation> {
    const { trainer, world } = this;
    const slots = Array.from({ length: WATCHED_SLOTS }, (_, slot) => trainer.record(slot));
    const credits = Object.values(world.people).map(({ address }) => trainer.creditOf(address));
    return {
      state: {
        stats: await trainer.stats(),
        stateHash: toHex(await trainer.stateHash()),
        records: await Promise.all(slots),
        credits: await Promise.all(credits),
      },
      balances: await this.balances(),
    };
  }

  /** Expects nothing to be different from `before`, but that `payer` may have paid fees. */
  async expectUnchanged(before: Observation, payer: Account): Promise<void> {
    const after = await this.observe();
    expect(after.state).toEqual(before.state);
    const settled = mapParties(after.balances, (party, balance) => {
      const paid = this.#addressOf(party) === payer.address && balance < before.balances[party];
      return paid ? before.balances[party] : balance;
    });
    expect(settled).toEqual(before.balances);
  }

  async balances(): Promise<Movement> {
    const parties = Object.keys({ ...this.world.people, trainer: true }).map(
      // CAST: the keys of the people and of the trainer are the parties.
      async (party) => [party, await this.trainer.chain.balance(this.#addressOf(party as Party))] as const,
    );
    // CAST: as above.
    return Object.fromEntries(await Promise.all(parties)) as Movement;
  }

  #addressOf(party: Party): string {
    return party === "trainer" ? this.trainer.address : this.world.people[party].address;
  }
}

export interface Observation {
  readonly state: unknown;
  readonly balances: Movement;
}

/** Nobody's money moved, but for `exceptions`. */
export function only(exceptions: Partial<Movement>): Movement {
  return { deployer: 0n, owner: 0n, alice: 0n, bob: 0n, carol: 0n, dave: 0n, trainer: 0n, ...exceptions };
}

/** The labelled list of one sample many times over. */
export function listOf(item: LabelledSample, count: number): Uint8Array {
  return packLabelledList(Array.from({ length: count }, () => item));
}

function mapParties(of: Movement, change: (party: Party, balance: bigint) => bigint): Movement {
  // CAST: the same keys come out as went in.
  const entries = Object.entries(of).map(([party, balance]) => [party, change(party as Party, balance)]);
  return Object.fromEntries(entries) as Movement; // CAST: as above.
}
