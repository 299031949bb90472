import {
  type Account,
  addFees,
  type Call,
  type ChainAdapter,
  type Deployed,
  deployTrainer,
  type Fee,
  type Measurement,
  makeFee,
  memoryJournal,
  packPlan,
  type Sent,
  type TrainerPlan,
} from "@omnisum/core";

/** Sends operations on one chain and keeps what each was expected to cost and was charged. */
export class Meter {
  readonly chain: ChainAdapter;
  readonly #measurements: Measurement[] = [];

  constructor(chain: ChainAdapter) {
    this.chain = chain;
  }

  get measurements(): readonly Measurement[] {
    return this.#measurements;
  }

  /** Estimates, then sends; `operation` names what it turned out to be. */
  async send<R>(call: Call<R>, from: Account, operation: string | ((result: R) => string)): Promise<Sent<R>> {
    const estimated = await call.estimate(from);
    const sent = await call.send(from);
    const name = typeof operation === "string" ? operation : operation(sent.result);
    this.#keep(name, estimated, sent.receipt.fee);
    return sent;
  }

  /** Deploys a plan; what all its transactions cost together is one operation. */
  async deploy(plan: TrainerPlan, from: Account, operation: string): Promise<Deployed> {
    const { chain } = this;
    const estimates = await chain.deployment(packPlan(plan)).estimate(from);
    const charged: Fee[] = [];
    const onReceipt = (_: unknown, { fee }: { readonly fee: Fee }) => void charged.push(fee);
    const deployed = await deployTrainer({ chain, from, plan, journal: memoryJournal(), onReceipt });
    this.#keep(operation, addFees(estimates.map(({ fee }) => fee)), addFees(charged));
    return deployed;
  }

  /** An operation that costs nothing on any chain. */
  free(operation: string): void {
    const nothing = makeFee([], { gas: 0n, bytes: 0 });
    this.#keep(operation, nothing, nothing);
  }

  #keep(operation: string, estimated: Fee, charged: Fee): void {
    this.#measurements.push({ operation, chain: this.chain.chain.name, estimated, charged });
  }
}
