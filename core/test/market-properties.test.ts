import { describe, expect, test } from "@jest/globals";
import {
  bigEndian,
  concat,
  isError,
  type LabelledSample,
  type Model,
  modelDefinition,
  packCounts,
  packLabelledList,
  packPlan,
  packSparse,
  ReferenceTrainer,
  readBigEndian,
  revealOf,
  type TestSet,
  type TrainerPlan,
  testSetCommitments,
  utf8,
} from "@omnisum/core";
import { seeded } from "../../test/support/random.mjs";
import { testSetOf } from "./market-world.ts";
import { planOf } from "./world.ts";

const FEATURES = 4;
const PROVIDER = "provider";
const ACCOUNTS = ["a", "b", "c", PROVIDER, "nobody"];
const GREATEST = 2n ** 88n - 1n;
/** Seconds. */
const START = 1_000n;
const PARTICIPATION_END = 2_000n;
const WAIT = 500n;

type Random = ReturnType<typeof seeded>;
type ModelPlan = Pick<TrainerPlan, "model" | "body">;

/** A class of naive Bayes that has learned `n` samples, of no features. */
const bayesClass = (n: number) => concat(bigEndian(n, 4), new Uint8Array(6 + 4 * FEATURES));

const PERCEPTRON: ModelPlan = {
  model: {
    kind: "sparse-perceptron",
    features: FEATURES,
    classes: 2,
    parameters: { learningRate: 1n, trainBias: 1n },
  },
  body: new Uint8Array(4 + 2 * FEATURES),
};
/** Its second class cannot learn any more. */
const FULL_BAYES: ModelPlan = {
  model: { kind: "naive-bayes", features: FEATURES, classes: 2, parameters: { smoothing: 1_000n } },
  body: concat(bayesClass(1), bayesClass(2 ** 32 - 1)),
};
const CENTROIDS: ModelPlan = {
  model: { kind: "sparse-nearest-centroid", features: FEATURES, classes: 3, parameters: {} },
  body: new Uint8Array(3 * (4 + 12 + 4 * FEATURES)),
};

function randomItem(random: Random, { model }: ModelPlan): LabelledSample {
  const indices = random.ascending(1 + random.below(3), FEATURES);
  const counts = indices.map((index) => ({ index, count: 1 + random.below(3) }));
  const sample = model.kind === "naive-bayes" ? packCounts(counts, FEATURES) : packSparse(indices, FEATURES);
  return { sample, label: random.below(model.classes) };
}

/** A random market, played by random people, with a ledger of what was paid in and out. */
class Play {
  readonly trainer: ReferenceTrainer;
  readonly pieces: readonly (readonly LabelledSample[])[];
  readonly contributions: (LabelledSample & { readonly author: string; readonly stake: bigint })[] = [];
  readonly bounty: bigint;
  readonly events: { readonly name: string; readonly values: object }[] = [];
  readonly #random: Random;
  readonly #plan: ModelPlan;
  readonly #set: TestSet;
  readonly #stakes: readonly bigint[];
  held = 0n;
  now = START;
  height = 1n;
  shown = 0;

  constructor(random: Random, plan: ModelPlan, { stakes, bounty }: { stakes: readonly bigint[]; bounty: bigint }) {
    this.#random = random;
    this.#plan = plan;
    this.#stakes = stakes;
    this.bounty = bounty;
    this.pieces = Array.from({ length: 2 + random.below(3) }, () => this.#items(1 + random.below(3)));
    this.#set = testSetOf(this.pieces);
    const parameters = {
      pieces: BigInt(this.pieces.length),
      commitments: readBigEndian(testSetCommitments(this.#set)),
      bounty,
      minStake: 0n,
      minContributions: BigInt(1 + random.below(2)),
      participationEnd: PARTICIPATION_END,
      revealWait: WAIT,
      collectWait: WAIT,
    };
    const labels = ["x", "y", "z"].slice(0, plan.model.classes);
    const metadata = { name: "test", labels, encoder: { kind: "raw" as const } };
    const packed = packPlan({
      ...planOf(plan),
      metadata,
      owner: PROVIDER,
      incentive: { kind: "prediction-market", parameters },
    });
    const made = { deployer: "d", deployedAt: 1n, now: START, authorBytes: utf8 };
    this.trainer = new ReferenceTrainer({ ...packed, ...made });
    this.trainer.deploy(packed.body);
  }

  get phase(): number {
    return Number(this.trainer.queryOwn(this.now, "phase", {}));
  }

  get base(): Model {
    return modelDefinition(this.#plan.model.kind).create(this.#plan.model, this.#plan.body);
  }

  get tests(): readonly LabelledSample[] {
    return this.pieces.flatMap((piece, i) => (i === this.shown ? [] : piece));
  }

  balanceOf(account: string): bigint {
    // CAST: the query answers with a u128.
    return this.trainer.queryOwn(this.now, "balanceOf", { account }) as bigint;
  }

  /** An operation of the market's own; refusals change nothing. */
  own(caller: string, method: string, args = {}, sent = 0n): void {
    this.#run(sent, () => this.trainer.executeOwn(this.#context(caller, sent), method, args));
  }

  reveal(piece: number): void {
    this.own(PROVIDER, "revealPiece", revealOf(this.#set, piece));
  }

  add(author: string): void {
    const items = this.#items(1 + this.#random.below(2));
    const sent = this.#random.pick(this.#stakes) * BigInt(items.length) + BigInt(this.#random.below(2));
    const added = this.#run(sent, () =>
      this.trainer.addDataBatch(this.#context(author, sent), packLabelledList(items)),
    );
    // CAST: the event has the fields of a batch.
    const stake = (added?.values as { deposit?: bigint } | undefined)?.deposit;
    if (stake !== undefined) this.contributions.push(...items.map((item) => ({ ...item, author, stake })));
  }

  /** Plays to the end, or to where somebody is missing. */
  play(): void {
    const { below, oneIn, pick } = this.#random;
    const vanishesIn = pick([0, 2, 9, 9, 9, 9]);
    for (let turn = 0; turn < 400 && this.phase < 4; turn++) {
      this.height += 1n;
      if (oneIn(40)) this.now += BigInt(below(900));
      if (this.phase === vanishesIn) break;
      if (oneIn(4)) this.#anything();
      else if (this.phase === 0) this.#setUp();
      else if (this.phase === 1 && this.contributions.length < 12 && !oneIn(12)) this.add(pick(ACCOUNTS));
      else if (this.phase === 1) this.now = PARTICIPATION_END;
      else if (this.phase === 2) this.reveal(this.#progress("nextPiece"));
      else this.own(pick(ACCOUNTS), "score", { limit: 1 + below(9) });
    }
    if (this.phase < 4) this.now = PARTICIPATION_END + WAIT;
    while (this.phase === 3) this.own("nobody", "score", { limit: 1_000 });
  }

  #setUp(): void {
    const random = BigInt(this.#random.below(1_000));
    this.own(PROVIDER, "openMarket", {}, this.bounty);
    this.height += 2n;
    if (this.#progress("drawn") === 65_535) {
      this.#run(0n, () => this.trainer.executeOwn({ ...this.#context("a", 0n), random }, "drawPiece", {}));
    }
    this.shown = this.#progress("drawn");
    if (this.shown < this.pieces.length) this.reveal(this.shown);
  }

  /** Whatever somebody might try. */
  #anything(): void {
    const { below, pick } = this.#random;
    const caller = pick(ACCOUNTS);
    const attempts = [
      () => this.own(caller, "openMarket", {}, BigInt(below(20))),
      () => this.own(caller, "drawPiece"),
      () => this.reveal(below(this.pieces.length)),
      () => this.own(caller, "score", { limit: below(20) }),
      () => this.own(caller, "collect"),
      () => this.add(caller),
    ];
    pick(attempts)?.();
    if (this.#progress("drawn") !== 65_535) this.shown = this.#progress("drawn");
  }

  #progress(field: string): number {
    // CAST: the query answers with a record.
    return Number((this.trainer.queryOwn(this.now, "progress", {}) as Readonly<Record<string, unknown>>)[field]);
  }

  #items(count: number): readonly LabelledSample[] {
    return Array.from({ length: count }, () => randomItem(this.#random, this.#plan));
  }

  #context(caller: string, sent: bigint) {
    return { caller, now: this.now, height: this.height, sent, accepts: true };
  }

  /** Enters what an operation moved into the ledger, and compares that with what the market says it holds. */
  #run(sent: bigint, operation: () => ReturnType<ReferenceTrainer["compact"]>) {
    let last: { readonly name: string; readonly values: object } | undefined;
    try {
      const { events, paid } = operation();
      this.held += sent - paid;
      this.events.push(...events);
      last = events.at(-1);
    } catch (error) {
      if (!isError(error)) throw error;
    }
    const balances = ACCOUNTS.map((account) => this.balanceOf(account));
    // Within a pass of payments some are paid, and the bounty has not yet paid for them.
    if (this.phase !== 3) this.#compare(this.held - balances.reduce((sum, balance) => sum + balance));
    expect(balances.every((balance) => balance >= 0n)).toBe(true);
    return last;
  }

  /** What is held is somebody's, to the last unit; but of a forfeited bounty each share was rounded down. */
  #compare(nobodys: bigint): void {
    const unshown = this.#progress("nextPiece") < this.pieces.length;
    const forfeited = this.phase > 3 && unshown && this.#progress("bounty") === 0;
    expect(nobodys >= 0n && nobodys < (forfeited ? BigInt(ACCOUNTS.length) : 1n)).toBe(true);
  }
}

/** Scoring as docs/protocol.md §6.3 says it, at one go. */
function scoredBalances(play: Play): { readonly balances: ReadonlyMap<string, bigint>; readonly bounty: bigint } {
  const correct = (model: Model) => play.tests.filter(({ sample, label }) => model.predict(sample) === label).length;
  const balances = new Map<string, bigint>();
  for (const { author, stake } of play.contributions) balances.set(author, (balances.get(author) ?? 0n) + stake);
  const inside = new Set(balances.keys());
  let { bounty } = play;
  for (;;) {
    const model = play.base;
    const gains = new Map<string, bigint>();
    let before = correct(model);
    for (const { author, sample, label } of play.contributions) {
      if (!inside.has(author) || !learns(model, sample, label)) continue;
      const now = correct(model);
      gains.set(author, (gains.get(author) ?? 0n) + BigInt(now - before));
      before = now;
    }
    const gain = (account: string) => gains.get(account) ?? 0n;
    const balance = (account: string) => balances.get(account) ?? 0n;
    const leaving = () => [...inside].filter((account) => gain(account) < 0n && balance(account) < -gain(account));
    for (;;) {
      const left = leaving();
      for (const account of left) inside.delete(account);
      if (left.length > 0) break;
      const sum = [...inside].reduce((total, account) => total + gain(account), 0n);
      const losers = [...inside].filter((account) => gain(account) < 0n);
      const units = [
        ...losers.map((account) => balance(account) / -gain(account)),
        ...(sum > 0n ? [bounty / sum] : []),
      ];
      const unit = units.reduce<bigint | undefined>(
        (least, one) => (least === undefined || one < least ? one : least),
        undefined,
      );
      if (unit === undefined || unit === 0n) return { balances, bounty };
      for (const account of inside) balances.set(account, balance(account) + unit * gain(account));
      bounty -= unit * sum;
    }
  }
}

function learns(model: Model, sample: Uint8Array, label: number): boolean {
  try {
    model.learn(sample, label, false);
    return true;
  } catch (error) {
    if (isError(error, "CounterOverflow")) return false;
    throw error;
  }
}

const SMALL = { stakes: [0n, 0n, 1n, 2n, 5n], bounty: 7n };
const NO_BOUNTY = { stakes: [1n, 3n], bounty: 0n };
const GREAT = { stakes: [GREATEST, 2n ** 100n, GREATEST - 1n, 1n], bounty: GREATEST };

describe.each([
  ["a perceptron and small stakes", PERCEPTRON, SMALL],
  ["a perceptron and no bounty", PERCEPTRON, NO_BOUNTY],
  ["centroids and the greatest stakes", CENTROIDS, GREAT],
  ["a naive Bayes that is full in one class", FULL_BAYES, SMALL],
])("random markets with %s", (name, plan, money) => {
  const seeds = Array.from({ length: 60 }, (_, i) => `${name} ${i}`);

  test.each(seeds)("hold what was paid in and not out at each step, and come to nothing in the end (%s)", (seed) => {
    const play = new Play(seeded(seed), plan, money);
    play.play();
    for (const { stake } of play.contributions) expect(stake <= GREATEST).toBe(true);
    if (play.events.some(({ values }) => "phase" in values && values.phase === 3)) {
      const { balances, bounty } = scoredBalances(play);
      const collected = collectedBy(play);
      for (const account of ACCOUNTS) {
        const expected = (balances.get(account) ?? 0n) + (account === PROVIDER ? bounty : 0n);
        expect(play.balanceOf(account) + (collected.get(account) ?? 0n)).toBe(expected);
      }
    }
    // Some collect, the others never do.
    if (play.phase === 4) play.own("a", "collect");
    play.now += 10n * WAIT;
    if (play.phase === 4) play.own("nobody", "collect");
    expect([play.phase, play.held]).toEqual([5, 0n]);
  });
});

function collectedBy({ events }: Play): ReadonlyMap<string, bigint> {
  // CAST: the event has these fields.
  const collected = events.flatMap(({ name, values }) =>
    name === "Collected" ? [values as { readonly account: string; readonly amount: bigint }] : [],
  );
  return new Map(collected.map(({ account, amount }) => [account, amount]));
}

test("random markets come to every end", () => {
  const plays = Array.from({ length: 80 }, (_, i) => {
    const play = new Play(seeded(`ends ${i}`), PERCEPTRON, SMALL);
    play.play();
    return play;
  });
  const names = plays.map(({ events }) =>
    events.map(({ name, values }) => ("phase" in values ? `phase ${values.phase}` : name)),
  );
  const share = (wanted: (all: readonly string[]) => boolean) => names.filter(wanted).length;
  expect(share((all) => !all.includes("phase 1"))).toBeGreaterThan(0);
  expect(share((all) => all.includes("phase 1") && !all.includes("phase 2"))).toBeGreaterThan(0);
  expect(share((all) => all.includes("phase 2") && !all.includes("phase 3"))).toBeGreaterThan(0);
  expect(share((all) => all.includes("UnitPaid"))).toBeGreaterThan(5);
  expect(share((all) => all.filter((name) => name === "UnitPaid").length > 1)).toBeGreaterThan(0);
  expect(share((all) => all.filter((name) => name === "ContributorLeft").length > 1)).toBeGreaterThan(0);
  const allLeft = plays.filter(({ events, contributions }) => {
    const authors = new Set(contributions.map(({ author }) => author));
    return authors.size > 0 && events.filter(({ name }) => name === "ContributorLeft").length === authors.size;
  });
  expect(allLeft.length).toBeGreaterThan(0);
});
