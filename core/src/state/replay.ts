import { equalBytes, toHex } from "../bytes.ts";
import { isError, OmnisumError } from "../errors.ts";
import type { LogEvent } from "../ports.ts";
import { commitmentOf, contributionHash, merkleTree } from "../protocol/commitment.ts";
import type { Trainer } from "../trainer/trainer.ts";
import { type Addition, additionOf, describeEvent } from "./addition.ts";
import { describeIdentity, identityOf, isSame, type StateExport } from "./export.ts";
import { checkHistory, type History, historyOf } from "./history.ts";
import { LocalModel } from "./local-model.ts";
import { readAtRest, type StateMark } from "./mark.ts";

export interface ReplayRequest {
  /** The trainer whose state the result must equal. */
  readonly trainer: Trainer;
  /** The trainer's initial state, wherever it was exported, or a later one that was exported from this trainer. */
  readonly from: StateExport;
  /** Where the events come from; from the trainer's chain if not given. */
  readonly history?: History;
  /** Told how many contributions have been taken. */
  readonly onProgress?: (contributions: bigint) => void;
}

export interface Replayed {
  readonly model: LocalModel;
  readonly mark: StateMark;
  /** How many events were read. */
  readonly events: number;
}

/**
 * Rebuilds a trainer's state from an earlier state and the events alone, and compares it with the chain's. Where they
 * differ, it names the first event at which they do: `HistoryGap`, `HistoryReordered`, `HistoryAltered`; a difference that no
 * event shows is `StateMismatch`. Throws `ForeignHistory` for events of another trainer, `ForeignState` for a state that
 * this trainer never had, `WrongPhase` while a market is being scored.
 */
export async function replay({ trainer, from, history, onProgress }: ReplayRequest): Promise<Replayed> {
  const source = history ?? historyOf(trainer);
  checkHistory(source, trainer);
  const { mark } = await readAtRest(trainer, () => Promise.resolve());
  const model = await begin(trainer, from, source);
  const kept = new Map<number, KeptAddition>();
  let events = 0;
  let failure: Failure | undefined;
  const first = model.block + 1n > trainer.info.deployedAt ? model.block + 1n : trainer.info.deployedAt;
  for await (const event of source.events(first, mark.block)) {
    failure = failure === undefined ? attempt(model, event, events) : reconsider(failure, event);
    keep(kept, event, events);
    events += 1;
    onProgress?.(model.contributions);
  }
  const altered = await firstAltered(trainer, kept);
  if (altered !== undefined && (failure === undefined || altered.number <= failure.number)) throw altered.error;
  if (failure !== undefined) throw failure.error;
  compare(model, mark, kept);
  return { model, mark, events };
}

/** The state to begin with; throws `ForeignState` unless the trainer had it. */
async function begin(trainer: Trainer, from: StateExport, source: History): Promise<LocalModel> {
  const { header, incentive, deployedAt } = trainer.info;
  const own = isSame(from.origin, identityOf(trainer));
  if (own && equalBytes(from.header, header)) return LocalModel.from({ ...from, incentive });
  for await (const { name, values } of source.events(deployedAt, await trainer.chain.height())) {
    if (name !== "Finalized") continue;
    // CAST: the codec gives the fields that the description of this event lists.
    const actual = toHex(values.stateHash as Uint8Array);
    if (actual === from.stateHash) return LocalModel.from({ ...from, incentive }, true);
    break;
  }
  const [actual, expected] = [from.origin, identityOf(trainer)].map(describeIdentity);
  throw new OmnisumError("ForeignState", { actual: actual ?? "", expected: expected ?? "" });
}

interface Failure {
  /** Which event it was. */
  readonly number: number;
  readonly error: OmnisumError;
}

function attempt(model: LocalModel, event: LogEvent, number: number): Failure | undefined {
  try {
    model.take(event);
    return undefined;
  } catch (error) {
    if (isError(error)) return { number, error };
    throw error;
  }
}

/** What was missing may come later: then the order is wrong. */
function reconsider(failure: Failure, event: LogEvent): Failure {
  const { error, number } = failure;
  const id = firstIdOf(event);
  if (!isError(error, "HistoryGap") || id === undefined || id !== error.values.expected) return failure;
  return { number, error: new OmnisumError("HistoryReordered", { event: String(error.values.found) }) };
}

function firstIdOf({ name, values }: LogEvent): unknown {
  return name === "DataAdded" ? values.id : name === "BatchAdded" ? values.firstId : undefined;
}

/** The last addition that took a slot, by which the slot's record can be checked. */
interface KeptAddition {
  readonly number: number;
  readonly event: LogEvent;
}

function keep(kept: Map<number, KeptAddition>, event: LogEvent, number: number): void {
  const { slot } = event.values;
  if (firstIdOf(event) !== undefined && typeof slot === "number") kept.set(slot, { number, event });
}

/** The first event that is not what its open record on the chain commits to. */
async function firstAltered(trainer: Trainer, kept: ReadonlyMap<number, KeptAddition>): Promise<Failure | undefined> {
  const ordered = [...kept].sort(([, a], [, b]) => a.number - b.number);
  for (const [slot, { number, event }] of ordered) {
    const { commitment, settled } = await trainer.record(slot);
    if (settled || equalBytes(commitment, commitmentOfEvent(trainer, event))) continue;
    const error = new OmnisumError("HistoryAltered", { event: describeEvent(event), field: "commitment" });
    return { number, error };
  }
  return undefined;
}

function commitmentOfEvent({ chain }: Trainer, event: LogEvent): Uint8Array {
  const added = malformedIsNothing(event);
  if (added === undefined) return new Uint8Array();
  const { firstId, items, taught, author, ...rest } = added;
  const hashes = items.map((item, i) => {
    const contribution = { ...rest, ...item, id: firstId + BigInt(i), taught: ((taught >> BigInt(i)) & 1n) === 1n };
    return contributionHash(contribution, chain.authorBytes(author));
  });
  return commitmentOf(merkleTree(hashes).root);
}

function malformedIsNothing(event: LogEvent): Addition | undefined {
  try {
    return additionOf(event);
  } catch (error) {
    if (isError(error, "HistoryAltered")) return undefined;
    throw error;
  }
}

/** Throws `HistoryGap` when the last contributions are missing, `StateMismatch` when the state is another one. */
function compare(model: LocalModel, mark: StateMark, kept: ReadonlyMap<number, KeptAddition>): void {
  if (model.contributions !== mark.contributions) {
    throw new OmnisumError("HistoryGap", { expected: model.contributions, found: "the present state" });
  }
  if (model.unsettled) throw new OmnisumError("WrongPhase", { phase: 3 });
  const actual = model.stateHash();
  if (actual === mark.stateHash) return;
  const last = [...kept.values()].reduce<KeptAddition | undefined>(
    (a, b) => (a && a.number > b.number ? a : b),
    undefined,
  );
  const source = `The replay${last ? ` up to ${describeEvent(last.event)}` : ""}`;
  throw new OmnisumError("StateMismatch", { source, actual, expected: mark.stateHash });
}
