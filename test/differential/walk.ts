import { type Batch, type Contribution, concat, packLabelledList, packSparse } from "@omnisum/core";
import type { Random } from "../support/random.mjs";
import { alterBatch, alterContribution } from "./alterations.ts";
import type { Book } from "./book.ts";
import { type Config, WINDOWS } from "./configs.ts";
import type { Operation, Pair } from "./operation.ts";
import { DEPLOYER, PEOPLE } from "./side.ts";

/** More than any price, less than any balance. */
const ENOUGH = 10_000_000n;
/** Seconds between operations that are not timed for a window's edge. */
const WAITS = [0n, 0n, 1n, 1n, 2n, 7n, 60n];

/** How the two trainers stand. */
export interface Present {
  /** Seconds since 1970. */
  readonly now: bigint;
  /** The price of each of `count` contributions after `wait` seconds. */
  price(count: number, wait: bigint): Promise<bigint>;
  /** What the model predicts; nothing where it cannot. */
  predict(sample: Uint8Array): Promise<number | undefined>;
}

/** Thinks of operations, right and wrong ones, about what was added before. */
export class Walk {
  readonly #random: Random;
  readonly #config: Config;
  readonly #book: Book;
  /** The addresses that the first of each pair in the book has. */
  readonly #people: readonly string[];

  constructor(
    random: Random,
    about: { readonly config: Config; readonly book: Book; readonly people: readonly string[] },
  ) {
    this.#random = random;
    this.#config = about.config;
    this.#book = about.book;
    this.#people = about.people;
  }

  async next(present: Present): Promise<Operation> {
    const random = this.#random;
    const choices = {
      add: [4, () => this.#add(present)],
      addBatch: [2, () => this.#addBatch(present)],
      refund: [5, () => this.#refund(present)],
      report: [6, () => this.#report(present)],
      refundBatch: [2, () => this.#refundBatch()],
      others: [1, () => (random.oneIn(2) ? this.setup() : { ...this.#shell("compact"), args: () => ({}) })],
    } as const;
    return random.pick(
      Object.values(choices).flatMap(([weight, make]) => Array.from({ length: weight }, () => make)),
    )();
  }

  /** What only a deployer may do, and nobody in the wrong order. */
  setup(): Operation {
    const random = this.#random;
    const shell = this.#shell("finalize");
    const from = random.oneIn(2) ? DEPLOYER : shell.from;
    // A finalize by the deployer could be in order.
    if (from !== DEPLOYER && random.oneIn(2)) return { ...shell, from, args: () => ({}) };
    const [offset, data] = [random.pick([1_000_000, 2 ** 32 - 1]), random.bytes(random.below(20))];
    return { ...shell, from, method: "upload", args: () => ({ offset, data }) };
  }

  /** A sample that anything may be wrong with. */
  anySample(): Uint8Array {
    const random = this.#random;
    if (random.oneIn(12)) return new Uint8Array();
    return random.oneIn(8) ? random.bytes(1 + random.below(6)) : this.#sample();
  }

  async #add({ price }: Present): Promise<Operation> {
    const shell = this.#shell("addData");
    const [sample, label] = [this.anySample(), this.#anyLabel()];
    return { ...shell, funds: await this.#funds(price(1, shell.wait), 1n), args: () => ({ sample, label }) };
  }

  async #addBatch({ price }: Present): Promise<Operation> {
    const random = this.#random;
    const shell = this.#shell("addDataBatch");
    const count = random.oneIn(25) ? random.pick([0, 257]) : random.pick([1, 2, 3, 4, 7, 16, 33]);
    const wrong = random.oneIn(8) ? random.below(count + 1) : count;
    const items = Array.from({ length: count }, (_, i) => {
      return i === wrong
        ? { sample: this.anySample(), label: this.#anyLabel() }
        : { sample: this.#sample(), label: this.#label() };
    });
    const list = packLabelledList(items);
    const samples = random.oneIn(12) ? concat(list, random.bytes(1 + random.below(3))) : list;
    const funds = await this.#funds(price(Math.max(count, 1), shell.wait), BigInt(count));
    return { ...shell, funds, args: () => ({ samples }) };
  }

  #refund(present: Present): Operation {
    const chosen = this.#choose();
    return this.#claim("refund", present, { chosen, from: this.#indexOf(chosen[0].author) });
  }

  /** Often what the model disagrees with, by somebody with credit; or what others, or the same one, have had a share of. */
  async #report(present: Present): Promise<Operation> {
    const random = this.#random;
    const { shares, refunded } = this.#book;
    const [shared, reporter] = random.oneIn(2) ? (random.pick(shares) ?? []) : [];
    if (shared !== undefined && reporter !== undefined && random.oneIn(3)) {
      return this.#claim("report", present, { chosen: shared, from: this.#indexOf(reporter) });
    }
    const disputed = random.oneIn(2) ? await this.#disputed(present) : undefined;
    const chosen = shared ?? disputed ?? this.#choose();
    const reporters = [...refunded].filter((address) => address !== chosen[0].author);
    const from = reporters.length === 0 ? random.below(PEOPLE) : this.#indexOf(random.pick(reporters));
    return this.#claim("report", present, { chosen, from });
  }

  /** Mostly one of the last that are open. */
  #choose(): Pair<Contribution> {
    const { contributions, open } = this.#book;
    const among = this.#random.oneIn(12) || open.length === 0 ? contributions : open.slice(-12);
    return this.#random.pick(among) ?? [NOTHING, NOTHING];
  }

  /** One of the last that are open and that the model disagrees with. */
  async #disputed({ predict }: Present): Promise<Pair<Contribution> | undefined> {
    for (const pair of this.#book.open.slice(-12)) {
      if ((await predict(pair[0].sample)) !== pair[0].label) return pair;
    }
    return undefined;
  }

  /** Often when one of the windows opens, or a second before. */
  #claim(
    method: "refund" | "report",
    { now }: Present,
    { chosen, from }: { readonly chosen: Pair<Contribution>; readonly from: number },
  ): Operation {
    const random = this.#random;
    const alter = random.oneIn(12) ? alterContribution(random) : (contribution: Contribution) => contribution;
    const edge = chosen[0].addedAt + random.pick(Object.values(WINDOWS)) - random.pick([0n, 0n, 1n]) - now;
    const shell = this.#shell(method);
    return {
      ...shell,
      wait: edge >= 0n && random.oneIn(3) ? edge : shell.wait,
      from: random.oneIn(10) ? shell.from : from,
      args: ({ side, own }) => ({ contribution: alter(own(chosen), side.person(0).address) }),
    };
  }

  #refundBatch(): Operation {
    const random = this.#random;
    const chosen = random.pick(this.#book.batches.slice(-5)) ?? [NO_BATCH, NO_BATCH];
    const alter = random.oneIn(8) ? alterBatch(random) : (batch: Batch) => batch;
    const from = random.oneIn(8) ? random.below(PEOPLE) : this.#indexOf(chosen[0].author);
    return { ...this.#shell("refundBatch"), from, args: ({ own }) => ({ batch: { ...alter(own(chosen)) } }) };
  }

  #indexOf(address: string): number {
    return Math.max(this.#people.indexOf(address), 0);
  }

  /** Mostly more than the price, at times exactly that, at times too little. */
  async #funds(price: Promise<bigint>, count: bigint): Promise<bigint> {
    const random = this.#random;
    const kind = random.below(8);
    const exact = (await price) * count;
    if (kind === 0) return exact > 0n ? exact - 1n : 0n;
    return kind < 5 ? exact : exact + BigInt(random.below(Number(ENOUGH)));
  }

  /** Who, when, and without funds. */
  #shell(method: string): Omit<Operation, "args"> {
    return { method, from: this.#random.below(PEOPLE), wait: this.#random.pick(WAITS), funds: 0n };
  }

  /** A few features, or many. */
  #sample(): Uint8Array {
    const { features } = this.#config;
    const count = this.#random.oneIn(5) ? features : 1 + this.#random.below(5);
    return packSparse(this.#random.ascending(count, Math.min(features, 60)), features);
  }

  #label(): number {
    return this.#random.below(this.#config.classes);
  }

  #anyLabel(): number {
    return this.#random.oneIn(12) ? this.#random.pick([this.#config.classes, 65_535]) : this.#label();
  }
}

/** Named while there is nothing that could be. */
const NOTHING: Contribution = {
  id: 0n,
  slot: 0,
  author: "",
  label: 0,
  addedAt: 1n,
  deposit: 0n,
  taught: false,
  sample: Uint8Array.of(0, 1),
  proof: new Uint8Array(),
};
const NO_BATCH: Batch = {
  firstId: 0n,
  slot: 0,
  author: "",
  addedAt: 1n,
  deposit: 0n,
  taught: 0n,
  samples: packLabelledList([{ sample: Uint8Array.of(0, 1), label: 0 }]),
};
