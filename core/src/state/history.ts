import { OmnisumError } from "../errors.ts";
import type { LogEvent } from "../ports.ts";
import type { Trainer } from "../trainer/trainer.ts";
import { describeIdentity, type Identity, identityOf, isSame } from "./export.ts";

/** The events of a trainer, wherever they were kept. */
export interface History extends Identity {
  /** Those of the blocks `from` to `to`, both included, oldest first. */
  events(from: bigint, to: bigint): AsyncIterable<LogEvent>;
}

/** The history of a trainer as its chain tells it. */
export function historyOf(trainer: Trainer): History {
  return { ...identityOf(trainer), events: (from, to) => trainer.events({ from, to }) };
}

/** Throws `ForeignHistory` unless a history is that of `trainer`. */
export function checkHistory(history: History, trainer: Trainer): void {
  const identity = identityOf(trainer);
  if (isSame(history, identity)) return;
  const [actual, expected] = [history, identity].map(describeIdentity);
  throw new OmnisumError("ForeignHistory", { actual: actual ?? "", expected: expected ?? "" });
}
