import {
  type Account,
  type Deployment,
  type DeploymentPlan,
  type DeployStep,
  type Fee,
  type InterfaceSpec,
  isError,
  MODELS,
  makeFee,
  OmnisumError,
  type Outcomes,
  readHeader,
  type StepEstimate,
  type Travel,
  travelOf,
  utf8,
  type WireRecord,
} from "@omnisum/core";
import { concat, ZeroHash } from "ethers";
import { isPaged, loadFactory, loadImplementation, type SharedCode, sharedAddress } from "./artifacts.ts";
import { codecOf } from "./codec.ts";
import type { Node, StateOverrides } from "./node.ts";
import { type RehearsedCall, rehearse } from "./rehearsal.ts";
import { callOf, type Request, type Transactions } from "./transactions.ts";
import type { Trials } from "./trial.ts";

/** The deterministic deployment proxy: it makes contracts by CREATE2, so that their addresses follow from their code. */
export const PROXY = "0x4e59b44847b379578588920cA78FbF26c0B4956C";
/** The most code that a contract may have (EIP-170): a trainer's own is its arguments, its part of the model, its metadata. */
const MAX_CODE_BYTES = 24_576;
/** Of a trainer's code: its ERC-1167 proxy, owner, deployer, height, time, length of its part. */
const CLONE_BYTES = 45 + 52;
/** A chunk of an upload becomes code, whose first byte is STOP. */
const MAX_UPLOAD_BYTES = MAX_CODE_BYTES - 1;

/** What a cold account and a cold, changed slot cost more than warm ones (EIP-2929). */
const COLD_ACCOUNT_GAS = 2_500n;
const COLD_SLOT_GAS = 4_800n;
/** What a cold slot that is only read costs more. */
const READ_SLOT_GAS = 2_000n;

const FACTORY = {
  methods: {
    create: {
      args: {
        implementation: "address",
        header: "bytes",
        incentive: "bytes",
        owner: "address",
        metadata: "string",
        weights: "bytes",
      },
    },
  },
  events: { Created: { fields: { trainer: "address", deployer: "address" }, indexed: ["trainer", "deployer"] } },
} as const satisfies InterfaceSpec;

const SETUP = {
  methods: { upload: { args: { offset: "u32", data: "bytes" } }, finalize: { args: {} } },
  events: {},
} as const satisfies InterfaceSpec;

/** Reads the trainer's address from the logs of the transaction that made it. */
export const FACTORY_EVENTS = codecOf(FACTORY);

/** What a deployment works with. */
export interface Workshop {
  readonly node: Node;
  readonly transactions: Transactions;
  readonly trials: Trials;
  /** Whether the chain has the proxy. */
  readonly hasProxy: boolean;
}

/** A call of the trainer's own deployment; the last one's addresses are known when the steps before are done. */
interface Sending {
  readonly name: string;
  readonly title: string;
  request(outcomes: Outcomes): Request;
}

/**
 * The deployment of one plan: code that trainers share unless the chain holds it, the trainer, then what did not fit with
 * it. On a chain without the proxy shared code is deployed as any contract, and a later deployment cannot find it.
 */
export class EvmDeployment implements Deployment {
  readonly steps: readonly DeployStep[];
  readonly #workshop: Workshop;
  readonly #plan: DeploymentPlan;
  readonly #trainer: readonly Sending[];

  constructor(workshop: Workshop, plan: DeploymentPlan) {
    this.#workshop = workshop;
    this.#plan = plan;
    this.#trainer = trainerSteps(plan);
    this.steps = [
      this.#shared("implementation", () => loadImplementation(plan)),
      this.#shared("factory", loadFactory),
      ...this.#trainer.map((sending) => this.#step(sending)),
    ];
  }

  /** Nothing is sent: shared code is tried out, the trainer's own steps are rehearsed (rehearsal.ts) with it in place. */
  async estimate(from: Account): Promise<readonly StepEstimate[]> {
    const shared = [await loadImplementation(this.#plan), await loadFactory()] as const;
    const fees = [
      ...(await Promise.all(shared.map((code) => this.#sharedFee(from, code)))),
      ...(await this.#trainerFees(from, shared)),
    ];
    return Promise.all(
      this.steps.map(async (step, i) => {
        const present = (await step.find?.({})) !== undefined;
        return { step, present, fee: present ? FREE : (fees[i] ?? FREE) };
      }),
    );
  }

  #step({ name, title, request }: Sending): DeployStep {
    return {
      name,
      title,
      prepare: (from, outcomes) => this.#sized(() => this.#workshop.transactions.prepare(from, request(outcomes))),
      outcome: ({ outputs }) => outputs,
    };
  }

  #shared(role: "implementation" | "factory", load: () => Promise<SharedCode>): DeployStep {
    const { transactions } = this.#workshop;
    return {
      name: role,
      title: `Deploy the ${role} that trainers share`,
      find: async () => {
        const address = await this.#find(await load());
        return address === undefined ? undefined : { [role]: address };
      },
      prepare: async (from) => transactions.prepare(from, this.#sharedRequest(await load())),
      outcome: ({ outputs: { address = "" } }) => ({ [role]: address }),
    };
  }

  /** The address follows from the code, so what is there can be nothing else. */
  async #find(code: SharedCode): Promise<string | undefined> {
    const { node, hasProxy } = this.#workshop;
    const address = sharedAddress(code, PROXY);
    return hasProxy && (await node.code(address)) !== "0x" ? address : undefined;
  }

  #sharedRequest({ initCode }: SharedCode): Request {
    return this.#workshop.hasProxy ? { to: PROXY, data: concat([ZeroHash, initCode]) } : { data: initCode };
  }

  async #sharedFee(from: Account, code: SharedCode): Promise<Fee> {
    const { trials, transactions } = this.#workshop;
    if ((await this.#find(code)) !== undefined) return FREE;
    const request = this.#sharedRequest(code);
    return transactions.expectedFee(from, request, await trials.gas(callOf(from.address, request)));
  }

  async #trainerFees(from: Account, shared: readonly [SharedCode, SharedCode]): Promise<readonly Fee[]> {
    const { node, transactions } = this.#workshop;
    const [implementation, factory] = [sharedAddress(shared[0], PROXY), sharedAddress(shared[1], PROXY)];
    const codes = { ...(await this.#code(shared[0])), ...(await this.#code(shared[1])) };
    const outcomes = { implementation, factory, address: factory };
    const play = (requests: readonly Request[]) => {
      const calls = requests.map(({ data }, i): RehearsedCall => ({ to: i === 0 ? factory : "created", data }));
      return rehearse(node, from.address, calls, {
        codes,
        warm: isPaged(this.#plan) ? warmInPages(this.#plan) : warmInParts,
      });
    };
    // The first call alone tells whether the contracts take the model, before all of a large one is sent to the node.
    const [create, ...rest] = this.#trainer;
    const first = create === undefined ? [] : [create.request(outcomes)];
    let gas = await this.#sized(() => play(first));
    const requests = [...first, ...rest.map(({ request }) => request(outcomes))];
    if (rest.length > 0) gas = await play(requests);
    return Promise.all(requests.map((request, i) => transactions.expectedFee(from, request, gas[i] ?? 0n)));
  }

  /** The contracts refuse the number of features of a plan, which the protocol permits, if they cannot hold the model. */
  async #sized<T>(attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt();
    } catch (error) {
      if (!isError(error, "InvalidConfig") || error.values.field !== "features") throw error;
      const { header, body } = this.#plan;
      const { features } = readHeader(MODELS, header);
      const values = { features, bytes: body.length, chain: this.#workshop.node.config.name };
      throw new OmnisumError("ModelTooLarge", values, { cause: error });
    }
  }

  /** Init code in the place of its contract runs as the constructor does, at the right address, and answers with the code. */
  async #code(shared: SharedCode): Promise<StateOverrides> {
    const to = sharedAddress(shared, PROXY);
    const code = await this.#workshop.node.call({ to, data: "0x" }, "latest", { [to]: { code: shared.initCode } });
    return { [to]: { code } };
  }
}

const FREE = makeFee([], { gas: 0n, bytes: 0 });

/** Create, and where the state does not fit into one transaction, uploads and finalize. */
function trainerSteps(plan: DeploymentPlan): readonly Sending[] {
  const { header, incentive, owner, metadata } = plan;
  const { first, uploads } = travelOfPlan(plan);
  const create: Sending = {
    name: "create",
    title: "Create the trainer",
    request: ({ implementation = "", factory = "" }) => {
      const args = { implementation, header, incentive, owner, metadata, weights: first };
      return { to: factory, data: FACTORY_EVENTS.encodeCall("create", args) };
    },
  };
  if (uploads.length === 0) return [create];
  const steps = uploads.map(({ offset, data }, i) => {
    return setupStep(`upload-${i + 1}`, `Upload weights ${i + 1} of ${uploads.length}`, "upload", { offset, data });
  });
  return [create, ...steps, setupStep("finalize", "Finalize the trainer", "finalize", {})];
}

function travelOfPlan(plan: DeploymentPlan): Travel {
  const { header, incentive, metadata, body } = plan;
  const room = MAX_CODE_BYTES - CLONE_BYTES - header.length - incentive.length - utf8(metadata).length;
  const first = Math.max(0, Math.min(room, plan.firstBytes ?? body.length));
  return travelOf(body, { first, most: MAX_UPLOAD_BYTES, skipsZeros: isPaged(plan) });
}

function setupStep(name: string, title: string, method: keyof typeof SETUP.methods, args: WireRecord): Sending {
  return {
    name,
    title,
    request: ({ address = "" }) => ({ to: address, data: codecOf(SETUP).encodeCall(method, args) }),
  };
}

/** In a rehearsal, the implementation, the blobs uploaded before and the trainer's one slot are warm when they would not be. */
function warmInParts(step: number): bigint {
  if (step === 0) return 0n;
  const uploadsBefore = BigInt(step - 1);
  return COLD_ACCOUNT_GAS * (1n + uploadsBefore) + (uploadsBefore > 0n ? COLD_SLOT_GAS : 0n);
}

/**
 * The same where states are kept page by page: an upload looks at no blob before it and changes two slots, one if it brings
 * no bytes; at the end every blob is looked at, and a slot for each.
 */
function warmInPages(plan: DeploymentPlan): (step: number) => bigint {
  const { uploads } = travelOfPlan(plan);
  const blobs = BigInt(uploads.filter(({ data }) => data.length > 0).length);
  return (step) => {
    if (step === 0) return 0n;
    const upload = uploads[step - 1];
    if (upload === undefined) return COLD_ACCOUNT_GAS * (1n + blobs) + COLD_SLOT_GAS + READ_SLOT_GAS * (1n + blobs);
    if (step === 1) return COLD_ACCOUNT_GAS;
    return COLD_ACCOUNT_GAS + COLD_SLOT_GAS + (upload.data.length > 0 ? COLD_SLOT_GAS : READ_SLOT_GAS);
  };
}
