import {
  type Account,
  type ChainAdapter,
  type DeploymentPlan,
  type DeployStep,
  type LogEvent,
  OmnisumError,
  type Outcomes,
  TRAINER,
  Trainer,
  toHex,
  type Wire,
  type WireRecord,
} from "@omnisum/core";
import { type Refusal, refusalOf } from "../support/errors.ts";

/** What an operation or a query came to, in a form that is the same on every chain. */
export type Result =
  | { readonly events: readonly { readonly name: string; readonly values: Plain }[] }
  | { readonly answer: Plain }
  | { readonly refused: Refusal };
export type Plain = string | number | boolean | bigint | readonly Plain[] | { readonly [field: string]: Plain };

/** How many accounts take part. */
export const PEOPLE = 4;
/** Which of them deploys. */
export const DEPLOYER = 0;

/** One of the two chains that are compared: it holds the same trainer as the other, and does the same. */
export class Side {
  readonly chain: ChainAdapter;
  readonly people: readonly Account[];
  /** Events of the last operation, as the chain has them. */
  lastEvents: readonly LogEvent[] = [];
  #address = "";
  #steps: DeployStep[] = [];
  #outcomes: Outcomes = {};
  readonly #names: ReadonlyMap<string, string>;
  /** What each person has paid in fees. */
  #fees: bigint[] = [];
  #endowments: readonly bigint[] = [];

  private constructor(chain: ChainAdapter, people: readonly Account[]) {
    this.chain = chain;
    this.people = people;
    this.#names = new Map(people.map(({ address }, i) => [address, `person ${i}`]));
  }

  static async open(chain: ChainAdapter): Promise<Side> {
    const people = (await chain.accounts()).slice(0, PEOPLE);
    return new Side(chain, people);
  }

  person(index: number): Account {
    const account = this.people[index];
    if (account === undefined) throw new OmnisumError("MissingInput", { name: `account ${index}` });
    return account;
  }

  /** Deploys as much of the plan as one transaction carries. */
  async begin(plan: DeploymentPlan): Promise<void> {
    this.#steps = [...this.chain.deployment(plan).steps];
    this.#outcomes = {};
    while (this.#outcomes.address === undefined) await this.#step();
    this.#address = this.#outcomes.address;
    this.#fees = [];
    this.#endowments = await this.#holdings();
  }

  /** Sends the rest of the plan. */
  async finish(): Promise<void> {
    while (this.#steps.length > 0) await this.#step();
  }

  async advance(seconds: bigint): Promise<void> {
    if (seconds > 0n) await this.chain.clock?.advance(seconds);
  }

  /** Sends an operation. */
  async operate(
    from: number,
    method: string,
    { args, funds }: { readonly args: WireRecord; readonly funds: bigint },
  ): Promise<Result> {
    const message = { on: TRAINER, method, args, funds };
    this.lastEvents = [];
    return this.#result(async () => {
      const prepared = await this.chain.prepare(this.person(from), this.#address, message);
      const { events, fee } = await this.chain.submit(prepared, TRAINER);
      this.#charge(from, fee.total);
      this.lastEvents = events;
      return { events: events.map(({ name, values }) => ({ name, values: this.#plain(values) })) };
    });
  }

  ask(method: string, args: WireRecord): Promise<Result> {
    return this.#result(async () => ({
      answer: this.#plain(await this.chain.query(this.#address, { on: TRAINER, method, args })),
    }));
  }

  /** By how much each person and the trainer hold more than in the beginning, fees aside. */
  async gains(): Promise<readonly bigint[]> {
    const holdings = await this.#holdings();
    return holdings.map((holding, i) => holding - (this.#endowments[i] ?? 0n) + (this.#fees[i] ?? 0n));
  }

  /** The contributions as the trainer lists them, for one who may report. */
  async contributions(reporter: number): Promise<readonly Plain[]> {
    const trainer = await Trainer.attach(this.chain, this.#address);
    const views = [];
    for await (const { contribution, ...state } of trainer.contributions({ reporter: this.person(reporter).address })) {
      const { author, proof, ...fields } = contribution;
      views.push(this.#plain({ ...fields, ...state, author, proofLength: proof.length }));
    }
    return views;
  }

  async #step(): Promise<void> {
    const step = this.#steps.shift();
    if (step === undefined) throw new OmnisumError("MissingInput", { name: "a step that gives an address" });
    const outcomes = (await step.find?.(this.#outcomes)) ?? (await this.#send(step));
    this.#outcomes = { ...this.#outcomes, ...outcomes };
  }

  async #send(step: DeployStep): Promise<Outcomes> {
    const receipt = await this.chain.submit(await step.prepare(this.person(DEPLOYER), this.#outcomes));
    this.#charge(DEPLOYER, receipt.fee.total);
    return step.outcome(receipt, this.#outcomes);
  }

  #charge(person: number, fee: bigint): void {
    this.#fees[person] = (this.#fees[person] ?? 0n) + fee;
  }

  #holdings(): Promise<readonly bigint[]> {
    return Promise.all(
      [...this.people.map(({ address }) => address), this.#address].map((address) => this.chain.balance(address)),
    );
  }

  async #result(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      return { refused: refusalOf(error) };
    }
  }

  /** Without what belongs to a chain alone: its notation of addresses, and what hashes them. */
  #plain(value: Wire): Plain {
    if (typeof value === "string") return this.#names.get(value) ?? value;
    if (value instanceof Uint8Array) return toHex(value);
    if (Array.isArray(value)) return value.map((item: Wire) => this.#plain(item));
    if (typeof value !== "object") return value;
    const own = new Set(["commitment", "deployedAt"]);
    const entries = Object.entries(value).filter(([field]) => !own.has(field));
    return Object.fromEntries(entries.map(([field, part]) => [field, this.#plain(part)]));
  }
}
