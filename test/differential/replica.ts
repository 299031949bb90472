import {
  type CallContext,
  type DeploymentPlan,
  type InterfaceSpec,
  isError,
  type Outcome,
  ReferenceTrainer,
  type Wire,
  type WireRecord,
} from "@omnisum/core";
import { execute, query } from "../../adapters/memory/src/dispatch.ts";
import type { GroundCall, Happening } from "./grounds/ground.ts";

/** When and where a call was carried out on the chain that the replica follows. */
export interface Moment {
  readonly now: bigint;
  readonly height: bigint;
}

/** The reference's trainer, with the accounts and the blocks of the chain that it is compared with. */
export class Replica {
  readonly #trainer: ReferenceTrainer;
  /** What each address, the trainer's too, has more than in the beginning. */
  readonly #gains = new Map<string, bigint>();
  readonly #address: string;

  constructor(
    plan: DeploymentPlan,
    at: Moment & {
      readonly deployer: string;
      readonly address: string;
      readonly authorBytes: (address: string) => Uint8Array;
    },
  ) {
    const { body, firstBytes = body.length, ...config } = plan;
    const { deployer, authorBytes, now, height: deployedAt } = at;
    this.#trainer = new ReferenceTrainer({ ...config, deployer, deployedAt, now, authorBytes });
    this.#trainer.deploy(body.subarray(0, firstBytes));
    this.#address = at.address;
  }

  get spec(): InterfaceSpec {
    return this.#trainer.spec;
  }

  execute(call: GroundCall, moment: Moment, random?: bigint): readonly Happening[] {
    const { from: caller, on, method, args, funds } = call;
    const context: CallContext = {
      caller,
      ...moment,
      sent: funds,
      accepts: true,
      ...(random === undefined ? {} : { random }),
    };
    const outcome: Outcome = execute(this.#trainer, context, { on, method, args, funds });
    this.#gain(caller, outcome.paid - funds);
    this.#gain(this.#address, funds - outcome.paid);
    return outcome.events;
  }

  query(method: string, args: WireRecord, { now }: Pick<Moment, "now">): Wire {
    return query(this.#trainer, now, { on: this.spec, method, args });
  }

  /** The answer to a query, or nothing if it is refused. */
  ask<T extends Wire>(method: string, args: WireRecord, moment: Pick<Moment, "now">): T | undefined {
    try {
      // CAST: who asks knows the answer's type by the description.
      return this.query(method, args, moment) as T;
    } catch (error) {
      if (!isError(error)) throw error;
      return undefined;
    }
  }

  gain(address: string): bigint {
    return this.#gains.get(address) ?? 0n;
  }

  #gain(address: string, amount: bigint): void {
    this.#gains.set(address, this.gain(address) + amount);
  }
}
