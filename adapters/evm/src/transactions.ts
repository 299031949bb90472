import { type Account, type Fee, OmnisumError, type PreparedTransaction, Turns } from "@omnisum/core";
import { Transaction, type Wallet } from "ethers";
import type { RawLog } from "./codec.ts";
import { failure } from "./errors.ts";
import type { ChargedReceipt, FeeMeter, GasPrices } from "./fees.ts";
import type { Keys } from "./keys.ts";
import { type CallRequest, hex, type Node } from "./node.ts";

/** A call of `to`, or without it a new contract of `data` as init code. */
export interface Request {
  readonly to?: string;
  readonly data: string;
  readonly value?: bigint;
}

/** The most that one transaction may use (EIP-7825). */
const MAX_GAS = 16_777_216n;
/** What is added to an estimate, as the state may have moved on when the transaction runs; what is not used is not charged. */
const GAS_MARGIN_PERCENT = 10n;
/** How many times the present base fee is offered at most: it can rise by an eighth in each block. */
const BASE_FEE_FACTOR = 2n;

/** What nodes tell of a transaction that is in a block; quantities in hex. */
export interface NodeReceipt extends ChargedReceipt {
  readonly status: string;
  readonly contractAddress: string | null;
  readonly logs: readonly (RawLog & { readonly blockNumber: string; readonly logIndex: string })[];
}

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
    const signer = this.#keys.signer(from);
    const release = await this.#turns.take(signer.address);
    try {
      await this.requireFunds(signer.address, request.value ?? 0n);
      const [gas, prices] = await Promise.all([
        this.#node.estimateGas(callOf(signer.address, request)),
        this.#meter.prices(),
      ]);
      const limit = least((gas * (100n + GAS_MARGIN_PERCENT)) / 100n, MAX_GAS);
      const nonce = Number(await this.#node.quantity("eth_getTransactionCount", signer.address, "pending"));
      const prepared = await this.#sign(signer, request, { limit, prices, nonce });
      await this.#requireFundsAndFee(signer.address, prepared.raw);
      this.#turns.keep(prepared.hash, release);
      return prepared;
    } catch (error) {
      release();
      throw error;
    }
  }

  /** The fee of a transaction that will use `gas`. */
  async expectedFee(from: Account, request: Request, gas: bigint): Promise<Fee> {
    const signer = this.#keys.signer(from);
    const prices = await this.#meter.prices();
    const { raw } = await this.#sign(signer, request, { limit: gas, prices, nonce: 0 });
    return this.#meter.expected(gas, raw, prices);
  }

  /**
   * Sends a transaction unless the chain has it already, and waits until it is in a block. Sends it again should the
   * node forget it. Throws `TransactionLost` when another transaction of its account has taken its place.
   */
  async submit({ hash, raw }: PreparedTransaction): Promise<NodeReceipt> {
    const transaction = Transaction.from(raw);
    try {
      for (;;) {
        const receipt = await this.#receipt(hash);
        if (receipt !== undefined) return await this.#succeeded(receipt, transaction);
        if (await this.#isKnown(hash)) await pause(this.#node.pollingMs);
        else await this.#broadcast(transaction);
        this.#turns.end(hash);
      }
    } finally {
      this.#turns.end(hash);
    }
  }

  /** Throws `InsufficientFunds`. */
  async requireFunds(account: string, required: bigint): Promise<void> {
    const available = await this.#node.quantity("eth_getBalance", account, "latest");
    if (available < required) throw new OmnisumError("InsufficientFunds", { account, available, required });
  }

  /** What the chain wants to see before it takes a transaction: its funds, and the most that its fee can come to. */
  async #requireFundsAndFee(account: string, raw: string): Promise<void> {
    const { value, gasLimit, maxFeePerGas } = Transaction.from(raw);
    const { components } = await this.#meter.expected(gasLimit, raw, { base: maxFeePerGas ?? 0n, tip: 0n });
    await this.requireFunds(
      account,
      components.reduce((sum, { amount }) => sum + amount, value),
    );
  }

  async #sign(
    signer: Wallet,
    { to, data, value = 0n }: Request,
    { limit, prices, nonce }: { readonly limit: bigint; readonly prices: GasPrices; readonly nonce: number },
  ): Promise<PreparedTransaction> {
    const transaction = Transaction.from({
      type: 2,
      chainId: BigInt(this.#node.config.chainId),
      nonce,
      ...(to === undefined ? {} : { to }),
      data,
      value,
      gasLimit: limit,
      maxFeePerGas: BASE_FEE_FACTOR * prices.base + prices.tip,
      maxPriorityFeePerGas: prices.tip,
    });
    const raw = await signer.signTransaction(transaction);
    return { hash: Transaction.from(raw).hash ?? "", raw };
  }

  async #broadcast(transaction: Transaction): Promise<void> {
    const { hash, serialized, from, nonce } = transaction;
    const next = await this.#node.quantity("eth_getTransactionCount", from ?? "", "latest");
    if (next > BigInt(nonce)) {
      // It may have been put into a block since its receipt was asked for.
      if ((await this.#receipt(hash ?? "")) !== undefined) return;
      throw new OmnisumError("TransactionLost", { hash: hash ?? "" });
    }
    try {
      await this.#node.request("eth_sendRawTransaction", [serialized]);
    } catch (error) {
      if (await this.#isKnown(hash ?? "")) return;
      await this.#requireFundsAndFee(from ?? "", serialized);
      throw error;
    }
  }

  async #succeeded(receipt: NodeReceipt, transaction: Transaction): Promise<NodeReceipt> {
    if (BigInt(receipt.status) === 1n) return receipt;
    throw await this.#refusal(receipt, transaction);
  }

  /** Why a transaction failed: receipts do not say, so it is run again on the state that its block left. */
  async #refusal({ blockNumber }: NodeReceipt, transaction: Transaction): Promise<OmnisumError> {
    const { hash, from, to, data, value, gasLimit } = transaction;
    const request = { ...callOf(from ?? "", { ...(to === null ? {} : { to }), data, value }), gas: hex(gasLimit) };
    try {
      await this.#node.call(request, BigInt(blockNumber));
    } catch (error) {
      if (!(error instanceof OmnisumError)) throw error;
      if (error.name !== "TransactionFailed") return error;
      return failure("0x", String(error.values.reason), hash ?? "");
    }
    return failure("0x", "it was refused for a reason that no longer holds", hash ?? "");
  }

  async #receipt(hash: string): Promise<NodeReceipt | undefined> {
    // CAST: this is what nodes answer.
    const receipt = (await this.#node.request("eth_getTransactionReceipt", [hash])) as NodeReceipt | null;
    return receipt ?? undefined;
  }

  async #isKnown(hash: string): Promise<boolean> {
    return (await this.#node.request("eth_getTransactionByHash", [hash])) !== null;
  }
}

/** A request as nodes take it. */
export function callOf(from: string, { to, data, value = 0n }: Request): CallRequest {
  return { from, ...(to === undefined ? {} : { to }), data, ...(value === 0n ? {} : { value: hex(value) }) };
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
