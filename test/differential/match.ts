import {
  type AddedBatch,
  type Batch,
  batchContributions,
  type Contribution,
  type DeploymentPlan,
  fromHex,
  isError,
  type Metadata,
  OmnisumError,
  packPlan,
  readBigEndian,
  revealOf,
  type TestSet,
  testSetCommitments,
  toHex,
  type Wire,
  type WireRecord,
} from "@omnisum/core";
import { seeded } from "../support/random.mjs";
import { refusalOf } from "../support/refusal.ts";
import { alterBatch, alterContribution, alterPiece } from "./alterations.ts";
import { type Argument, type Game, PEOPLE, type Step } from "./game.ts";
import type { Ground, GroundCall, Happening } from "./grounds/ground.ts";
import { type Moment, Replica } from "./replica.ts";

/** Where the two differ. */
export interface Difference {
  readonly step: Step | undefined;
  readonly what: string;
  /** What the reference says, and what the chain does. */
  readonly expected: string;
  readonly actual: string;
}

type Added = AddedBatch | { readonly contributions: readonly Contribution[]; readonly batch?: undefined };
/** How many of the first slots are looked at. */
const SLOTS = 8;
const NO_BYTES = new Uint8Array();

/** A game that is being played, on a chain and on the reference at once. */
export class Match {
  readonly ground: Ground;
  readonly game: Game;
  readonly replica: Replica;
  readonly #address: string;
  readonly #added = new Map<number, Added>();
  /** What each account and the trainer had in the beginning. */
  readonly #endowments: readonly bigint[];
  readonly #set: TestSet | undefined;
  /** What the last step has done; nothing if it was refused. */
  lastEvents: readonly Happening[] = [];
  /** Names of what has happened: events and refusals. */
  readonly seen: Map<string, number>;

  private constructor(parts: {
    readonly ground: Ground;
    readonly game: Game;
    readonly replica: Replica;
    readonly address: string;
    readonly endowments: readonly bigint[];
    readonly seen: Map<string, number>;
  }) {
    this.ground = parts.ground;
    this.game = parts.game;
    this.replica = parts.replica;
    this.#address = parts.address;
    this.#endowments = parts.endowments;
    this.seen = parts.seen;
    this.#set = testSetOf(parts.game);
  }

  /** Deploys the game's trainer on both. */
  static async begin(ground: Ground, game: Game, seen = new Map<string, number>()): Promise<Match> {
    const plan = planOf(game, ground);
    const deployer = personOf(ground, 0);
    const address = await ground.create(deployer, plan);
    const at = { now: ground.now(), height: ground.height() };
    const authorBytes = (account: string) => ground.authorBytes(account);
    const replica = new Replica(plan, { ...at, deployer, address, authorBytes });
    const endowments = await Promise.all(holdersOf(ground, address).map((holder) => ground.balance(holder)));
    return new Match({ ground, game, replica, address, endowments, seen });
  }

  get moment(): Moment {
    return { now: this.ground.now(), height: this.ground.height() };
  }

  get people(): readonly string[] {
    return this.ground.accounts.slice(0, PEOPLE);
  }

  /** What the step of this id has added. */
  added(step: number): Added | undefined {
    return this.#added.get(step);
  }

  /** Does the step on both and compares what it did; `thorough`: and everything that can be asked. */
  async play(step: Step, thorough: boolean): Promise<Difference | undefined> {
    const call = this.#callOf(step);
    if (call === undefined) return undefined;
    await this.ground.advance(BigInt(step.wait), step.blocks ?? 0);
    const actual = await attempt(() => this.ground.execute(call));
    const drawn = actual.done?.find(({ name }) => name === "PieceDrawn")?.values.piece;
    const random = typeof drawn === "number" ? BigInt(drawn) : undefined;
    const expected = await attempt(async () => this.replica.execute(call, this.moment, random));
    for (const name of namesIn(expected)) this.seen.set(name, (this.seen.get(name) ?? 0) + 1);
    if (!sameOutcome(expected, actual)) {
      return { step, what: "outcome", expected: expected.text, actual: actual.text };
    }
    this.lastEvents = expected.done ?? [];
    for (const event of this.lastEvents) this.#enter(step, event);
    return thorough ? this.#compareAll(step) : this.#compareQuickly(step);
  }

  async #compareQuickly(step: Step): Promise<Difference | undefined> {
    const held = (await this.ground.balance(this.#address)) - (this.#endowments.at(-1) ?? 0n);
    return (
      differ(step, "the trainer's balance", this.replica.gain(this.#address), held) ??
      this.#compareQuery(step, "stateHash", {})
    );
  }

  async #compareAll(step: Step): Promise<Difference | undefined> {
    const holders = holdersOf(this.ground, this.#address);
    for (const [i, holder] of holders.entries()) {
      const gained = (await this.ground.balance(holder)) - (this.#endowments[i] ?? 0n);
      const difference = differ(step, `balance of ${holder}`, this.replica.gain(holder), gained);
      if (difference !== undefined) return difference;
    }
    for (const [method, args] of this.#questions(step)) {
      const difference = await this.#compareQuery(step, method, args);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }

  async #compareQuery(step: Step, method: string, args: WireRecord): Promise<Difference | undefined> {
    const on = this.replica.spec;
    const expected = await attempt(async () => this.replica.query(method, args, this.moment));
    const actual = await attempt(() => this.ground.query({ contract: this.#address, on, method, args }));
    return differ(step, `${method} ${textOf(args)}`, expected.text, actual.text);
  }

  /** Everything that can be asked: the whole state, and something else after each step. */
  #questions({ id, args: { sample } }: Step): readonly (readonly [method: string, args: WireRecord])[] {
    const random = seeded(id);
    const added = [...this.#added.values()].at(-1 - random.below(5))?.contributions[0]?.sample ?? NO_BYTES;
    const samples = [typeof sample === "string" ? fromHex(sample) : random.bytes(4), added, NO_BYTES];
    const people = this.people;
    const market: readonly (readonly [string, WireRecord])[] = [
      ["phase", {}],
      ["progress", {}],
      ...people.map((account) => ["balanceOf", { account }] as const),
    ];
    return [
      ...Array.from({ length: SLOTS }, (_, slot) => ["record", { slot }] as const),
      ...people.map((account) => ["creditOf", { account }] as const),
      ["info", {}],
      ["stats", {}],
      ["stateHash", {}],
      ["weights", { offset: random.below(120), limit: random.below(300) }],
      ["quote", { at: this.moment.now + BigInt(random.below(200_000)), count: random.below(300) }],
      ["quote", { at: 0n, count: 1 }],
      ...samples.flatMap((one) => [["predict", { sample: one }] as const, ["scores", { sample: one }] as const]),
      ["predictBatch", { samples: random.oneIn(2) ? samples : [added, NO_BYTES] }],
      ...(this.#set === undefined ? [] : market),
    ];
  }

  /** The call that a step stands for; nothing where what it speaks of was never added. */
  #callOf(step: Step): GroundCall | undefined {
    const args = this.#argumentsOf(step);
    if (args === undefined) return undefined;
    const { spec: on } = this.replica;
    const from = personOf(this.ground, step.from);
    return { from, contract: this.#address, on, method: step.method, args, funds: BigInt(step.funds ?? 0) };
  }

  #argumentsOf({ args, contribution, batch, piece }: Step): WireRecord | undefined {
    const somebody = personOf(this.ground, 3);
    if (contribution !== undefined) {
      const named = this.#added.get(contribution.step)?.contributions[contribution.item];
      return named && { contribution: alterContribution(named, contribution.alter, somebody) };
    }
    if (batch !== undefined) {
      const named = this.#added.get(batch.step)?.batch;
      return named && { batch: { ...alterBatch(named, batch.alter, somebody) } };
    }
    if (piece !== undefined && this.#set !== undefined) {
      const next = this.replica.ask<{ readonly nextPiece: number }>("progress", {}, this.moment)?.nextPiece ?? 0;
      const count = this.#set.pieces.length;
      return { ...alterPiece(revealOf(this.#set, (next + piece.ahead) % count), piece.alter) };
    }
    return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, wireOf(value)]));
  }

  #enter(step: Step, { name, values }: Happening): void {
    // CAST: the events' fields are those of the protocol's description.
    if (name === "DataAdded") {
      const contribution = { ...(values as Omit<Contribution, "proof">), proof: NO_BYTES };
      this.#added.set(step.id, { contributions: [contribution] });
    }
    if (name !== "BatchAdded") return;
    const batch = values as unknown as Batch; // CAST: as above.
    const contributions = batchContributions(batch, this.ground.authorBytes(batch.author));
    this.#added.set(step.id, { batch, contributions });
  }
}

/** A plan in the terms of a chain, at its present time. */
function planOf({ model, body, incentive, owner, firstBytes, pieces }: Game, ground: Ground): DeploymentPlan {
  const set = pieces && testSetOf({ pieces });
  const parameters = Object.fromEntries(
    Object.entries(incentive.parameters).map(([name, value]) => [name, BigInt(value)] as const),
  );
  const { participationEnd } = parameters;
  const labels = Array.from({ length: model.classes }, (_, i) => `${i}`);
  const metadata: Metadata = { name: "random", labels, encoder: { kind: "raw" } };
  return packPlan({
    model: {
      ...model,
      parameters: Object.fromEntries(Object.entries(model.parameters).map(([name, value]) => [name, BigInt(value)])),
    },
    body: fromHex(body),
    incentive: {
      kind: incentive.kind,
      parameters: {
        ...parameters,
        ...(participationEnd === undefined ? {} : { participationEnd: participationEnd + ground.now() }),
        ...(set === undefined ? {} : { commitments: readBigEndian(testSetCommitments(set)) }),
      },
    },
    owner: owner === undefined ? "" : personOf(ground, owner),
    metadata,
    firstBytes,
  });
}

export function testSetOf({ pieces }: Pick<Game, "pieces">): TestSet | undefined {
  if (pieces === undefined) return undefined;
  return { pieces: pieces.map(({ salt, samples }) => ({ salt: fromHex(salt), samples: fromHex(samples) })) };
}

function wireOf(value: Argument): Wire {
  return typeof value === "string" ? fromHex(value) : value;
}

function personOf({ accounts }: Ground, index: number): string {
  const account = accounts[index];
  if (account === undefined) throw new OmnisumError("MissingInput", { name: `account ${index}` });
  return account;
}

function holdersOf({ accounts }: Ground, trainer: string): readonly string[] {
  return [...accounts.slice(0, PEOPLE), trainer];
}

/** What was done or answered, or how it was refused; in both cases in words that are the same on every chain. */
interface Attempt<T> {
  readonly done?: T;
  readonly refused?: string;
  readonly text: string;
}

async function attempt<T extends Wire | readonly Happening[]>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    const done = await work();
    return { done, text: textOf(done) };
  } catch (error) {
    if (!isError(error)) throw error;
    const { name, values } = refusalOf(error);
    return { refused: name, text: `${name} ${JSON.stringify(values)}` };
  }
}

/** Funds for an operation that takes none are refused by the chain itself or by the contract: any refusal will do. */
function sameOutcome(expected: Attempt<unknown>, actual: Attempt<unknown>): boolean {
  if (expected.refused === "WrongFunds" && actual.refused !== undefined) return true;
  return expected.text === actual.text;
}

function namesIn({ done, refused }: Attempt<readonly Happening[]>): readonly string[] {
  return refused === undefined ? (done ?? []).map(({ name }) => name) : [refused];
}

function differ<T>(step: Step, what: string, expected: T, actual: T): Difference | undefined {
  return expected === actual ? undefined : { step, what, expected: String(expected), actual: String(actual) };
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === "bigint") return part.toString();
    if (part instanceof Uint8Array) return toHex(part);
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
