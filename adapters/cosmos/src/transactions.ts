import { fromBase64, toBase64 } from "@cosmjs/encoding";
import { decodeTxRaw } from "@cosmjs/proto-signing";
import { sha256 } from "@noble/hashes/sha2.js";
import { type Account, type Fee, OmnisumError, type PreparedTransaction, Turns, type Work } from "@omnisum/core";
import type { SimulateResponse } from "cosmjs-types/cosmos/tx/v1beta1/service";
import { MsgExecuteContract } from "cosmjs-types/cosmwasm/wasm/v1/tx";
import type { Any } from "cosmjs-types/google/protobuf/any";
import { sequenceMismatch } from "./errors.ts";
import type { Coin, FeeMeter } from "./fees.ts";
import type { Keys } from "./keys.ts";
import { type CometTx, type Node, upperHex } from "./node.ts";
import { type Signer, signTransaction } from "./signing.ts";
import { includeTransaction } from "./submission.ts";

/** One transaction's messages, and what they take from the account beside the fee. */
export interface Request {
  readonly messages: readonly Any[];
  readonly funds: bigint;
  /** The contract that is called, for errors. */
  readonly contract?: string;
}

/** What a request would come to now. */
export interface Trial {
  /** The gas that it would use in a block. */
  readonly gas: bigint;
  readonly response: SimulateResponse;
  readonly signer: Signer;
  /** What its account holds. */
  readonly available: bigint;
}

/** Gas and what is paid for it. */
interface Limit {
  readonly gas: bigint;
  readonly fee: bigint;
}

/**
 * What the simulation of a signed transaction leaves out: the ante handler's transaction counter, and the transaction's
 * index, which contracts are told in a block alone (measured on wasmd 0.70).
 */
const NOT_SIMULATED_GAS = 3_429n + 23n;
/**
 * What is wanted beyond the expected gas, as others may change the state before the transaction runs: room for one more
 * lesson in the model's log (1,531 at most as measured), and half a hundredth. Chains charge the gas that is wanted, so
 * it is little; where others make the transaction much dearer, it runs out of gas.
 */
const MARGIN = { gas: 3_000n, share: 200n } as const;
/** Stands for the limit while it is not known; as long as most limits, so that the transaction's bytes hardly change. */
const TRIAL_GAS = 200_000n;

/** Signs transactions and sees them into a block. */
export class Transactions {
  readonly #node: Node;
  readonly #keys: Keys;
  readonly #meter: FeeMeter;
  readonly #turns = new Turns();

  constructor(node: Node, keys: Keys, meter: FeeMeter) {
    this.#node = node;
    this.#keys = keys;
    this.#meter = meter;
  }

  /** Throws `InsufficientFunds`, or what the chain would refuse the transaction with. */
  async prepare(from: Account, request: Request): Promise<PreparedTransaction> {
    const release = await this.#turns.take(from.address);
    try {
      const { gas, signer, available } = await this.simulate(from, request);
      const limit = this.#limit(gas);
      demand(from.address, available, request.funds + limit.fee);
      const bytes = await this.#sign(signer, request, limit);
      const prepared = { hash: upperHex(sha256(bytes)), raw: toBase64(bytes) };
      this.#turns.keep(prepared.hash, release);
      return prepared;
    } catch (error) {
      release();
      throw error;
    }
  }

  /**
   * Runs a request as if it were sent now: signed and with a fee, so that little is missing from its gas. Throws
   * `InsufficientFunds`, or what the chain would refuse the request with.
   */
  async simulate(from: Account, request: Request): Promise<Trial> {
    const address = this.#keys.require(from);
    const available = await this.#node.balance(address);
    const spare = available - request.funds;
    const signer = await this.#node.account(address);
    if (signer === undefined || spare < this.#meter.cost(1n)) {
      const required = request.funds + this.#limit(TRIAL_GAS).fee;
      throw new OmnisumError("InsufficientFunds", { account: address, available, required });
    }
    const limit = { gas: TRIAL_GAS, fee: least(this.#meter.cost(TRIAL_GAS), spare) };
    const { response, sequence } = await this.#simulate(signer, request, limit);
    const gas = (response.gasInfo?.gasUsed ?? 0n) + NOT_SIMULATED_GAS;
    return { gas, response, signer: { ...signer, sequence }, available };
  }

  /** What a request would be charged now; throws as `simulate`. */
  async estimate(from: Account, request: Request): Promise<Fee> {
    const { gas, signer } = await this.simulate(from, request);
    const { length } = await this.#sign(signer, request, this.#limit(gas));
    return this.expected({ gas, bytes: length });
  }

  /** What a transaction is charged that takes this work. */
  expected(work: Work): Fee {
    return this.#meter.fee(work, this.#limit(work.gas).fee);
  }

  /** What a transaction in a block has paid. */
  charged({ tx, result }: CometTx): Fee {
    const paid = this.#meter.amountIn(decodeTxRaw(tx).authInfo.fee?.amount ?? []);
    return this.#meter.fee({ gas: result.gasUsed, bytes: tx.length }, paid);
  }

  /** Sends a transaction unless the chain has it already, and waits until it is in a block; see `includeTransaction`. */
  async submit({ hash, raw }: PreparedTransaction): Promise<CometTx> {
    try {
      return await includeTransaction(this.#node, { hash, bytes: fromBase64(raw) });
    } finally {
      this.#turns.end(hash);
    }
  }

  /** An account's sequence counts what is in blocks; the node knows better if more of the account waits for one. */
  async #simulate(
    signer: Signer,
    request: Request,
    limit: Limit,
  ): Promise<{ readonly response: SimulateResponse; readonly sequence: bigint }> {
    const { contract } = request;
    const context = { account: signer.address, ...(contract === undefined ? {} : { contract }) };
    const run = async (sequence: bigint) => {
      const bytes = await this.#sign({ ...signer, sequence }, request, limit);
      return { response: await this.#node.simulate(bytes, context), sequence };
    };
    try {
      return await run(signer.sequence);
    } catch (error) {
      const { expected } = sequenceMismatch(String(error)) ?? {};
      if (expected === undefined) throw error;
      return run(expected);
    }
  }

  #sign(signer: Signer, { messages }: Request, { gas, fee }: Limit): Promise<Uint8Array> {
    const { chainId } = this.#node.config;
    return signTransaction(this.#keys, signer, { chainId, messages, gas, fee: this.#meter.coins(fee) });
  }

  /** What is wanted for a transaction that is expected to use `gas`, and what that costs. */
  #limit(gas: bigint): Limit {
    const wanted = gas + MARGIN.gas + gas / MARGIN.share;
    return { gas: wanted, fee: this.#meter.cost(wanted) };
  }
}

/** A message that runs a contract's `execute`. */
export function executeMessage(call: {
  readonly sender: string;
  readonly contract: string;
  readonly msg: Uint8Array;
  readonly funds: readonly Coin[];
}): Any {
  const value = MsgExecuteContract.encode(MsgExecuteContract.fromPartial({ ...call, funds: [...call.funds] })).finish();
  return { typeUrl: "/cosmwasm.wasm.v1.MsgExecuteContract", value };
}

function demand(account: string, available: bigint, required: bigint): void {
  if (available < required) throw new OmnisumError("InsufficientFunds", { account, available, required });
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
