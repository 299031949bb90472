import { type DeploymentPlan, packPlan, type WireRecord } from "@omnisum/core";
import type { Random } from "../support/random.mjs";
import { Book } from "./book.ts";
import { type Config, planOf } from "./configs.ts";
import type { Operation, View } from "./operation.ts";
import { PEOPLE, type Plain, type Result, type Side } from "./side.ts";
import { Walk } from "./walk.ts";

/** Everything that can be seen of one chain after an operation. */
export interface Observation {
  /** Which operation it was; the same on both chains, to be read where they differ. */
  readonly title: string;
  readonly result: Result;
  readonly time: bigint;
  /** Of each person, then of the trainer. */
  readonly gains: readonly bigint[];
  readonly answers: Readonly<Record<string, Result>>;
}
/** The observations on the memory chain and on the chain under test. */
export type Observations = readonly [reference: Observation, tested: Observation];

/** The person who owns the trainers that have an owner. */
const OWNER = 1;
/** How many of the first slots are looked at after each operation. */
const SLOTS = 8;

/** The same trainer on the memory chain and on the chain under test, given the same operations. */
export class TrainerPair {
  readonly #views: readonly [View, View];
  readonly #plans: readonly [DeploymentPlan, DeploymentPlan];
  readonly #random: Random;
  readonly #walk: Walk;
  readonly #book = new Book();
  #count = 0;

  constructor([reference, tested]: readonly [Side, Side], config: Config, random: Random) {
    this.#views = [
      { side: reference, own: ([mine]) => mine },
      { side: tested, own: ([, mine]) => mine },
    ];
    const owned = !random.oneIn(3);
    const plan = planOf(config, random);
    const of = (side: Side) => packPlan({ ...plan, owner: owned ? side.person(OWNER).address : "" });
    this.#plans = [of(reference), of(tested)];
    this.#random = random;
    this.#walk = new Walk(random, { config, book: this.#book, people: reference.people.map(({ address }) => address) });
  }

  /** Deploys on both; between the first and the last transaction of a deployment in parts, everything is refused alike. */
  async *deploy(): AsyncGenerator<Observations> {
    const [reference, tested] = this.#views;
    await reference.side.advance((await tested.side.chain.now()) - (await reference.side.chain.now()));
    await reference.side.begin(this.#plans[0]);
    await tested.side.begin(this.#plans[1]);
    const inParts = this.#plans[0].firstBytes !== undefined;
    for (let i = 0; inParts && i < 4; i++) yield this.#perform(i < 2 ? this.#walk.setup() : await this.#next());
    const results = await this.#both(async ({ side }) => {
      await side.finish();
      return side.ask("info", {});
    });
    yield this.#observe("deployed", results);
  }

  /** Does something on both. */
  async step(): Promise<Observations> {
    return this.#perform(await this.#next());
  }

  /** What both list of their contributions. */
  contributions(): Promise<readonly [readonly Plain[], readonly Plain[]]> {
    const reporter = this.#random.below(PEOPLE);
    return this.#both(({ side }) => side.contributions(reporter));
  }

  async #next(): Promise<Operation> {
    const [{ side }] = this.#views;
    const now = await side.chain.now();
    return this.#walk.next({
      now,
      async price(count, wait) {
        const quoted = await side.ask("quote", { at: now + wait, count });
        return "answer" in quoted && typeof quoted.answer === "bigint" ? quoted.answer : 0n;
      },
      async predict(sample) {
        const predicted = await side.ask("predict", { sample });
        return "answer" in predicted && typeof predicted.answer === "number" ? predicted.answer : undefined;
      },
    });
  }

  async #perform({ method, from, wait, funds, args }: Operation): Promise<Observations> {
    const title = `operation ${++this.#count}: ${wait} s later, person ${from} sends ${method} with ${funds}`;
    const results = await this.#both(async (view) => {
      await view.side.advance(wait);
      return view.side.operate(from, method, { args: args(view), funds });
    });
    const [reference, tested] = this.#views;
    this.#book.enter(reference.side, tested.side);
    return this.#observe(title, results);
  }

  async #observe(title: string, results: readonly [Result, Result]): Promise<Observations> {
    const questions = this.#questions(await this.#views[0].side.chain.now());
    const observe = async ({ side }: View, result: Result): Promise<Observation> => {
      const ask = questions.map(async ([method, args]) => side.ask(method, args(side)));
      const answers = await Promise.all(ask);
      const asked = questions.map(([method], i) => [`${i} ${method}`, answers[i] ?? { events: [] }] as const);
      return {
        title,
        result,
        time: await side.chain.now(),
        gains: await side.gains(),
        answers: Object.fromEntries(asked),
      };
    };
    return this.#both((view, i) => observe(view, results[i]));
  }

  /** What is asked of both: the whole state, and something new each time. */
  #questions(now: bigint): readonly Question[] {
    const random = this.#random;
    const samples = [this.#walk.anySample(), this.#walk.anySample()];
    const [sample = new Uint8Array()] = samples;
    const [count, at] = [1 + random.below(300), now + BigInt(random.below(200_000))];
    const [offset, limit] = [random.below(120), random.below(200)];
    const slots = Array.from({ length: SLOTS }, (_, slot): Question => ["record", () => ({ slot })]);
    const credits = Array.from(
      { length: PEOPLE },
      (_, i): Question => ["creditOf", (side) => ({ account: side.person(i).address })],
    );
    return [
      ...slots,
      ...credits,
      ["stats", () => ({})],
      ["stateHash", () => ({})],
      ["weights", () => ({ offset, limit })],
      ["quote", () => ({ at, count })],
      ["quote", () => ({ at: 0n, count: 1 })],
      ["predict", () => ({ sample })],
      ["scores", () => ({ sample })],
      ["predictBatch", () => ({ samples })],
    ];
  }

  async #both<T>(work: (view: View, index: 0 | 1) => Promise<T>): Promise<readonly [T, T]> {
    const [reference, tested] = this.#views;
    return [await work(reference, 0), await work(tested, 1)];
  }
}

type Question = readonly [method: string, args: (side: Side) => WireRecord];
