import { concat, fromHex, type ModelConfig, packLabelledList, toHex } from "@omnisum/core";
import type { ModelCase } from "../cases/model-case.ts";
import type { Random } from "../support/random.mjs";
import { ALTERATIONS } from "./alterations.ts";
import { PEOPLE, type Step } from "./game.ts";
import type { Match } from "./match.ts";

/** More than any price, less than any balance. */
const ENOUGH = 10_000_000;
/** Seconds between steps that are not timed for the edge of a window. */
const WAITS = [0, 0, 0, 1, 1, 2, 7, 60] as const;
const DEPLOYER = 0;
const NO_ARGUMENTS = {} as const;

type Plan = Omit<Step, "id">;
/** What was added, by the step that did it and its place there. */
interface Named {
  readonly step: number;
  readonly item: number;
}

/** Thinks of steps of a match, right and wrong ones, about what was added before. */
export class Walk {
  readonly #match: Match;
  readonly #model: ModelCase;
  readonly #config: ModelConfig;
  readonly #random: Random;
  /** Steps that have added something, and how many contributions. */
  readonly #additions: { readonly step: number; readonly count: number; readonly from: number }[] = [];
  /** Contributions that have not been refunded. */
  #open: readonly Named[] = [];
  /** People who have asked for a refund, and so may have credit. */
  readonly #credited = new Set<number>();
  #opened = false;
  #next = 0;

  constructor(match: Match, model: ModelCase, random: Random) {
    this.#match = match;
    this.#model = model;
    this.#random = random;
    const { parameters: _, ...size } = match.game.model;
    this.#config = { ...model.model, ...size };
  }

  next(): Step {
    const step = { id: ++this.#next, ...this.#think() };
    if (step.method === "refund" || step.method === "refundBatch") this.#credited.add(step.from);
    return step;
  }

  /** Takes down what a step has added or settled, after it was played. */
  enter({ id: step, from, contribution, batch }: Step): void {
    const added = this.#match.added(step);
    if (added !== undefined) {
      this.#additions.push({ step, count: added.contributions.length, from });
      this.#open = [...this.#open, ...added.contributions.map((_, item) => ({ step, item }))];
    }
    for (const { name, values } of this.#match.lastEvents) {
      if (name === "MarketOpened") this.#opened = true;
      if (contribution !== undefined && (name === "Refunded" || this.#isFree(contribution))) this.#settle(contribution);
      if (name === "BatchRefunded" && batch !== undefined) this.#settleSome(batch.step, values.refunded);
    }
  }

  /** Whether nothing is left of the record that a contribution was in. */
  #isFree({ step, item }: Named): boolean {
    const { replica, moment } = this.#match;
    const slot = this.#match.added(step)?.contributions[item]?.slot ?? 0;
    return replica.ask<{ readonly settled: boolean }>("record", { slot }, moment)?.settled === true;
  }

  #settle({ step, item }: Named): void {
    this.#open = this.#open.filter((open) => open.step !== step || open.item !== item);
  }

  #settleSome(step: number, refunded: unknown): void {
    if (typeof refunded !== "bigint") return;
    this.#open = this.#open.filter((open) => open.step !== step || !((refunded >> BigInt(open.item)) & 1n));
  }

  #think(): Plan {
    const { replica, game, moment } = this.#match;
    const ready = replica.ask("stats", {}, moment) !== undefined;
    if (!ready && !this.#random.oneIn(4)) return this.#setup();
    const phase = game.pieces === undefined ? undefined : replica.ask<number>("phase", {}, moment);
    if (phase !== undefined && !this.#random.oneIn(12)) return this.#marketStep(phase);
    return this.#ordinary();
  }

  #ordinary(): Plan {
    const random = this.#random;
    const choices: readonly (readonly [weight: number, make: () => Plan])[] = [
      [5, () => this.#add()],
      [2, () => this.#addBatch()],
      [5, () => this.#refund()],
      [6, () => this.#report()],
      [2, () => this.#refundBatch()],
      [1, () => this.#shell("compact")],
      [1, () => (random.oneIn(2) ? this.#setup() : this.#odd())],
    ];
    return random.pick(choices.flatMap(([weight, make]) => Array.from({ length: weight }, () => make)))();
  }

  /** Finishes the deployment, or does out of order what only a deployer may do. */
  #setup(): Plan {
    const random = this.#random;
    const { body, firstBytes } = this.#match.game;
    const bytes = fromHex(body);
    const from = random.oneIn(5) ? random.below(PEOPLE) : DEPLOYER;
    if (random.oneIn(3)) return { ...this.#shell("finalize"), from };
    const right = { offset: firstBytes, data: toHex(bytes.subarray(firstBytes)) };
    const wrong = { offset: random.pick([0, Math.max(firstBytes - 1, 0)]), data: toHex(random.bytes(random.below(9))) };
    const long = { offset: firstBytes, data: toHex(random.bytes(bytes.length + 1)) };
    return { ...this.#shell("upload"), from, args: random.pick([right, right, wrong, long]) };
  }

  /** Funds where none are taken; what only other mechanisms have is left to their own tests. */
  #odd(): Plan {
    return { ...this.#shell(this.#random.pick(["compact", "finalize"])), funds: "5" };
  }

  #add(): Plan {
    const shell = this.#shell("addData");
    const args = { sample: toHex(this.#anySample()), label: this.#anyLabel() };
    return { ...shell, args, funds: this.#funds(1, shell.wait) };
  }

  #addBatch(): Plan {
    const random = this.#random;
    const shell = this.#shell("addDataBatch");
    const count = random.oneIn(25) ? random.pick([0, 257]) : random.pick([1, 2, 3, 4, 7, 16]);
    const wrong = random.oneIn(8) ? random.below(count + 1) : count;
    const items = Array.from({ length: count }, (_, i) =>
      i === wrong
        ? { sample: this.#anySample(), label: this.#anyLabel() }
        : { sample: this.#sample(), label: random.below(this.#config.classes) },
    );
    const list = packLabelledList(items);
    const samples = random.oneIn(15) ? concat(list, random.bytes(1 + random.below(3))) : list;
    return { ...shell, args: { samples: toHex(samples) }, funds: this.#funds(count, shell.wait) };
  }

  #refund(): Plan {
    const named = this.#choose();
    return this.#claim("refund", named, this.#authorOf(named));
  }

  /** Often what the model disagrees with, by somebody with credit. */
  #report(): Plan {
    const random = this.#random;
    const named = (random.oneIn(2) ? this.#disputed() : undefined) ?? this.#choose();
    const author = this.#authorOf(named);
    const reporters = [...this.#credited].filter((person) => person !== author);
    return this.#claim("report", named, random.pick(reporters) ?? random.below(PEOPLE));
  }

  /** Often when one of the windows opens, or a second before. */
  #claim(method: "refund" | "report", named: Named, from: number): Plan {
    const random = this.#random;
    const shell = this.#shell(method);
    const alter = random.oneIn(10) ? this.#alteration("contribution") : undefined;
    return {
      ...shell,
      from: random.oneIn(10) ? shell.from : from,
      wait: random.oneIn(3) ? this.#untilEdge(named) : shell.wait,
      contribution: { ...named, ...(alter && { alter }) },
    };
  }

  #refundBatch(): Plan {
    const random = this.#random;
    const batches = this.#additions.filter(({ step }) => this.#match.added(step)?.batch !== undefined).slice(-5);
    const chosen = random.pick(batches) ?? { step: 0, from: 0 };
    const alter = random.oneIn(8) ? this.#alteration("batch") : undefined;
    const from = random.oneIn(8) ? random.below(PEOPLE) : chosen.from;
    return { ...this.#shell("refundBatch"), from, batch: { step: chosen.step, ...(alter && { alter }) } };
  }

  /** Mostly what brings the market on. */
  #marketStep(phase: number): Plan {
    const random = this.#random;
    const provider = random.oneIn(10) ? random.below(PEOPLE) : (this.#match.game.owner ?? 0);
    const { drawn = 0, samples = 0 } = this.#progress();
    const late = random.oneIn(40) ? 500 : 0;
    switch (phase) {
      case 0:
        if (drawn !== 65_535) return { ...this.#reveal(), from: provider };
        if (this.#opened !== random.oneIn(8)) return { ...this.#shell("drawPiece"), blocks: random.below(3) };
        return this.#openMarket(provider);
      case 1:
        return this.#inParticipation();
      case 2:
        return { ...this.#reveal(), from: provider, wait: late };
      case 3:
        return { ...this.#shell("score"), args: { limit: random.pick([0, 1, 2, 7, 3 * samples, 1_000]) } };
      default:
        return { ...this.#shell("collect"), wait: random.oneIn(12) ? 900 : random.pick(WAITS) };
    }
  }

  /** Additions at any stake, until time is up. */
  #inParticipation(): Plan {
    const random = this.#random;
    if (random.oneIn(30)) return { ...this.#reveal(), from: this.#match.game.owner ?? 0, wait: 400 };
    const plan = random.oneIn(4) ? this.#addBatch() : this.#add();
    const stake = random.oneIn(10) ? random.pick(["0", "9", "309485009821345068724781056"]) : `${random.below(400)}`;
    return {
      ...plan,
      wait: random.below(random.oneIn(3) ? 60 : 6),
      funds: random.oneIn(8) ? (plan.funds ?? "0") : stake,
    };
  }

  #openMarket(from: number): Plan {
    const bounty = BigInt(this.#match.game.incentive.parameters.bounty ?? 0);
    const more = this.#random.pick([0n, 0n, 5n, -1n]);
    return { ...this.#shell("openMarket"), from, funds: `${bounty + more > 0n ? bounty + more : 0n}` };
  }

  #reveal(): Plan {
    const random = this.#random;
    const alter = random.oneIn(8) ? this.#alteration("piece") : undefined;
    return { ...this.#shell("revealPiece"), piece: { ahead: random.oneIn(10) ? 1 : 0, ...(alter && { alter }) } };
  }

  #progress(): { readonly drawn?: number; readonly samples?: number } {
    const { replica, moment } = this.#match;
    return replica.ask<{ readonly drawn: number; readonly samples: number }>("progress", {}, moment) ?? {};
  }

  /** Mostly one of the last of which something may be left. */
  #choose(): Named {
    const random = this.#random;
    const open = random.pick(this.#open.slice(-20));
    if (open !== undefined && !random.oneIn(10)) return open;
    const among = random.oneIn(10) ? this.#additions : this.#additions.slice(-12);
    const { step, count } = random.pick(among) ?? { step: 0, count: 1 };
    return { step, item: random.below(count) };
  }

  /** One of the last that the model disagrees with. */
  #disputed(): Named | undefined {
    const { replica, moment } = this.#match;
    for (const { step, item } of this.#open.slice(-20)) {
      const contribution = this.#match.added(step)?.contributions[item];
      if (contribution === undefined) continue;
      const predicted = replica.ask<number>("predict", { sample: contribution.sample }, moment);
      if (predicted !== contribution.label) return { step, item };
    }
    return undefined;
  }

  #authorOf({ step }: Named): number {
    return this.#additions.find((addition) => addition.step === step)?.from ?? 0;
  }

  /** Seconds until a window of the contribution opens, or one less; at times one more. */
  #untilEdge({ step, item }: Named): number {
    const added = this.#match.added(step)?.contributions[item];
    const { refundWait = "0", ownerWait = "0", anyoneWait = "0" } = this.#match.game.incentive.parameters;
    const edge = (added?.addedAt ?? 0n) + BigInt(this.#random.pick([refundWait, ownerWait, anyoneWait]));
    const wait = Number(edge - this.#match.moment.now) - this.#random.pick([0, 0, 1, -1]);
    return wait > 0 && wait < 1_000 ? wait : 0;
  }

  #alteration(of: keyof typeof ALTERATIONS): { readonly name: string; readonly noise: string } {
    const random = this.#random;
    const noise = random.bytes(random.pick([1, 32, 33, 65, 97, 257, 289]));
    return { name: random.pick(ALTERATIONS[of]), noise: toHex(noise) };
  }

  /** Mostly more than the price, at times exactly that, at times too little. */
  #funds(count: number, wait: number): string {
    const random = this.#random;
    const { replica, moment } = this.#match;
    const at = moment.now + BigInt(wait);
    const price = replica.ask<bigint>("quote", { at, count: Math.min(Math.max(count, 1), 256) }, moment) ?? 0n;
    const exact = price * BigInt(count);
    const kind = random.below(8);
    if (kind === 0) return `${exact > 0n ? exact - 1n : 0n}`;
    return `${kind < 5 ? exact : exact + BigInt(random.below(ENOUGH))}`;
  }

  #shell(method: string): Plan {
    const random = this.#random;
    return { from: random.below(PEOPLE), method, wait: random.pick(WAITS), args: NO_ARGUMENTS };
  }

  #sample(): Uint8Array {
    return this.#model.randomSample(this.#config, this.#random);
  }

  /** A sample that anything may be wrong with. */
  #anySample(): Uint8Array {
    const random = this.#random;
    if (random.oneIn(16)) return new Uint8Array();
    if (random.oneIn(10)) return random.bytes(1 + random.below(6));
    const sample = this.#sample();
    return random.oneIn(20)
      ? sample.map((byte, i) => (i === sample.length - 1 ? byte ^ random.below(256) : byte))
      : sample;
  }

  #anyLabel(): number {
    const { classes } = this.#config;
    return this.#random.oneIn(14) ? this.#random.pick([classes, 65_535]) : this.#random.below(classes);
  }
}
