import { type Batch, type Contribution, concat, packLabelledList, packSparse } from "@omnisum/core";
import type { Random } from "../support/random.mjs";
import type { Book } from "./book.ts";
import { type Config, WINDOWS } from "./configs.ts";
import type { Operation, Pair } from "./operation.ts";
import { PEOPLE } from "./side.ts";

/** More than any price, less than any balance. */
const ENOUGH = 10_000_000n;
const { refundWait, ownerWait, anyoneWait } = WINDOWS;
/** Most stay within the first window; each window's edges are met from both sides. */
const WAITS = [
  0n,
  0n,
  1n,
  1n,
  2n,
  refundWait - 1n,
  refundWait,
  ownerWait - refundWait,
  ownerWait,
  anyoneWait - 1n,
  anyoneWait,
];

/** Thinks of operations, right and wrong ones, about what was added before. */
export class Walk {
  readonly #random: Random;
  readonly #config: Config;
  readonly #book: Book;

  constructor(random: Random, config: Config, book: Book) {
    this.#random = random;
    this.#config = config;
    this.#book = book;
  }

  next(price: (count: number, wait: bigint) => Promise<bigint>): Promise<Operation> | Operation {
    const random = this.#random;
    const kinds = [
      "add",
      "add",
      "add",
      "batch",
      "batch",
      "refund",
      "refund",
      "refund",
      "report",
      "report",
      "report",
      "report",
    ];
    switch (random.pick([...kinds, "refundBatch", "refundBatch", "setup", "compact"])) {
      case "add":
        return this.#add(price);
      case "batch":
        return this.#addBatch(price);
      case "refund":
        return this.#claim("refund");
      case "report":
        return this.#claim("report");
      case "refundBatch":
        return this.#refundBatch();
      case "setup":
        return this.setup();
      default:
        return { ...this.#shell("compact"), args: () => ({}) };
    }
  }

  /** What only a deployer may do, and nobody in the wrong order. */
  setup(): Operation {
    const random = this.#random;
    if (random.oneIn(3)) return { ...this.#shell("finalize"), from: 1 + random.below(PEOPLE - 1), args: () => ({}) };
    const [offset, data] = [random.pick([1_000_000, 2 ** 32 - 1]), random.bytes(random.below(20))];
    return { ...this.#shell("upload"), args: () => ({ offset, data }) };
  }

  /** A sample that anything may be wrong with. */
  anySample(): Uint8Array {
    const random = this.#random;
    if (random.oneIn(12)) return new Uint8Array();
    return random.oneIn(8) ? random.bytes(1 + random.below(6)) : this.#sample();
  }

  async #add(price: (count: number, wait: bigint) => Promise<bigint>): Promise<Operation> {
    const shell = this.#shell("addData");
    const [sample, label] = [this.anySample(), this.#anyLabel()];
    return { ...shell, funds: await this.#funds(price(1, shell.wait), 1n), args: () => ({ sample, label }) };
  }

  async #addBatch(price: (count: number, wait: bigint) => Promise<bigint>): Promise<Operation> {
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

  #claim(method: "refund" | "report"): Operation {
    const random = this.#random;
    const { contributions } = this.#book;
    const chosen = random.pick(random.oneIn(4) ? contributions : contributions.slice(-20)) ?? [NOTHING, NOTHING];
    const alter = random.oneIn(8) ? this.#alteration() : (contribution: Contribution) => contribution;
    return {
      ...this.#shell(method),
      from: method === "refund" && !random.oneIn(8) ? this.#authorOf(chosen) : random.below(PEOPLE),
      args: ({ side, own }) => ({ contribution: alter(own(chosen), side.person(0).address) }),
    };
  }

  #refundBatch(): Operation {
    const random = this.#random;
    const chosen = random.pick(this.#book.batches.slice(-5)) ?? [NO_BATCH, NO_BATCH];
    const extra = random.bytes(1);
    const alter = random.oneIn(8)
      ? random.pick<(batch: Batch) => Batch>([
          (batch) => ({ ...batch, firstId: batch.firstId + 1n }),
          (batch) => ({ ...batch, slot: batch.slot + 1 }),
          (batch) => ({ ...batch, deposit: batch.deposit + 1n }),
          (batch) => ({ ...batch, taught: batch.taught ^ 1n }),
          (batch) => ({ ...batch, addedAt: batch.addedAt - 1n }),
          (batch) => ({ ...batch, samples: concat(batch.samples, extra) }),
        ])
      : (batch: Batch) => batch;
    const from = random.oneIn(8) ? random.below(PEOPLE) : this.#authorOf(chosen);
    return { ...this.#shell("refundBatch"), from, args: ({ own }) => ({ batch: { ...alter(own(chosen)) } }) };
  }

  /** Changes one field of a contribution. */
  #alteration(): (contribution: Contribution, anybody: string) => Contribution {
    const random = this.#random;
    const noise = random.bytes(random.pick([1, 32, 33, 65, 70, 300]));
    const far = random.oneIn(2) ? 2n ** 60n : 1n;
    return random.pick<(contribution: Contribution, anybody: string) => Contribution>([
      (it) => ({ ...it, id: it.id + far }),
      (it) => ({ ...it, slot: it.slot + 1 }),
      (it, author) => ({ ...it, author }),
      (it) => ({ ...it, label: it.label === 0 ? 1 : 0 }),
      (it) => ({ ...it, addedAt: it.addedAt - 1n }),
      (it) => ({ ...it, deposit: it.deposit + 1n }),
      (it) => ({ ...it, taught: !it.taught }),
      (it) => ({ ...it, sample: it.sample.slice(0, -1) }),
      (it) => ({ ...it, sample: noise.slice(0, 4) }),
      (it) => ({ ...it, proof: noise }),
      (it) => ({ ...it, proof: it.proof.slice(0, -32) }),
      (it) => ({ ...it, proof: it.proof.map((byte, i) => (i === 0 ? byte ^ 1 : byte)) }),
    ]);
  }

  #authorOf([{ author }]: Pair<{ readonly author: string }>): number {
    const index = this.#people.indexOf(author);
    return index < 0 ? 0 : index;
  }

  /** Mostly more than the price, at times exactly that, at times too little. */
  async #funds(price: Promise<bigint>, count: bigint): Promise<bigint> {
    const random = this.#random;
    const kind = random.below(8);
    const exact = (await price) * count;
    if (kind === 0) return exact > 0n ? exact - 1n : 0n;
    return kind < 5 ? exact : exact + BigInt(random.below(Number(ENOUGH)));
  }
}
