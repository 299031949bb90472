import { toBase64, toUtf8 } from "@cosmjs/encoding";
import type { EncodeObject } from "@cosmjs/proto-signing";
import {
  type Account,
  type Deployment,
  type DeploymentPlan,
  type DeployStep,
  equalBytes,
  MODELS,
  makeFee,
  OmnisumError,
  type Outcomes,
  type Receipt,
  readHeader,
  readMetadata,
  type StepEstimate,
} from "@omnisum/core";
import { MsgInstantiateContract, MsgStoreCode } from "cosmjs-types/cosmwasm/wasm/v1/tx";
import { loadContract } from "./artifacts.ts";
import type { Node } from "./node.ts";
import { executeMessage, type Request, type Transactions } from "./transactions.ts";

/** State that one transaction carries; nodes take up to a megabyte, and this grows by a third on its way. */
const CHUNK_BYTES = 131_072;
/** A greater model could not be hashed within a block's gas on the chains that are live. */
const MAX_WEIGHTS = 1_000_000;
/** Codes and contracts are named with at most this many characters. */
const MAX_LABEL = 128;
/** A transaction's gas besides its messages: fee, signature, sequence and some 200 bytes (traced on wasmd 0.70). */
const TRANSACTION_GAS = 49_100n;
/** An execute of almost nothing (traced on wasmd 0.70); estimates of uploads add what they store. */
const EXECUTE_GAS = 120_000n;
/** Reading and hashing one byte of the state (measured on wasmd 0.70). */
const HASH_GAS_A_BYTE = 5n;
const NOTHING = makeFee([], { gas: 0n, bytes: 0 });

interface Estimated {
  readonly plan: DeploymentPlan;
  readonly uploads: Uploads;
  readonly steps: readonly DeployStep[];
}

interface Uploads {
  readonly first: Uint8Array;
  readonly rest: readonly { readonly offset: number; readonly data: Uint8Array }[];
}

/** Deploys plans: the code once a chain, then one contract a trainer, without an admin who could change it. */
export class Deployer {
  readonly #node: Node;
  readonly #transactions: Transactions;
  readonly #denom: string;

  constructor(node: Node, transactions: Transactions, denom: string) {
    this.#node = node;
    this.#transactions = transactions;
    this.#denom = denom;
  }

  /** Throws `ModelTooLarge`. */
  deployment(plan: DeploymentPlan): Deployment {
    const { features, classes } = readHeader(MODELS, plan.header);
    const weights = features * (classes === 2 ? 1 : classes);
    if (weights > MAX_WEIGHTS) {
      throw new OmnisumError("ModelTooLarge", { weights, chain: this.#node.config.name, limit: MAX_WEIGHTS });
    }
    const uploads = split(plan);
    const steps = [this.#codeStep(), this.#createStep(plan, uploads.first), ...this.#restSteps(uploads)];
    return { steps, estimate: (from) => this.#estimate(from, { plan, uploads, steps }) };
  }

  #codeStep(): DeployStep {
    return {
      name: "code",
      title: "Store the contract's code",
      find: () => this.#findCode(),
      prepare: async (from) => this.#transactions.prepare(from, request(await storeMessage(from.address))),
      outcome: ({ outputs }) => ({ codeId: outputs.codeId ?? "" }),
    };
  }

  #createStep(plan: DeploymentPlan, first: Uint8Array): DeployStep {
    return {
      name: "create",
      title: "Create the trainer",
      prepare: async (from, { codeId = "" }) => {
        return this.#transactions.prepare(
          from,
          request(this.#createMessage(from, plan, { codeId: BigInt(codeId), first })),
        );
      },
      outcome: ({ outputs }: Receipt) => ({ address: outputs.address ?? "" }),
    };
  }

  #restSteps({ rest }: Uploads): readonly DeployStep[] {
    if (rest.length === 0) return [];
    const uploads = rest.map(({ offset, data }, i) => {
      const message = { upload: { offset, data: toBase64(data) } };
      return this.#executeStep(`upload-${i + 1}`, { title: `Upload weights ${i + 1} of ${rest.length}`, message });
    });
    return [...uploads, this.#executeStep("finalize", { title: "Finalize the trainer", message: { finalize: {} } })];
  }

  #executeStep(name: string, { title, message }: { readonly title: string; readonly message: object }): DeployStep {
    const msg = toUtf8(JSON.stringify(message));
    return {
      name,
      title,
      prepare: (from, { address: contract = "" }) => {
        const execute = executeMessage({ sender: from.address, contract, msg, funds: [] });
        return this.#transactions.prepare(from, { ...request(execute), contract });
      },
      outcome: () => ({}),
    };
  }

  /** The id of this very code, if the chain has it. */
  async #findCode(): Promise<Outcomes | undefined> {
    const { checksum } = await loadContract();
    for await (const { codeId, dataHash } of this.#node.codes()) {
      if (equalBytes(dataHash, checksum)) return { codeId: codeId.toString() };
    }
    return undefined;
  }

  /**
   * A trainer whose code is not stored yet is simulated in one transaction with the storing of it, under the id that
   * the code will get.
   */
  async #estimate(from: Account, { plan, uploads, steps }: Estimated): Promise<readonly StepEstimate[]> {
    const found = await this.#findCode();
    const store = found === undefined ? [await storeMessage(from.address)] : [];
    const codeId = found === undefined ? await this.#nextCodeId() : BigInt(found.codeId ?? "");
    const storing = found === undefined ? await this.#gas(from, store) : 0n;
    const creating = async (first: Uint8Array) => {
      const together = await this.#gas(from, [...store, this.#createMessage(from, plan, { codeId, first })]);
      return found === undefined ? together - storing + TRANSACTION_GAS : together;
    };
    const create = await creating(uploads.first);
    const others = uploads.rest.length === 0 ? [] : this.#restGas(uploads, create - (await creating(new Uint8Array())));
    const gas = [storing, create, ...others];
    return Promise.all(
      steps.map(async (step, i) => {
        if (step.name === "code" && found !== undefined) return { step, present: true, fee: NOTHING };
        return {
          step,
          present: false,
          fee: await this.#transactions.expectedFee(from, request(...store), gas[i] ?? 0n),
        };
      }),
    );
  }

  /** The gas of uploads and of finalizing, from what the first part of the state has cost; they cannot be simulated yet. */
  #restGas({ first, rest }: Uploads, firstGas: bigint): readonly bigint[] {
    const stored = (bytes: number) => (firstGas * BigInt(bytes)) / BigInt(Math.max(first.length, 1));
    const total = rest.reduce((sum, { data }) => sum + data.length, first.length);
    return [
      ...rest.map(({ data }) => EXECUTE_GAS + stored(data.length)),
      EXECUTE_GAS + HASH_GAS_A_BYTE * BigInt(total),
    ];
  }

  async #gas(from: Account, messages: readonly EncodeObject[]): Promise<bigint> {
    return (await this.#transactions.simulate(from, request(...messages))).gas;
  }

  async #nextCodeId(): Promise<bigint> {
    for await (const { codeId } of this.#node.codes()) return codeId + 1n;
    return 1n;
  }

  #createMessage(
    { address: sender }: Account,
    plan: DeploymentPlan,
    { codeId, first }: { readonly codeId: bigint; readonly first: Uint8Array },
  ): EncodeObject {
    const { header, incentive, owner, metadata } = plan;
    const msg = {
      header: toBase64(header),
      incentive: toBase64(incentive),
      owner,
      metadata,
      denom: this.#denom,
      weights: toBase64(first),
    };
    const label = readMetadata(metadata).name.slice(0, MAX_LABEL) || "omnisum";
    return {
      typeUrl: "/cosmwasm.wasm.v1.MsgInstantiateContract",
      value: MsgInstantiateContract.fromPartial({ sender, admin: "", codeId, label, msg: toUtf8(JSON.stringify(msg)) }),
    };
  }
}

async function storeMessage(sender: string): Promise<EncodeObject> {
  const { gzip: wasmByteCode } = await loadContract();
  return { typeUrl: "/cosmwasm.wasm.v1.MsgStoreCode", value: MsgStoreCode.fromPartial({ sender, wasmByteCode }) };
}

function request(...messages: readonly EncodeObject[]): Request {
  return { messages, funds: 0n };
}

function split({ body, firstBytes = CHUNK_BYTES }: DeploymentPlan): Uploads {
  const first = body.subarray(0, firstBytes);
  const count = Math.ceil((body.length - first.length) / CHUNK_BYTES);
  const rest = Array.from({ length: count }, (_, i) => {
    const offset = first.length + i * CHUNK_BYTES;
    return { offset, data: body.subarray(offset, offset + CHUNK_BYTES) };
  });
  return { first, rest };
}
