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

/** The operations that funds may come with. */
const PAYABLE: ReadonlySet<string> = new Set(["addData", "addDataBatch"]);

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

/** Runs the operation that a message names. */
export function execute(trainer: ReferenceTrainer, context: CallContext, message: Message): Outcome {
  const args = argumentsOf(message);
  refuseFunds(message);
  switch (message.method) {
    case "upload":
      return trainer.upload(context, args.offset, args.data);
    case "finalize":
      return trainer.finalize(context);
    case "addData":
      return trainer.addData(context, args.sample, args.label);
    case "addDataBatch":
      return trainer.addDataBatch(context, args.samples);
    case "refund":
      return trainer.refund(context, args.contribution);
    case "refundBatch":
      return trainer.refundBatch(context, args.batch);
    case "report":
      return trainer.report(context, args.contribution);
    case "compact":
      return trainer.compact();
    default:
      throw unknownMethod(message);
  }
}

/** Answers the query that a message names. */
export function query(trainer: ReferenceTrainer, now: bigint, message: Message): Wire {
  const args = argumentsOf(message);
  switch (message.method) {
    case "predict":
      return trainer.predict(args.sample);
    case "predictBatch":
      return (args.samples as readonly Uint8Array[]).map((sample) => trainer.predict(sample));
    case "scores":
      return trainer.scores(args.sample);
    case "quote":
      return trainer.quote(args.at === 0n ? now : args.at, args.count);
    case "stats":
      return trainer.stats();
    case "creditOf":
      return trainer.creditOf(args.account);
    case "record":
      return trainer.record(args.slot);
    case "weights":
      return trainer.weights(args.offset, args.limit);
    case "stateHash":
      return trainer.stateHash();
    case "info":
      return trainer.info();
    default:
      throw unknownMethod(message);
  }
}

/** Throws `WrongFunds` when an operation is sent funds that it has no use for. */
function refuseFunds({ method, funds = 0n }: Message): void {
  if (funds > 0n && !PAYABLE.has(method)) throw new OmnisumError("WrongFunds", { expected: "nothing" });
}

function argumentsOf({ args }: Message): Arguments {
  // CAST: a message's arguments are those of its method's description, which this file follows name by name.
  return args as unknown as Arguments;
}

function unknownMethod({ method }: Message): OmnisumError {
  return new OmnisumError("InvalidInput", { name: "method", reason: `a trainer has no ${method}` });
}
