import {
  type Batch,
  type CallContext,
  type Contribution,
  type Message,
  OmnisumError,
  type Outcome,
  type ReferenceTrainer,
  type Wire,
} from "@omnisum/core";

interface Arguments {
  readonly sample: Uint8Array;
  readonly samples: never;
  readonly label: number;
  readonly offset: number;
  readonly limit: number;
  readonly data: Uint8Array;
  readonly contribution: Contribution;
  readonly batch: Batch;
  readonly at: bigint;
  readonly count: number;
  readonly account: string;
  readonly slot: number;
}

type Operation = (trainer: ReferenceTrainer, context: CallContext, args: Arguments) => Outcome;
type Query = (trainer: ReferenceTrainer, now: bigint, args: Arguments) => Wire;

/** What every trainer does; what is not here is the incentive mechanism's own. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  upload: (trainer, context, { offset, data }) => trainer.upload(context, offset, data),
  finalize: (trainer, context) => trainer.finalize(context),
  addData: (trainer, context, { sample, label }) => trainer.addData(context, sample, label),
  addDataBatch: (trainer, context, { samples }) => trainer.addDataBatch(context, samples),
  refund: (trainer, context, { contribution }) => trainer.refund(context, contribution),
  refundBatch: (trainer, context, { batch }) => trainer.refundBatch(context, batch),
  report: (trainer, context, { contribution }) => trainer.report(context, contribution),
  compact: (trainer) => trainer.compact(),
};

const QUERIES: Readonly<Record<string, Query>> = {
  predict: (trainer, _, { sample }) => trainer.predict(sample),
  predictBatch: (trainer, _, { samples }) =>
    (samples as readonly Uint8Array[]).map((sample) => trainer.predict(sample)),
  scores: (trainer, _, { sample }) => trainer.scores(sample),
  quote: (trainer, now, { at, count }) => trainer.quote(at === 0n ? now : at, count),
  stats: (trainer) => trainer.stats(),
  creditOf: (trainer, _, { account }) => trainer.creditOf(account),
  record: (trainer, _, { slot }) => trainer.record(slot),
  weights: (trainer, _, { offset, limit }) => trainer.weights(offset, limit),
  stateHash: (trainer) => trainer.stateHash(),
  info: (trainer) => trainer.info(),
};

/** Runs the operation that a message names; throws `WrongFunds` when it is sent funds that it has no use for. */
export function execute(trainer: ReferenceTrainer, context: CallContext, message: Message): Outcome {
  const { method, funds = 0n } = message;
  const spec = trainer.spec.methods[method];
  if (spec === undefined || spec.returns !== undefined) throw unknownMethod(message);
  if (funds > 0n && !spec.payable) throw new OmnisumError("WrongFunds", { expected: "nothing" });
  const operation = OPERATIONS[method];
  return operation === undefined
    ? trainer.executeOwn(context, method, message.args)
    : operation(trainer, context, argumentsOf(message));
}

/** Answers the query that a message names. */
export function query(trainer: ReferenceTrainer, now: bigint, message: Message): Wire {
  const { method } = message;
  if (trainer.spec.methods[method]?.returns === undefined) throw unknownMethod(message);
  const answer = QUERIES[method];
  return answer === undefined
    ? trainer.queryOwn(now, method, message.args)
    : answer(trainer, now, argumentsOf(message));
}

function argumentsOf({ args }: Message): Arguments {
  // CAST: a message's arguments are those of its method's description, which this file follows name by name.
  return args as unknown as Arguments;
}

function unknownMethod({ method }: Message): OmnisumError {
  return new OmnisumError("InvalidInput", { name: "method", reason: `a trainer has no ${method}` });
}
