/** A trainer on the chain and core's reference, given the same operations and compared after each. */
import assert from "node:assert/strict";
import {
  type CallContext,
  fromHex,
  OmnisumError,
  type Outcome,
  ReferenceTrainer,
  toHex,
  type WireRecord,
} from "@omnisum/core";
import { addressOf, after, balanceOf, create, Refused, type Trainer } from "../support/chain.ts";
import { bodyLength, type Config, packedHeader, packedIncentive } from "./configs.ts";
import type { Random } from "./random.ts";

/** Owns the trainer; the others contribute as it does. */
const OWNER = 0;

export interface Operation {
  readonly from: number;
  readonly method: "addData" | "addDataBatch" | "refund" | "refundBatch" | "report" | "compact";
  readonly args: readonly unknown[];
  readonly value?: bigint;
}

export class Pair {
  readonly trainer: Trainer;
  readonly reference: ReferenceTrainer;
  readonly #accounts: readonly string[];
  /** What was deposited and not paid out. */
  #held = 0n;

  private constructor(trainer: Trainer, reference: ReferenceTrainer, accounts: readonly string[]) {
    this.trainer = trainer;
    this.reference = reference;
    this.#accounts = accounts;
  }

  static async deploy(
    shared: { factory: string; implementation: string },
    config: Config,
    random: Random,
  ): Promise<Pair> {
    const accounts = await Promise.all([0, 1, 2, 3].map(addressOf));
    const [header, incentive, weights] = [
      packedHeader(config),
      packedIncentive(config),
      random.bytes(bodyLength(config)),
    ];
    const owner = String(accounts[OWNER]);
    const now = await after(1);
    const plan = { header, incentive, owner, metadata: "{}", weights };
    const trainer = await create(shared.factory, shared.implementation, plan);
    const deployedAt = (await trainer.ask<{ deployedAt: bigint }>("info")).deployedAt;
    const reference = new ReferenceTrainer({
      ...{ header, incentive, owner, metadata: "{}", deployer: owner, deployedAt },
      now: BigInt(now),
      authorBytes: fromHex,
    });
    reference.deploy(weights);
    return new Pair(trainer, reference, accounts);
  }

  /** Does the same on both, `wait` seconds later; they must agree. Returns the event's fields, or nothing if it was refused. */
  async run(operation: Operation, wait: number): Promise<WireRecord | undefined> {
    const now = BigInt(await after(wait));
    const caller = String(this.#accounts[operation.from]);
    const before = await balanceOf(caller);
    const done = await this.#onChain(operation);
    const moved = (await balanceOf(caller)) - before;
    const expected = this.#onReference(operation, { caller, now, sent: operation.value ?? 0n, accepts: true });
    assert.equal(done, expected.result, operation.method);
    assert.equal(moved, expected.moved, "what the caller paid or got");
    await this.#compare();
    return expected.values;
  }

  /** Which of the accounts has this address. */
  indexOf(address: string): number {
    return this.#accounts.indexOf(address);
  }

  /** I1: the balance is the sum of what is claimable in all slots. */
  async checkSlots(): Promise<void> {
    let claimable = 0n;
    for (let slot = 0; slot < Number(this.reference.stats().count); slot++) {
      const record = this.reference.record(slot);
      const [commitment, left, settled] = await this.trainer.ask<readonly [string, bigint, boolean]>("record", slot);
      assert.equal(text({ commitment, claimable: left, settled }), text({ ...record }), `slot ${slot}`);
      claimable += left;
    }
    assert.equal(await balanceOf(this.trainer.address), claimable, "I1");
  }

  async #onChain({ from, method, args, value }: Operation): Promise<string> {
    try {
      const { events } = await this.trainer.send(from, method, args, value);
      return events.map(({ name, fields }) => name + text(fields)).join();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return error.name + text(error.values);
    }
  }

  #onReference(
    { method, args }: Operation,
    context: CallContext,
  ): { result: string; moved: bigint; values?: WireRecord } {
    try {
      const outcome: Outcome =
        method === "compact"
          ? this.reference.compact()
          : Reflect.apply(this.reference[method], this.reference, [context, ...args]);
      this.#held += context.sent - outcome.paid;
      const [event] = outcome.events;
      const result = outcome.events.map(({ name, values }) => name + text(values)).join();
      return { result, moved: outcome.paid - context.sent, ...(event === undefined ? {} : { values: event.values }) };
    } catch (error) {
      if (!(error instanceof OmnisumError)) throw error;
      return { result: error.name + text(error.values), moved: 0n };
    }
  }

  /** I2, I5 and the queries whose answers an operation may change. */
  async #compare(): Promise<void> {
    const { count, totalGood, lastUpdate } = this.reference.stats();
    assert.deepEqual([...(await this.trainer.ask<readonly bigint[]>("stats"))], [count, totalGood, lastUpdate]);
    assert.equal(await this.trainer.ask<string>("stateHash"), toHex(this.reference.stateHash()));
    let credit = 0n;
    for (const account of this.#accounts) {
      const has = await this.trainer.ask("creditOf", account);
      assert.equal(has, this.reference.creditOf(account), "credit");
      credit += has;
    }
    assert.equal(credit, totalGood, "I5");
    assert.equal(await balanceOf(this.trainer.address), this.#held, "I2: deposits are paid out or held");
  }
}

/** The fields of an event or error, the same for values of either side. */
function text(fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.entries(fields).map(([name, value]) => `${name}=${plain(value)}`));
}

function plain(value: unknown): string {
  return value instanceof Uint8Array ? toHex(value) : String(value).toLowerCase();
}
