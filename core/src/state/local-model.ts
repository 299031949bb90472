import { toHex } from "../bytes.ts";
import { isError, OmnisumError } from "../errors.ts";
import { readIncentive } from "../incentives/index.ts";
import { MODELS, modelDefinition } from "../models/index.ts";
import { type Model, readHeader } from "../models/model.ts";
import { stateHash } from "../models/state-hash.ts";
import type { LogEvent } from "../ports.ts";
import { additionOf, describeEvent } from "./addition.ts";
import type { StateExport } from "./export.ts";
import { dependsOnPast, type Lesson, type LessonRule, lessonRule } from "./lessons.ts";

/** The value of the parameter `credit` under which only contributions that taught earn it (docs/protocol.md §5). */
const CREDIT_TAUGHT = 1n;

interface Position {
  readonly block: bigint;
  readonly index: number;
}

/** What a local model is made of, and where it stands in the trainer's history. */
interface Parts {
  readonly header: Uint8Array;
  readonly model: Model;
  readonly rule: LessonRule;
  /** Whether the chain asks every model what it predicts before it learns (docs/protocol.md §5). */
  readonly asked: boolean;
  /** Up to here, the state has the lessons already. */
  readonly known: bigint;
  contributions: bigint;
  last: Position;
}

/**
 * A trainer's model in this process, kept current by the trainer's events and by nothing else. It takes only the event that
 * comes next: whatever is missing, out of order or untrue is refused, and it is not to be used any more after that.
 */
export class LocalModel {
  readonly #parts: Parts;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The model of a trainer with this mechanism in an exported state, before the event from which `firstBlock` says to go on. */
  static from({ header, body, incentive, origin }: StateExport, initial = false): LocalModel {
    const config = readHeader(MODELS, header);
    const { kind, parameters } = readIncentive(incentive);
    const whole = initial || dependsOnPast(kind);
    return new LocalModel({
      header,
      model: modelDefinition(config.kind).create(config, body),
      rule: lessonRule(kind),
      asked: parameters.credit === CREDIT_TAUGHT,
      known: initial ? -1n : origin.block,
      contributions: whole ? 0n : origin.contributions,
      last: { block: whole ? -1n : origin.block, index: Number.MAX_SAFE_INTEGER },
    });
  }

  /** How many contributions its history has so far. */
  get contributions(): bigint {
    return this.#parts.contributions;
  }

  /** Events after this block are still to be taken. */
  get block(): bigint {
    return this.#parts.last.block;
  }

  /** Whether the chain's model is in the middle of something, so that the two cannot be compared now. */
  get unsettled(): boolean {
    return this.#parts.rule.unsettled;
  }

  predict(sample: Uint8Array): number {
    return this.#parts.model.predict(sample);
  }

  scores(sample: Uint8Array): readonly bigint[] {
    return this.#parts.model.scores(sample);
  }

  /** The body of the canonical state (docs/protocol.md §8). */
  body(): Uint8Array {
    return this.#parts.model.body();
  }

  stateHash(): string {
    return toHex(stateHash(this.#parts.header, this.body()));
  }

  clone(): LocalModel {
    const { model, rule } = this.#parts;
    return new LocalModel({ ...this.#parts, model: model.clone(), rule: rule.clone() });
  }

  /** Takes the event that comes next; throws `HistoryGap`, `HistoryReordered` or `HistoryAltered`. */
  take(event: LogEvent): void {
    const parts = this.#parts;
    if (!isAfter(event, parts.last)) throw new OmnisumError("HistoryReordered", { event: describeEvent(event) });
    const added = additionOf(event);
    if (added !== undefined) this.#checkNext(event, added.firstId);
    const lessons = parts.rule.take(event);
    if (event.block > parts.known) for (const lesson of lessons) this.#learn(event, lesson);
    parts.contributions += BigInt(added?.items.length ?? 0);
    parts.last = { block: event.block, index: event.index };
  }

  #checkNext(event: LogEvent, id: bigint): void {
    const expected = this.#parts.contributions;
    if (id < expected) throw new OmnisumError("HistoryReordered", { event: describeEvent(event) });
    if (id > expected) throw new OmnisumError("HistoryGap", { expected, found: describeEvent(event) });
  }

  #learn(event: LogEvent, { sample, label, taught }: Lesson): void {
    const altered = (field: string, cause?: unknown) =>
      new OmnisumError("HistoryAltered", { event: describeEvent(event), field }, { cause });
    let actual: boolean;
    try {
      actual = this.#parts.model.learn(sample, label, this.#parts.asked);
    } catch (error) {
      if (!isError(error)) throw error;
      if (taught === undefined && error.name === "CounterOverflow") return;
      throw altered(error.name === "InvalidLabel" ? "label" : "sample", error);
    }
    if (taught !== undefined && taught !== actual) throw altered("taught");
  }
}

function isAfter(event: Position, last: Position): boolean {
  return event.block > last.block || (event.block === last.block && event.index > last.index);
}
