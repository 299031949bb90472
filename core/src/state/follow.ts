import { OmnisumError } from "../errors.ts";
import type { LogEvent } from "../ports.ts";
import { readMetadata } from "../trainer/metadata.ts";
import type { Trainer } from "../trainer/trainer.ts";
import { describeIdentity, exportState, identityOf, isSame, originOf, type StateExport } from "./export.ts";
import { historyOf } from "./history.ts";
import { LocalModel } from "./local-model.ts";
import { readAtRest, type StateMark } from "./mark.ts";

export interface FollowOptions {
  /** An earlier export of this trainer to begin with; the present state is read if none is given. */
  readonly from?: StateExport;
  /** How many of the last blocks the chain may still replace by others. */
  readonly depth?: bigint;
}

/** What an update brought. */
export interface FollowerUpdate {
  /** The height up to which the copy is current. */
  readonly block: bigint;
  /** How many events were new. */
  readonly events: number;
  /** Whether blocks that were followed were replaced by others. */
  readonly reorganized: boolean;
}

/** Replaced blocks on the networks of our data are fewer; what is deeper is found by `verify`. */
const DEPTH = 64n;

/**
 * A local copy of a trainer's model, kept current by the trainer's events, that predicts without asking the chain.
 *
 * @example
 * const follower = await Follower.start(trainer);
 * follower.predict(sample); // at once, from memory
 * await follower.update(); // as often as wanted
 */
export class Follower {
  readonly trainer: Trainer;
  readonly #depth: bigint;
  /** The model at the end of the last block that stays for good. */
  #base: LocalModel;
  #baseBlock: bigint;
  /** The events since, all of which the tip has taken. */
  #recent: readonly LogEvent[] = [];
  #tip: LocalModel;
  #block: bigint;

  private constructor(trainer: Trainer, from: StateExport, depth: bigint) {
    this.trainer = trainer;
    this.#depth = depth;
    this.#base = LocalModel.from({ ...from, incentive: trainer.info.incentive });
    this.#baseBlock = this.#base.block;
    this.#tip = this.#base.clone();
    this.#block = this.#base.block;
  }

  /** Throws `ForeignState` for an export of another trainer. */
  static async start(trainer: Trainer, { from, depth = DEPTH }: FollowOptions = {}): Promise<Follower> {
    const state = from ?? (await exportState(trainer));
    const identity = identityOf(trainer);
    if (!isSame(state.origin, identity)) {
      throw new OmnisumError("ForeignState", {
        actual: describeIdentity(state.origin),
        expected: describeIdentity(identity),
      });
    }
    const follower = new Follower(trainer, state, depth);
    await follower.update();
    return follower;
  }

  /** The label of a packed sample by the local copy; throws `InvalidSample`. */
  predict(sample: Uint8Array): number {
    return this.#tip.predict(sample);
  }

  /** What the prediction rests on. */
  scores(sample: Uint8Array): readonly bigint[] {
    return this.#tip.scores(sample);
  }

  get contributions(): bigint {
    return this.#tip.contributions;
  }

  /** The height up to which the copy is current. */
  get block(): bigint {
    return this.#block;
  }

  stateHash(): string {
    return this.#tip.stateHash();
  }

  /** The copy as an export, to go on from later. */
  state(): StateExport {
    const { header, incentive, metadata } = this.trainer.info;
    return {
      header,
      body: this.#tip.body(),
      stateHash: this.#tip.stateHash(),
      incentive,
      metadata: readMetadata(metadata),
      origin: originOf(this.trainer, { block: this.#block, contributions: this.#tip.contributions }),
    };
  }

  /**
   * Takes what has happened since. Blocks that were replaced are unlearned. Throws `HistoryGap`, `HistoryReordered` or
   * `HistoryAltered` when the events do not fit together; the copy is then as it was before.
   */
  async update(): Promise<FollowerUpdate> {
    return this.#updateTo(await this.trainer.chain.height());
  }

  /** Updates, and compares the copy with the chain's state; throws `StateMismatch` when they differ. */
  async verify(): Promise<StateMark> {
    const { mark } = await readAtRest(this.trainer, () => Promise.resolve());
    await this.#updateTo(mark.block);
    if (this.#tip.unsettled) throw new OmnisumError("WrongPhase", { phase: 3 });
    const actual = this.#tip.stateHash();
    if (actual !== mark.stateHash) {
      throw new OmnisumError("StateMismatch", { source: "The local copy", actual, expected: mark.stateHash });
    }
    return mark;
  }

  async #updateTo(height: bigint): Promise<FollowerUpdate> {
    const events: LogEvent[] = [];
    for await (const event of historyOf(this.trainer).events(this.#baseBlock + 1n, height)) events.push(event);
    const known = this.#recent.findIndex((event, i) => !isSameEvent(event, events[i]));
    const reorganized = known >= 0;
    const tip = reorganized ? this.#base.clone() : this.#tip;
    const fresh = events.slice(reorganized ? 0 : this.#recent.length);
    this.#takeAll(tip, fresh);
    this.#tip = tip;
    this.#recent = events;
    this.#block = height;
    this.#settle();
    return { block: height, events: fresh.length, reorganized };
  }

  /** A copy that could not take an event has half of it, so it is made anew. */
  #takeAll(tip: LocalModel, events: readonly LogEvent[]): void {
    try {
      for (const event of events) tip.take(event);
    } catch (error) {
      this.#tip = this.#base.clone();
      for (const event of this.#recent) this.#tip.take(event);
      throw error;
    }
  }

  /** Takes what cannot be replaced any more into the base. */
  #settle(): void {
    const settled = this.#block - this.#depth;
    if (settled <= this.#baseBlock) return;
    for (const event of this.#recent) if (event.block <= settled) this.#base.take(event);
    this.#recent = this.#recent.filter(({ block }) => block > settled);
    this.#baseBlock = settled;
  }
}

function isSameEvent(event: LogEvent, other: LogEvent | undefined): boolean {
  return (
    other !== undefined &&
    event.transaction === other.transaction &&
    event.index === other.index &&
    event.block === other.block
  );
}
