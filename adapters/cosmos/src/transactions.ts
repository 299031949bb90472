import { SigningCosmWasmClient } from "@cosmjs/cosmwasm-stargate";
import { fromBase64, toBase64 } from "@cosmjs/encoding";
import { decodeTxRaw, type EncodeObject } from "@cosmjs/proto-signing";
import { sha256 } from "@noble/hashes/sha2.js";
import { type Account, type Fee, OmnisumError, type PreparedTransaction, Turns } from "@omnisum/core";
import { TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { MsgExecuteContract } from "cosmjs-types/cosmwasm/wasm/v1/tx";
import { chainError } from "./errors.ts";
import type { FeeMeter } from "./fees.ts";
import type { Keys } from "./keys.ts";
import type { CometTx, Node, Simulation } from "./node.ts";

/** One transaction's messages, and what they take from the account beside the fee. */
export interface Request {
  readonly messages: readonly EncodeObject[];
  readonly funds: bigint;
  /** The contract that is called, for errors. */
  readonly contract?: string;
}

/** What the simulation of a signed transaction leaves out: the ante handler's transaction counter (wasmd 0.70). */
const TX_COUNTER_GAS = 3_429n;
/** What is added on top, since the state may have moved on when the transaction runs. Wanted gas is charged. */
const MARGIN_PERCENT = 3n;
/** Stands for the limit while it is not known; as long as most limits, so that the transaction's bytes hardly change. */
const TRIAL_GAS = 200_000n;
/** How often a transaction is looked for. */
const POLLING_MS = { development: 20, test: 500, live: 500 } as const;

interface SignerState {
  readonly accountNumber: number;
  readonly sequence: number;
}

/** Signs transactions and sees them into a block. */
export class Transactions {
  readonly #node: Node;
  readonly #keys: Keys;
  readonly #meter: FeeMeter;
  readonly #denom: string;
  readonly #turns = new Turns();
  readonly #client: SigningCosmWasmClient;

  constructor(node: Node, keys: Keys, { meter, denom }: { readonly meter: FeeMeter; readonly denom: string }) {
    this.#node = node;
    this.#keys = keys;
    this.#meter = meter;
    this.#denom = denom;
    this.#client = SigningCosmWasmClient.createWithSigner(node.comet, keys.signer);
  }

  /** Throws `InsufficientFunds`, or what the chain would refuse the transaction with. */
  async prepare(from: Account, request: Request): Promise<PreparedTransaction> {
    const { address } = this.#known(from);
    const release = await this.#turns.take(address);
    try {
      await this.requireFunds(address, request.funds);
      const wanted = withMargin((await this.simulate(from, request)).gas);
      await this.requireFunds(address, request.funds + this.#meter.cost(wanted));
      const bytes = await this.#sign(address, request, wanted);
      const prepared = { hash: hashOf(bytes), raw: toBase64(bytes) };
      this.#turns.keep(prepared.hash, release);
      return prepared;
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Runs a request as if it were sent now. */
  async simulate(from: Account, request: Request): Promise<Simulation> {
    const bytes = await this.#sign(this.#known(from).address, request, TRIAL_GAS);
    const { contract } = request;
    const simulation = await this.#node.simulate(bytes, contract === undefined ? {} : { contract });
    return { ...simulation, gas: simulation.gas + TX_COUNTER_GAS };
  }

  /** The fee of a request that uses `gas`. */
  async expectedFee(from: Account, request: Request, gas: bigint): Promise<Fee> {
    const { length } = await this.#sign(this.#known(from).address, request, withMargin(gas));
    return this.#meter.fee({ used: gas, charged: this.#meter.cost(withMargin(gas)), bytes: length });
  }

  /**
   * Sends a transaction unless the chain has it already, and waits until it is in a block. Throws `TransactionLost`
   * when another transaction of its account has taken its place, or what the chain refused it with.
   */
  async submit({ hash, raw }: PreparedTransaction): Promise<CometTx> {
    const bytes = fromBase64(raw);
    try {
      for (let sent = false; ; ) {
        const transaction = await this.#node.transaction(hash);
        if (transaction !== undefined) return this.#succeeded(transaction, hash);
        if (!sent) await this.#broadcast(bytes, hash);
        sent = true;
        this.#turns.end(hash);
        await pause(POLLING_MS[this.#node.config.stage]);
      }
    } finally {
      this.#turns.end(hash);
    }
  }

  /** What a transaction that is in a block has paid. */
  charged({ tx, result }: CometTx): Fee {
    const paid = decodeTxRaw(tx).authInfo.fee?.amount.find(({ denom }) => denom === this.#denom);
    return this.#meter.fee({ used: result.gasUsed, charged: BigInt(paid?.amount ?? 0), bytes: tx.length });
  }

  /** Throws `InsufficientFunds`. */
  async requireFunds(account: string, required: bigint): Promise<void> {
    const { amount } = await this.#node.ask(() => this.#node.client.getBalance(account, this.#denom));
    const available = BigInt(amount);
    if (available < required) throw new OmnisumError("InsufficientFunds", { account, available, required });
  }

  async #sign(address: string, { messages }: Request, gas: bigint): Promise<Uint8Array> {
    const { accountNumber, sequence } = await this.#account(address);
    const amount = [{ denom: this.#denom, amount: this.#meter.cost(gas).toString() }];
    const { chainId } = this.#node.config;
    const raw = await this.#client.sign(address, messages, { amount, gas: gas.toString() }, "", {
      accountNumber,
      sequence,
      chainId,
    });
    return TxRaw.encode(raw).finish();
  }

  /** Throws `InsufficientFunds` for an account that the chain has never seen: it has nothing to pay with. */
  async #account(address: string): Promise<SignerState> {
    const account = await this.#node.ask(() => this.#node.client.getAccount(address));
    if (account !== null) return account;
    throw new OmnisumError("InsufficientFunds", { account: address, available: 0n, required: 1n });
  }

  async #broadcast(bytes: Uint8Array, hash: string): Promise<void> {
    const { code, log = "" } = await this.#node.ask(() => this.#node.comet.broadcastTxSync({ tx: bytes }), { hash });
    if (code === 0 || /already (exists )?in (the )?(cache|mempool)/.test(log)) return;
    // It may have been put into a block since it was looked for.
    if ((await this.#node.transaction(hash)) !== undefined) return;
    if (/account sequence mismatch/.test(log)) throw new OmnisumError("TransactionLost", { hash });
    const { name: chain, endpoint } = this.#node.config;
    throw chainError(new Error(log), { chain, endpoint, hash });
  }

  #succeeded(transaction: CometTx, hash: string): CometTx {
    const { code, log = "" } = transaction.result;
    if (code === 0) return transaction;
    const { name: chain, endpoint } = this.#node.config;
    throw chainError(new Error(log), { chain, endpoint, hash });
  }

  /** Throws `UnknownAccount` for an account whose key is not here. */
  #known({ address }: Account): Account {
    const account = this.#keys.accounts.find((candidate) => candidate.address === address);
    if (account !== undefined) return account;
    const known = `Known are ${this.#keys.accounts.map((candidate) => candidate.address).join(", ")}.`;
    throw new OmnisumError("UnknownAccount", { account: address, chain: this.#node.config.name, known });
  }
}

/** A message that runs a contract's `execute`. */
export function executeMessage(call: {
  readonly sender: string;
  readonly contract: string;
  readonly msg: Uint8Array;
  readonly funds: readonly { readonly denom: string; readonly amount: string }[];
}): EncodeObject {
  return {
    typeUrl: "/cosmwasm.wasm.v1.MsgExecuteContract",
    value: MsgExecuteContract.fromPartial({ ...call, funds: [...call.funds] }),
  };
}

function withMargin(gas: bigint): bigint {
  return (gas * (100n + MARGIN_PERCENT)) / 100n;
}

/** The name of a transaction on its chain: SHA-256 in upper-case hex. */
function hashOf(bytes: Uint8Array): string {
  return Array.from(sha256(bytes), (byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .toUpperCase();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
