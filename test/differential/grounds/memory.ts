import { type DeploymentPlan, OmnisumError, ReferenceTrainer, utf8, type Wire } from "@omnisum/core";
import { execute, query } from "../../../adapters/memory/src/dispatch.ts";
import type { Ground, GroundCall, Happening } from "./ground.ts";

const ACCOUNTS = 10;
const ENDOWMENT = 10n ** 36n;
const GENESIS_TIME = 1_767_225_600n;

/** The reference itself as a chain: what is compared with it never differs, unless a test makes it. */
export class MemoryGround implements Ground {
  readonly name = "memory";
  readonly accounts = Array.from({ length: ACCOUNTS }, (_, i) => `account-${i}`);
  readonly #trainers = new Map<string, ReferenceTrainer>();
  readonly #balances = new Map(this.accounts.map((account) => [account, ENDOWMENT]));
  #now = GENESIS_TIME;
  #height = 0n;

  authorBytes(address: string): Uint8Array {
    return utf8(address);
  }

  async create(deployer: string, { body, firstBytes = body.length, ...plan }: DeploymentPlan): Promise<string> {
    this.#height += 1n;
    const at = { deployer, deployedAt: this.#height, now: this.#now };
    const trainer = new ReferenceTrainer({ ...plan, ...at, authorBytes: this.authorBytes });
    trainer.deploy(body.subarray(0, firstBytes));
    const address = `trainer-${this.#trainers.size}`;
    this.#trainers.set(address, trainer);
    return address;
  }

  async execute({ from: caller, contract, on, method, args, funds }: GroundCall): Promise<readonly Happening[]> {
    this.#height += 1n;
    const context = { caller, now: this.#now, height: this.#height, sent: funds, accepts: true };
    const { events, paid } = execute(this.#trainer(contract), context, { on, method, args, funds });
    this.#move(caller, paid - funds);
    this.#move(contract, funds - paid);
    return events;
  }

  async query({ contract, on, method, args }: Pick<GroundCall, "contract" | "on" | "method" | "args">): Promise<Wire> {
    return query(this.#trainer(contract), this.#now, { on, method, args });
  }

  async balance(address: string): Promise<bigint> {
    return this.#balances.get(address) ?? 0n;
  }

  async advance(seconds: bigint, blocks: number): Promise<void> {
    this.#now += seconds;
    this.#height += BigInt(blocks);
  }

  now(): bigint {
    return this.#now;
  }

  height(): bigint {
    return this.#height;
  }

  async close(): Promise<void> {}

  #trainer(address: string): ReferenceTrainer {
    const trainer = this.#trainers.get(address);
    if (trainer === undefined) throw new OmnisumError("MissingInput", { name: `a trainer at ${address}` });
    return trainer;
  }

  #move(address: string, amount: bigint): void {
    this.#balances.set(address, (this.#balances.get(address) ?? 0n) + amount);
  }
}
