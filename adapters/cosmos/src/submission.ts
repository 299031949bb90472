import { isError, OmnisumError } from "@omnisum/core";
import { refusalError, sequenceMismatch } from "./errors.ts";
import type { CometTx, Node } from "./node.ts";

/** How often a transaction is looked for. */
const POLLING_MS = { development: 20, test: 500, live: 500 } as const;
/** How many times it is looked for before its account's sequence is believed: nodes index a block after making it. */
const PATIENCE = 20;
/** After this time without a block it is sent again, since nodes may drop what waits. */
const AGAIN_MS = 10_000;
/** After this time without a block the chain counts as unreachable. */
const LIMIT_MS = 120_000;

/** The SDK's code for a transaction that waits already; CometBFT itself answers with an error of its RPC. */
const IN_MEMPOOL = 19;

interface Submission {
  readonly hash: string;
  readonly bytes: Uint8Array;
}

/**
 * Sees a signed transaction into a block, sending it only if the chain does not have it. Throws `TransactionLost` when
 * another transaction has taken its place, or what the chain refused it with. Everything else is `ChainUnreachable`, as
 * the transaction may still come to be: who gave it up then and signed another could do a thing twice.
 */
export async function includeTransaction(node: Node, submission: Submission): Promise<CometTx> {
  const begun = Date.now();
  for (let sent: number | undefined; ; ) {
    const transaction = await find(node, submission);
    if (transaction !== undefined) return verdict(node, transaction, submission);
    if (Date.now() - begun > LIMIT_MS) throw unreachable(node, `no block took ${submission.hash} in time`);
    if (sent === undefined || Date.now() - sent > AGAIN_MS) {
      await broadcast(node, submission, sent !== undefined);
      sent = Date.now();
    } else {
      await pause(node);
    }
  }
}

/** The transaction, or nothing while it is in no block. */
async function find(node: Node, { hash }: Submission): Promise<CometTx | undefined> {
  try {
    return await node.transaction(hash);
  } catch (error) {
    throw isError(error, "ChainUnreachable") ? error : unreachable(node, error);
  }
}

/** Throws `TransactionLost` or what the node refused it with, unless it is in a block after all. */
async function broadcast(node: Node, submission: Submission, wasTaken: boolean): Promise<void> {
  const { code, log } = await send(node, submission);
  if (code === 0) return;
  const sequence = sequenceMismatch(log);
  // Another node behind the endpoint may have taken it, with the account's transaction before it.
  if (sequence !== undefined && sequence.expected < sequence.got && wasTaken) return;
  for (let look = 0; look < PATIENCE; look++) {
    if ((await find(node, submission)) !== undefined) return;
    if (sequence === undefined) break;
    await pause(node);
  }
  if (sequence !== undefined && sequence.expected > sequence.got) {
    throw new OmnisumError("TransactionLost", { hash: submission.hash });
  }
  throw refusal(node, log, submission);
}

/** What the node says to a transaction, which may wait there already. */
async function send(node: Node, { bytes }: Submission): Promise<{ readonly code: number; readonly log: string }> {
  try {
    const { code, log = "" } = await node.comet.broadcastTxSync({ tx: bytes });
    return { code: code === IN_MEMPOOL ? 0 : code, log };
  } catch (error) {
    if (/tx already exists in cache/.test(String(error))) return { code: 0, log: "" };
    throw unreachable(node, error);
  }
}

function verdict(node: Node, transaction: CometTx, submission: Submission): CometTx {
  const { code, log = "" } = transaction.result;
  if (code === 0) return transaction;
  throw refusal(node, log, submission);
}

function refusal({ config: { name: chain, endpoint } }: Node, log: string, { hash }: Submission): OmnisumError {
  return refusalError(log, { chain, endpoint, hash });
}

function unreachable({ config: { name: chain, endpoint } }: Node, cause: unknown): OmnisumError {
  return new OmnisumError("ChainUnreachable", { chain, endpoint }, { cause });
}

function pause({ config: { stage } }: Node): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLLING_MS[stage]));
}
