import { isError } from "../../errors.ts";
import type { Model } from "../../models/model.ts";
import type { ReferenceEvent } from "../../reference/call.ts";
import type { LabelledSample } from "../../samples/labelled-list.ts";
import type { Contributor, MarketContribution } from "./state.ts";

/** What is scored. */
export interface Trial {
  /** The model before the market; never changed. */
  readonly base: Model;
  readonly tests: readonly LabelledSample[];
  readonly contributions: readonly MarketContribution[];
}

/** A contributor while the market is scored. */
interface Player {
  readonly account: string;
  balance: bigint;
  /** Sum of the gains of this round. */
  gain: bigint;
  isIn: boolean;
}

type Pass = "baseline" | "training" | "leaving" | "paying" | "done";

/**
 * The scoring of a market, step by step (docs/protocol.md §6.3): rounds of training, in which each contribution gains
 * what it changes in the number of test samples that are predicted right; then passes over the contributors in which
 * those leave who cannot pay for their loss, and the others are paid.
 */
export class Scoring {
  readonly #trial: Trial;
  #model: Model;
  #players: Player[];
  #bounty: bigint;
  #round = 0;
  #pass: Pass = "baseline";
  /** The contribution or contributor that is next. */
  #at = 0;
  /** Predictions made since the last lesson, and how many of them were right. */
  #predicted = 0;
  #correct = 0;
  /** How many were right before the market, and before the last lesson. */
  #baseline = 0;
  #before = 0;
  #someLeft = false;
  #sum = 0n;
  #unit = 0n;

  constructor(trial: Trial, contributors: readonly Contributor[], bounty: bigint) {
    this.#trial = trial;
    this.#model = trial.base;
    this.#players = contributors.map((contributor) => ({ ...contributor, gain: 0n, isIn: true }));
    this.#bounty = bounty;
  }

  get model(): Model {
    return this.#model;
  }

  get round(): number {
    return this.#round;
  }

  get bounty(): bigint {
    return this.#bounty;
  }

  get contributors(): readonly Contributor[] {
    return this.#players.map(({ account, balance }) => ({ account, balance }));
  }

  get isDone(): boolean {
    return this.#pass === "done";
  }

  /** A scoring of its own at the same point. */
  clone(): Scoring {
    const copy = new Scoring(this.#trial, [], this.#bounty);
    copy.#model = this.#model.clone();
    copy.#players = this.#players.map((player) => ({ ...player }));
    copy.#round = this.#round;
    copy.#pass = this.#pass;
    copy.#at = this.#at;
    copy.#predicted = this.#predicted;
    copy.#correct = this.#correct;
    copy.#baseline = this.#baseline;
    copy.#before = this.#before;
    copy.#someLeft = this.#someLeft;
    copy.#sum = this.#sum;
    copy.#unit = this.#unit;
    return copy;
  }

  /** Does at most `limit` units of work; gives the events. */
  run(limit: number): readonly ReferenceEvent[] {
    const events: ReferenceEvent[] = [];
    for (let step = 0; step < limit && !this.isDone; step++) events.push(...this.#step());
    return events;
  }

  /** One prediction, or one step over a contribution or a contributor. */
  #step(): readonly ReferenceEvent[] {
    switch (this.#pass) {
      case "baseline":
        if (this.#predict()) this.#beginRound();
        return [];
      case "training":
        this.#train();
        return [];
      case "leaving":
        return this.#leave();
      default:
        return this.#pay();
    }
  }

  /** Predicts the next test sample; whether it was the last. */
  #predict(): boolean {
    const test = this.#trial.tests[this.#predicted];
    if (test !== undefined && this.#model.predict(test.sample) === test.label) this.#correct += 1;
    this.#predicted += 1;
    if (this.#predicted < this.#trial.tests.length) return false;
    if (this.#pass === "baseline") this.#baseline = this.#correct;
    return true;
  }

  #beginRound(): void {
    this.#model = this.#trial.base.clone();
    this.#before = this.#baseline;
    for (const player of this.#players) player.gain = 0n;
    this.#beginPass("training");
  }

  #beginPass(pass: Pass): void {
    this.#pass = pass;
    this.#at = 0;
    this.#predicted = 0;
    this.#correct = 0;
    this.#someLeft = false;
  }

  #train(): void {
    const contribution = this.#trial.contributions[this.#at];
    const player = this.#players[contribution?.contributor ?? 0];
    if (contribution !== undefined && player?.isIn && (this.#predicted > 0 || this.#learns(contribution))) {
      if (!this.#predict()) return;
      player.gain += BigInt(this.#correct - this.#before);
      this.#before = this.#correct;
    }
    this.#nextContribution();
  }

  #nextContribution(): void {
    this.#at += 1;
    this.#predicted = 0;
    this.#correct = 0;
    if (this.#at >= this.#trial.contributions.length) this.#beginPass("leaving");
  }

  #learns({ sample, label }: LabelledSample): boolean {
    try {
      this.#model.learn(sample, label, false);
      return true;
    } catch (error) {
      if (isError(error, "CounterOverflow")) return false;
      throw error;
    }
  }

  #leave(): readonly ReferenceEvent[] {
    const player = this.#players[this.#at];
    this.#at += 1;
    const events: ReferenceEvent[] = [];
    if (player?.isIn && player.gain < 0n && player.balance < -player.gain) {
      player.isIn = false;
      this.#someLeft = true;
      const { account: contributor, balance } = player;
      events.push({ name: "ContributorLeft", values: { contributor, round: this.#round, balance } });
    }
    if (this.#at >= this.#players.length) this.#endLeaving();
    return events;
  }

  #endLeaving(): void {
    if (this.#someLeft) {
      this.#round += 1;
      this.#beginRound();
      return;
    }
    const playing = this.#players.filter(({ isIn }) => isIn);
    this.#sum = playing.reduce((sum, { gain }) => sum + gain, 0n);
    const units = playing.filter(({ gain }) => gain < 0n).map(({ balance, gain }) => balance / -gain);
    if (this.#sum > 0n) units.push(this.#bounty / this.#sum);
    this.#unit = units.length === 0 ? 0n : units.reduce((least, unit) => (unit < least ? unit : least));
    this.#beginPass(this.#unit === 0n ? "done" : "paying");
  }

  #pay(): readonly ReferenceEvent[] {
    const player = this.#players[this.#at];
    this.#at += 1;
    if (player?.isIn) player.balance += this.#unit * player.gain;
    if (this.#at < this.#players.length) return [];
    this.#bounty -= this.#unit * this.#sum;
    this.#beginPass("leaving");
    return [{ name: "UnitPaid", values: { round: this.#round, unit: this.#unit, bounty: this.#bounty } }];
  }
}
