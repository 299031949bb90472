import { CONTRACT_ERRORS, type ErrorName, isError } from "@omnisum/core";

/** What the contracts refuse because of what was given to them. */
const WRONG_INPUT: ReadonlySet<ErrorName> = new Set(["InvalidConfig", "InvalidLabel", "InvalidSample", "InvalidBatch"]);

/** What goes wrong on this side without anybody having given wrong input. */
const CHAIN_FAILURES: ReadonlySet<ErrorName> = new Set([
  "ChainUnreachable",
  "DeploymentIncomplete",
  "HistoryAltered",
  "HistoryGap",
  "HistoryReordered",
  "InsufficientFunds",
  "MalformedResponse",
  "StateMismatch",
  "StateMoved",
  "StatesDiffer",
  "TransactionFailed",
  "TransactionLost",
  "UnsupportedProtocol",
]);

/** 1: failed on the chain; 2: wrong input. What nobody foresaw counts as failed. */
export function exitCodeOf(error: unknown): 1 | 2 {
  if (!isError(error)) return 1;
  if (CHAIN_FAILURES.has(error.name)) return 1;
  return error.name in CONTRACT_ERRORS && !WRONG_INPUT.has(error.name) ? 1 : 2;
}
