/** Random sequences of operations by several accounts: the contract and core's reference must agree on everything. */
import { before, test } from "node:test";
import { type Batch, batchContributions, type Contribution, fromHex, packLabelledList } from "@omnisum/core";
import { deploy, TRAINER } from "../support/chain.ts";
import { CONFIGS, type Config } from "./configs.ts";
import { Pair } from "./pair.ts";
import { Random } from "./random.ts";

const ACTORS = 4;
const STEPS = 250;
const ENOUGH = 10n ** 20n;
const SEEDS = process.env.SEED === undefined ? [1, 2] : [Number(process.env.SEED)];

/** The contract for many features does the same in another way. */
const PAGED = "PagedSparsePerceptronDepositRefundTake";
const RUNS = [
  ...CONFIGS.map((config) => ({ config, contract: TRAINER })),
  ...CONFIGS.filter(({ trainBias }) => trainBias === 1).map((config) => ({ config, contract: PAGED })),
];

let factory: string;
before(async () => {
  factory = (await deploy("TrainerFactory")).address;
});

for (const { config, contract } of RUNS) {
  for (const seed of SEEDS) {
    test(`${contract} and reference agree on ${STEPS} operations: ${config.name}, seed ${seed}`, async () => {
      const random = new Random(seed);
      const implementation = (await deploy(contract)).address;
      const pair = await Pair.deploy({ factory, implementation }, config, random);
      const walk = new Walk(pair, config, random);
      for (let step = 0; step < STEPS; step++) await walk.step();
      await pair.checkSlots();
    });
  }
}

/** Does one thing after another, right and wrong ones. */
class Walk {
  readonly #pair: Pair;
  readonly #config: Config;
  readonly #random: Random;
  readonly #contributions: Contribution[] = [];
  readonly #batches: Batch[] = [];

  constructor(pair: Pair, config: Config, random: Random) {
    this.#pair = pair;
    this.#config = config;
    this.#random = random;
  }

  async step(): Promise<void> {
    const random = this.#random;
    const from = random.below(ACTORS);
    const wait = random.pick([1, 1, 7, 15, 16, 40, 70, 130]);
    switch (
      random.pick(["add", "add", "add", "batch", "refund", "refund", "report", "report", "refundBatch", "compact"])
    ) {
      case "add":
        return this.#add(from, wait);
      case "batch":
        return this.#addBatch(from, wait);
      case "compact":
        if (random.once(3)) await this.#pair.run({ from, method: "compact", args: [] }, wait);
        return;
      case "refundBatch":
        if (this.#batches.length > 0) await this.#refundBatch(from, wait);
        return;
      case "refund":
        return this.#settle(from, "refund", wait);
      default:
        return this.#settle(from, "report", wait);
    }
  }

  async #add(from: number, wait: number): Promise<void> {
    const value = this.#random.once(20) ? 1n : ENOUGH;
    const args = [this.#sample(), this.#label()];
    const added = await this.#pair.run({ from, method: "addData", args, value }, wait);
    // CAST: the reference's `DataAdded` has a contribution's fields.
    if (added !== undefined) this.#contributions.push({ ...added, proof: new Uint8Array() } as unknown as Contribution);
  }

  async #addBatch(from: number, wait: number): Promise<void> {
    const count = this.#random.pick([1, 2, 3, 5, 8, 21]);
    const list = packLabelledList(
      Array.from({ length: count }, () => ({ sample: this.#good(), label: this.#goodLabel() })),
    );
    const args = [this.#random.once(15) ? list.slice(0, this.#random.below(list.length)) : list];
    const value = this.#random.once(15) ? 3n : ENOUGH;
    const added = await this.#pair.run({ from, method: "addDataBatch", args, value }, wait);
    if (added === undefined) return;
    // CAST: the reference's `BatchAdded` has a batch's fields.
    const batch = added as unknown as Batch;
    this.#batches.push(batch);
    this.#contributions.push(...batchContributions(batch, fromHex(batch.author)));
  }

  async #refundBatch(from: number, wait: number): Promise<void> {
    const recent = this.#batches.slice(-4);
    const batch = this.#random.pick(recent);
    const author = this.#random.once(6) ? from : this.#pair.indexOf(batch.author);
    const args = [this.#random.once(12) ? { ...batch, deposit: batch.deposit + 1n } : batch];
    await this.#pair.run({ from: author, method: "refundBatch", args }, wait);
  }

  async #settle(from: number, method: "refund" | "report", wait: number): Promise<void> {
    if (this.#contributions.length === 0) return;
    const recent = this.#contributions.slice(-25);
    const chosen = this.#random.pick(this.#random.once(8) ? this.#contributions : recent);
    const caller = method === "refund" && !this.#random.once(8) ? this.#pair.indexOf(chosen.author) : from;
    const contribution = this.#random.once(10) ? this.#tampered(chosen) : chosen;
    await this.#pair.run({ from: caller, method, args: [contribution] }, wait);
  }

  #tampered(contribution: Contribution): Contribution {
    const { id, slot, label, addedAt, deposit, taught, sample, proof } = contribution;
    return this.#random.pick<Contribution>([
      { ...contribution, id: id + 1n },
      { ...contribution, id: 2n ** 60n },
      { ...contribution, slot: slot + 1 },
      { ...contribution, label: 1 - (label % 2) },
      { ...contribution, addedAt: addedAt - 1n },
      { ...contribution, deposit: deposit + 1n },
      { ...contribution, taught: !taught },
      { ...contribution, sample: sample.slice(0, -1) },
      { ...contribution, proof: proof.length === 0 ? this.#random.bytes(33) : proof.slice(0, -32) },
      { ...contribution, proof: Uint8Array.from(proof, (byte, i) => (i === 0 ? byte ^ 1 : byte)) },
      { ...contribution, proof: this.#random.bytes(this.#random.below(70)) },
    ]);
  }

  /** Mostly a valid sample. */
  #sample(): Uint8Array {
    return this.#random.once(15) ? this.#random.bytes(this.#random.below(6)) : this.#good();
  }

  #label(): number {
    return this.#random.once(15) ? this.#config.classes + this.#random.below(3) : this.#goodLabel();
  }

  #goodLabel(): number {
    return this.#random.below(this.#config.classes);
  }

  /** Ascending indices: a few, or so many that a lesson takes several slots of the log. */
  #good(): Uint8Array {
    const { features } = this.#config;
    const share = this.#random.pick([2, 3, 5, 30]);
    const indices = Array.from({ length: features }, (_, i) => i).filter(() => this.#random.once(share));
    const chosen = indices.length === 0 ? [this.#random.below(features)] : indices;
    return Uint8Array.from(chosen.flatMap((index) => (features > 256 ? [index >> 8, index & 255] : [index])));
  }
}
