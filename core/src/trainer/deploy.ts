import { CONTRACT_ERRORS, type ErrorName, isError, OmnisumError } from "../errors.ts";
import type { Account, ChainAdapter, DeployStep, Outcomes, PreparedTransaction, Receipt } from "../ports.ts";
import { initialStateHash } from "./initial-state.ts";
import type { Journal, JournalEntry, StepDone } from "./journal.ts";
import { packPlan, planDigest, planStateHash, type TrainerPlan } from "./plan.ts";
import { Trainer } from "./trainer.ts";

export interface DeployRequest {
  readonly chain: ChainAdapter;
  readonly from: Account;
  readonly plan: TrainerPlan;
  readonly journal: Journal;
  /** Told before a step is sent and when it is done. */
  readonly onProgress?: (progress: DeployProgress) => void;
  /** Told of every transaction that this attempt saw on the chain. */
  readonly onReceipt?: (step: DeployStep, receipt: Receipt) => void;
}

export interface DeployProgress {
  readonly step: DeployStep;
  readonly number: number;
  readonly of: number;
  readonly state: "sending" | "done";
}

export interface Deployed {
  readonly trainer: Trainer;
  /** What all steps together cost, those of earlier attempts included, in the smallest unit. */
  readonly charged: bigint;
}

/** Besides a contract's refusal, what ends a transaction for good. */
const FINAL: ReadonlySet<ErrorName> = new Set(["TransactionFailed", "TransactionLost", "InsufficientFunds"]);

/**
 * Deploys a plan, or continues a deployment where its journal ends: each transaction is journaled, signed, before it is
 * sent, so that stopping at any moment loses nothing and sends nothing twice.
 * Throws `JournalMismatch` for a journal of another chain, `JournalInUse` for one of another plan, `StateMismatch`
 * when the trainer was finalized with another state.
 */
export async function deployTrainer(request: DeployRequest): Promise<Deployed> {
  const { chain, plan, journal, onProgress } = request;
  const packed = packPlan(plan);
  const { steps } = chain.deployment(packed);
  const past = await begin(request, planDigest(packed));
  let outcomes: Outcomes = {};
  let charged = 0n;
  for (const [i, step] of steps.entries()) {
    onProgress?.({ step, number: i + 1, of: steps.length, state: "sending" });
    const done =
      past.find((entry): entry is StepDone => entry.kind === "done" && entry.step === step.name) ??
      (await run(request, { step, outcomes }, past));
    outcomes = { ...outcomes, ...done.outcomes };
    charged += BigInt(done.charged);
    onProgress?.({ step, number: i + 1, of: steps.length, state: "done" });
  }
  const trainer = await Trainer.attach(chain, outcomes.address ?? "");
  const stateHash = planStateHash(packed);
  await verify(trainer, stateHash);
  if (!past.some(({ kind }) => kind === "finished")) {
    await journal.append({ kind: "finished", address: trainer.address, stateHash });
  }
  return { trainer, charged };
}

/** The entries of the journal, which is begun if it is empty. */
async function begin({ chain, from, journal }: DeployRequest, digest: string): Promise<readonly JournalEntry[]> {
  const { chainId, genesis } = chain.chain;
  const entries = await journal.entries();
  const begun = entries.find((entry) => entry.kind === "begun");
  if (begun === undefined) {
    await journal.append({ kind: "begun", chainId, genesis, digest, from: from.address });
    return entries;
  }
  if (begun.chainId !== chainId || begun.genesis !== genesis) {
    const name = (id: string, first: string) => `${id} (first block ${first.slice(0, 12)}…)`;
    throw new OmnisumError("JournalMismatch", {
      file: journal.file,
      actual: name(begun.chainId, begun.genesis),
      expected: name(chainId, genesis),
    });
  }
  if (begun.digest !== digest) throw new OmnisumError("JournalInUse", { file: journal.file });
  return entries;
}

/** A step, and what those before it came to. */
interface PendingStep {
  readonly step: DeployStep;
  readonly outcomes: Outcomes;
}

async function run(
  request: DeployRequest,
  { step, outcomes }: PendingStep,
  past: readonly JournalEntry[],
): Promise<StepDone> {
  const { from, journal } = request;
  const last = past.findLast((entry) => "step" in entry && entry.step === step.name);
  if (last?.kind === "sending") return send(request, { step, outcomes }, last.transaction);
  const present = await step.find?.(outcomes);
  if (present !== undefined) return finish(journal, { step: step.name, outcomes: present, charged: "0" });
  const transaction = await step.prepare(from, outcomes);
  await journal.append({ kind: "sending", step: step.name, transaction });
  return send(request, { step, outcomes }, transaction);
}

async function send(
  request: DeployRequest,
  { step, outcomes }: PendingStep,
  transaction: PreparedTransaction,
): Promise<StepDone> {
  const receipt = await submit(request, step, transaction);
  request.onReceipt?.(step, receipt);
  return finish(request.journal, {
    step: step.name,
    outcomes: step.outcome(receipt, outcomes),
    charged: receipt.fee.total.toString(),
  });
}

async function submit(
  { chain, journal }: DeployRequest,
  step: DeployStep,
  transaction: PreparedTransaction,
): Promise<Receipt> {
  try {
    return await chain.submit(transaction);
  } catch (error) {
    if (isFinal(error)) await journal.append({ kind: "failed", step: step.name, error: String(error) });
    throw error;
  }
}

/**
 * Whether a transaction can never take effect any more, so that the step may be prepared anew. Whatever else goes wrong,
 * a strange answer of the endpoint for one, says nothing about the transaction: the same one is sent again.
 */
function isFinal(error: unknown): boolean {
  return isError(error) && (Object.hasOwn(CONTRACT_ERRORS, error.name) || FINAL.has(error.name));
}

async function finish(journal: Journal, step: Omit<StepDone, "kind">): Promise<StepDone> {
  const done = { kind: "done", ...step } as const;
  await journal.append(done);
  return done;
}

async function verify(trainer: Trainer, expected: string): Promise<void> {
  const actual = await initialStateHash(trainer);
  if (actual !== expected)
    throw new OmnisumError("StateMismatch", { source: "The deployed trainer", actual, expected });
}
