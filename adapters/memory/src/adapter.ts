import {
  type Account,
  type BlockRange,
  type CallContext,
  type ChainAdapter,
  type ChainConfig,
  type ChainInfo,
  type Clock,
  type Deployment,
  type DeploymentPlan,
  type DeployStep,
  type Fee,
  type InterfaceSpec,
  type LogEvent,
  type Message,
  makeFee,
  OmnisumError,
  type PreparedTransaction,
  type Receipt,
  ReferenceTrainer,
  TRAINER,
  type Travel,
  travelOf,
  type Wire,
} from "@omnisum/core";
import { authorBytes, type MemoryChain, type MemoryTransaction, toLog } from "./chain.ts";
import { execute, query } from "./dispatch.ts";

/** Nothing costs anything here. */
const FREE: Fee = makeFee([], { gas: 0n, bytes: 0 });

/** The adapter of a memory chain. */
export class MemoryAdapter implements ChainAdapter {
  readonly chain: ChainInfo;
  readonly clock: Clock;
  readonly memory: MemoryChain;
  readonly #prepared = new Map<string, MemoryTransaction>();
  readonly #receipts = new Map<string, Receipt>();

  constructor(config: ChainConfig, memory: MemoryChain) {
    this.chain = { ...config, genesis: "memory" };
    this.memory = memory;
    this.clock = {
      advance: (seconds) => {
        memory.now += seconds;
        memory.height += 1n;
        return Promise.resolve();
      },
    };
  }

  async accounts(): Promise<readonly Account[]> {
    return this.memory.accounts.map((address, i) => ({ address, name: String(i) }));
  }

  async balance(address: string): Promise<bigint> {
    return this.memory.balance(address);
  }

  async now(): Promise<bigint> {
    return this.memory.now;
  }

  async height(): Promise<bigint> {
    return this.memory.height;
  }

  authorBytes(address: string): Uint8Array {
    return authorBytes(address);
  }

  deployment(plan: DeploymentPlan): Deployment {
    const { body, firstBytes = body.length } = plan;
    const travel = travelOf(body, { first: firstBytes, most: body.length, skipsZeros: true });
    const steps = [this.#create(plan, travel.first), ...this.#rest(travel)];
    const estimate = async () => steps.map((step) => ({ step, fee: FREE, present: false }));
    return { steps, estimate };
  }

  async query(contract: string, message: Message): Promise<Wire> {
    return query(this.memory.trainer(contract), this.memory.now, message);
  }

  async simulate(from: Account, contract: string, message: Message): Promise<readonly LogEvent[]> {
    const { memory } = this;
    memory.checkFunds(from.address, message.funds ?? 0n);
    const context = { ...this.#context(from.address, message), height: memory.height + 1n };
    const { events } = execute(memory.trainer(contract).clone(), context, message);
    return toLog(events, { block: memory.height + 1n, transaction: "" });
  }

  async estimate(from: Account, contract: string, message: Message): Promise<Fee> {
    await this.simulate(from, contract, message);
    return FREE;
  }

  async prepare(from: Account, contract: string, message: Message): Promise<PreparedTransaction> {
    return this.#prepare({
      from: from.address,
      funds: message.funds ?? 0n,
      run: () => ({
        contract,
        outcome: execute(this.memory.trainer(contract), this.#context(from.address, message), message),
      }),
    });
  }

  async submit({ hash }: PreparedTransaction): Promise<Receipt> {
    const known = this.#receipts.get(hash);
    if (known !== undefined) return known;
    const transaction = this.#prepared.get(hash);
    if (transaction === undefined) throw new OmnisumError("TransactionLost", { hash });
    let contract = "";
    const events = this.memory.mine(hash, {
      ...transaction,
      run: (context) => {
        const result = transaction.run(context);
        contract = result.contract;
        return result;
      },
    });
    const receipt = { hash, block: this.memory.height, events, fee: FREE, outputs: { address: contract } };
    this.#receipts.set(hash, receipt);
    return receipt;
  }

  async *events(contract: string, _on: InterfaceSpec, { from, to }: BlockRange): AsyncIterable<LogEvent> {
    for (const event of this.memory.logs(contract)) {
      if (event.block >= from && (to === undefined || event.block <= to)) yield event;
    }
  }

  async close(): Promise<void> {}

  #context(caller: string, { funds = 0n }: Pick<Message, "funds">): CallContext {
    const { now, height, refusing, random } = this.memory;
    const drawn = random === undefined ? {} : { random };
    return { caller, now, height, sent: funds, accepts: !refusing.has(caller), ...drawn };
  }

  #prepare(transaction: MemoryTransaction): PreparedTransaction {
    const hash = `memory-transaction-${this.#prepared.size}`;
    this.#prepared.set(hash, transaction);
    return { hash, raw: hash };
  }

  #create(plan: DeploymentPlan, first: Uint8Array): DeployStep {
    return {
      name: "create",
      title: "Create the trainer",
      prepare: async ({ address: deployer }) =>
        this.#prepare({
          from: deployer,
          funds: 0n,
          run: ({ now, height: deployedAt }) => {
            const trainer = new ReferenceTrainer({ ...plan, deployer, deployedAt, now, authorBytes });
            const outcome = trainer.deploy(first);
            return { outcome, contract: this.memory.create(trainer) };
          },
        }),
      outcome: ({ outputs }) => outputs,
    };
  }

  /** What is left of a state that does not come with the first transaction. */
  #rest({ uploads }: Travel): readonly DeployStep[] {
    if (uploads.length === 0) return [];
    const steps = uploads.map((upload, i) => {
      return this.#call("upload", `upload-${i + 1}`, {
        title: `Upload weights ${i + 1} of ${uploads.length}`,
        args: { ...upload },
      });
    });
    return [...steps, this.#call("finalize", "finalize", { title: "Finalize the trainer", args: {} })];
  }

  #call(
    method: string,
    name: string,
    { title, args }: { readonly title: string; readonly args: Message["args"] },
  ): DeployStep {
    const message: Message = { on: TRAINER, method, args };
    return {
      name,
      title,
      prepare: (from, outcomes) => this.prepare(from, outcomes.address ?? "", message),
      outcome: () => ({}),
    };
  }
}
