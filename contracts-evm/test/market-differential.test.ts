/** Whole markets at random, with operations out of place: the contract and core's reference must agree on everything. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import {
  bigEndian,
  concat,
  fromHex,
  isError,
  type LabelledSample,
  makeTestSet,
  type Outcome,
  packLabelledList,
  ReferenceTrainer,
  revealOf,
  type TestSet,
  testSetCommitments,
  toHex,
  type WireRecord,
} from "@omnisum/core";
import {
  addressOf,
  after,
  at,
  balanceOf,
  blockNumber,
  create,
  endow,
  exists,
  mine,
  pascalCase,
  Refused,
  type Trainer,
} from "../support/chain.ts";
import { type Shared, share } from "./fixture.ts";
import { bodyOf, headerOf, itemOf, MARKET_MODELS, type MarketModel } from "./market-models.ts";
import { Random } from "./random.ts";

const SEEDS = process.env.SEED === undefined ? [1, 2, 3, 4] : [Number(process.env.SEED)];
const ACTORS = 4;
const PROVIDER = 0;
const [PARTICIPATION_WAIT, REVEAL_WAIT, COLLECT_WAIT] = [10_000, 60, 40];
const NO_PIECE = 65_535;
const MOST_STEPS = 400;
const ENOUGH = 10n ** 24n;

before(async () => {
  for (let actor = 0; actor < ACTORS; actor++) await endow(actor, ENOUGH);
});

for (const config of MARKET_MODELS) {
  for (const contract of contractsFor(config.kind)) {
    for (const seed of SEEDS) {
      test(`${contract} goes as the reference says: ${config.name}, seed ${seed}`, async () => {
        const walk = await Walk.deploy(await share(contract), config, new Random(seed * 7_919));
        for (let step = 0; step < MOST_STEPS && !(await walk.isClosed()); step++) await walk.step();
        assert.ok(await walk.isClosed(), "closed in the end");
      });
    }
  }
}

/** There are two for some kinds: with all of the state in code, and with pages of it in storage. */
function contractsFor(kind: string): readonly string[] {
  const name = `${pascalCase(kind)}PredictionMarket`;
  return exists(`Paged${name}`) ? [name, `Paged${name}`] : [name];
}

interface Operation {
  readonly from: number;
  readonly method: string;
  readonly args: WireRecord;
  readonly value?: bigint;
}

/** A market and its reference, and what can be done to them. */
class Walk {
  readonly #trainer: Trainer;
  readonly #reference: ReferenceTrainer;
  readonly #random: Random;
  readonly #config: MarketModel;
  readonly #tests: TestSet;
  readonly #end: number;
  readonly #bounty: bigint;
  #now: number;
  #added: WireRecord | undefined;

  private constructor(world: {
    readonly trainer: Trainer;
    readonly reference: ReferenceTrainer;
    readonly random: Random;
    readonly config: MarketModel;
    readonly tests: TestSet;
    readonly end: number;
    readonly bounty: bigint;
  }) {
    this.#trainer = world.trainer;
    this.#reference = world.reference;
    this.#random = world.random;
    this.#config = world.config;
    this.#tests = world.tests;
    this.#end = world.end;
    this.#bounty = world.bounty;
    this.#now = world.end - PARTICIPATION_WAIT;
  }

  static async deploy(shared: Shared, config: MarketModel, random: Random): Promise<Walk> {
    const items = Array.from({ length: random.pick([2, 3, 9, 20]) }, () => itemOf(config, random));
    const pieces = Math.min(items.length, random.pick([2, 3, 5]));
    const tests = makeTestSet(items, { pieces, random: (length) => random.bytes(length) });
    const bounty = random.pick([0n, 1n, 7n, 1_000n, 10n ** 18n]);
    const now = await after(1);
    const end = now + PARTICIPATION_WAIT;
    const incentive = concat(
      bigEndian(3, 1),
      bigEndian(pieces, 2),
      testSetCommitments(tests),
      bigEndian(bounty, 12),
      bigEndian(random.pick([0n, 1n, 5n]), 12),
      bigEndian(random.pick([1, 2, 4]), 4),
      bigEndian(end, 8),
      bigEndian(REVEAL_WAIT, 4),
      bigEndian(COLLECT_WAIT, 4),
    );
    const [header, weights] = [headerOf(config), bodyOf(config, random)];
    const owner = await addressOf(PROVIDER);
    const trainer = await create(shared.factory, shared.implementation, {
      header,
      incentive,
      owner,
      metadata: "",
      weights,
    });
    const reference = new ReferenceTrainer({
      ...{ header, incentive, owner, metadata: "", deployer: owner, deployedAt: 0n },
      now: BigInt(now),
      authorBytes: fromHex,
    });
    reference.deploy(weights);
    return new Walk({ trainer, reference, random, config, tests, end, bounty });
  }

  async isClosed(): Promise<boolean> {
    return (await this.#trainer.ask("phase")) === 5n;
  }

  /** Mostly what the phase is for. */
  async step(): Promise<void> {
    const random = this.#random;
    const phase = Number(this.#reference.queryOwn(BigInt(this.#now), "phase", {}));
    const fitting = [
      ["openMarket", "drawPiece", "revealPiece", "revealPiece"],
      ["addData", "addData", "addDataBatch", "addData", "wait"],
      ["revealPiece", "revealPiece", "revealPiece", "wait"],
      ["score", "score", "score", "score", "compact"],
      ["collect", "collect", "collect", "wait"],
    ][phase];
    const method = random.once(6) ? random.pick(METHODS) : random.pick(fitting ?? METHODS);
    if (method === "wait") return this.#wait();
    const operation = this.#operation(method);
    this.#now = await after(random.once(40) ? 30 : 1);
    const [height, caller] = [(await blockNumber()) + 1n, await addressOf(operation.from)];
    const had = await balanceOf(caller);
    const done = await this.#onChain(operation);
    const moved = (await balanceOf(caller)) - had;
    const drawn = done.fields.find(({ name }) => name === "PieceDrawn")?.fields.piece;
    const context = {
      ...{ caller, height, now: BigInt(this.#now), sent: operation.value ?? 0n, accepts: true },
      ...(typeof drawn === "bigint" ? { random: drawn } : {}),
    };
    const expected = this.#onReference(operation, context);
    assert.equal(done.text, expected.text, method);
    assert.equal(moved, expected.moved, "what the caller paid or got");
    await this.#compare();
  }

  /** To just before or at one of the deadlines that are ahead. */
  async #wait(): Promise<void> {
    const deadlines = [this.#end, this.#end + REVEAL_WAIT, this.#now + COLLECT_WAIT].filter(
      (time) => time > this.#now + 2,
    );
    const deadline = deadlines[0];
    if (deadline === undefined) return;
    this.#now = await at(deadline - this.#random.below(2));
    await mine(1);
    this.#now += 1;
    await at(this.#now);
    await mine(1);
  }

  #operation(method: string): Operation {
    const random = this.#random;
    const from = random.below(ACTORS);
    const provider = random.once(6) ? from : PROVIDER;
    switch (method) {
      case "openMarket":
        return {
          from: provider,
          method,
          args: {},
          value: this.#bounty + BigInt(random.pick([0, 0, 0, 3, -1].filter((x) => x >= 0 || this.#bounty > 0n))),
        };
      case "revealPiece":
        return { from: provider, method, args: this.#reveal() };
      case "score":
        return { from, method, args: { limit: random.pick([0, 1, 2, 3, 7, 50, 1_000]) } };
      case "addData": {
        const { sample, label } = this.#item();
        return { from, method, args: { sample, label }, value: random.pick([0n, 1n, 5n, 30n, 10n ** 17n]) };
      }
      case "addDataBatch": {
        const items = Array.from({ length: random.pick([1, 2, 3, 7]) }, () => this.#item());
        return {
          from,
          method,
          args: { samples: packLabelledList(items) },
          value: random.pick([0n, 6n, 50n, 10n ** 17n + 1n]),
        };
      }
      case "refund":
        return { from, method, args: { contribution: this.#added } };
      default:
        return { from, method, args: {} };
    }
  }

  /** Mostly the piece expected. */
  #reveal(): WireRecord {
    const { nextPiece } = this.#progress();
    const count = this.#tests.pieces.length;
    const expected = typeof nextPiece === "number" && nextPiece < count ? nextPiece : 0;
    const reveal = revealOf(this.#tests, this.#random.once(8) ? this.#random.below(count) : expected);
    return this.#random.once(12) ? { ...reveal, samples: reveal.samples.slice(1) } : { ...reveal };
  }

  #progress(): WireRecord {
    // CAST: the answer to `progress` is a record.
    return this.#reference.queryOwn(BigInt(this.#now), "progress", {}) as WireRecord;
  }

  #item(): LabelledSample {
    const item = itemOf(this.#config, this.#random);
    return this.#random.once(25) ? { ...item, label: this.#config.classes } : item;
  }

  async #onChain({
    from,
    method,
    args,
    value,
  }: Operation): Promise<{ text: string; fields: readonly { name: string; fields: Record<string, unknown> }[] }> {
    try {
      const { events } = await this.#trainer.send(from, method, Object.values(args), value);
      const added = events.find(({ name }) => name === "DataAdded");
      if (added !== undefined) this.#added = { ...added.fields, proof: "0x" };
      return { text: events.map(({ name, fields }) => name + text(fields)).join(), fields: events };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { text: error.name + text(error.values), fields: [] };
    }
  }

  #onReference(
    { method, args }: Operation,
    context: Parameters<ReferenceTrainer["executeOwn"]>[0],
  ): { text: string; moved: bigint } {
    try {
      const { events, paid } = this.#execute(method, args, context);
      return { text: events.map(({ name, values }) => name + text(values)).join(), moved: paid - context.sent };
    } catch (error) {
      if (!isError(error)) throw error;
      return { text: error.name + text(error.values), moved: 0n };
    }
  }

  #execute(method: string, args: WireRecord, context: Parameters<ReferenceTrainer["executeOwn"]>[0]): Outcome {
    if (method === "compact") return this.#reference.compact();
    const common = Reflect.get(this.#reference, method);
    if (typeof common === "function") return Reflect.apply(common, this.#reference, [context, ...Object.values(args)]);
    return this.#reference.executeOwn(context, method, args);
  }

  /** I9 and the queries whose answers an operation may change. */
  async #compare(): Promise<void> {
    const now = BigInt(this.#now);
    for (const method of ["phase", "progress"]) {
      const expected = this.#reference.queryOwn(now, method, {});
      const answer = await this.#trainer.ask<unknown>(method);
      assert.equal(plain(answer), plain(typeof expected === "object" ? Object.values(expected) : expected), method);
    }
    let due = 0n;
    for (let actor = 0; actor < ACTORS; actor++) {
      const account = await addressOf(actor);
      const balance = await this.#trainer.ask("balanceOf", account);
      assert.equal(balance, this.#reference.queryOwn(now, "balanceOf", { account }), `balance of ${actor}`);
      due += balance;
    }
    const { drawn, bounty } = this.#progress();
    // The shares in a forfeited bounty are rounded down, and what they leave over is nobody's.
    const remainders = bounty === 0n ? BigInt(ACTORS) : 1n;
    const rest = (await balanceOf(this.#trainer.address)) - due;
    if (drawn !== NO_PIECE) assert.ok(rest >= 0n && rest < remainders, `I9: what is due is held, but for ${rest}`);
    assert.equal(await this.#trainer.ask<string>("stateHash"), toHex(this.#reference.stateHash()));
    const { count, totalGood, lastUpdate } = this.#reference.stats();
    assert.deepEqual([...(await this.#trainer.ask<readonly bigint[]>("stats"))], [count, totalGood, lastUpdate]);
  }
}

const METHODS = ["openMarket", "drawPiece", "revealPiece", "score", "collect", "addData", "addDataBatch", "compact"];

/** The fields of an event or error, the same for values of either side. */
function text(fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.entries(fields).map(([name, value]) => `${name}=${plain(value)}`));
}

function plain(value: unknown): string {
  if (Array.isArray(value)) return [...value].map(plain).join();
  return value instanceof Uint8Array ? toHex(value) : String(value).toLowerCase();
}
