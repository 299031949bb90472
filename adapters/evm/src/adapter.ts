import {
  type Account,
  type BlockRange,
  type ChainAdapter,
  type ChainConfig,
  type ChainInfo,
  type Clock,
  type Deployment,
  type DeploymentPlan,
  type Fee,
  type InterfaceSpec,
  isError,
  type KeySource,
  type LogEvent,
  type Message,
  OmnisumError,
  type PreparedTransaction,
  type Receipt,
  type Wire,
} from "@omnisum/core";
import { dataSlice, getAddress, getBytes, getCreate2Address, isAddress, keccak256, Transaction } from "ethers";
import { codecOf } from "./codec.ts";
import { EvmDeployment, FACTORY_EVENTS, PROXY, type Workshop } from "./deployment.ts";
import { FeeMeter } from "./fees.ts";
import { Keys } from "./keys.ts";
import { readLogs } from "./logs.ts";
import { type CallRequest, hex, Node } from "./node.ts";
import { callOf, type NodeReceipt, type Request, Transactions } from "./transactions.ts";
import { Trials } from "./trial.ts";

/** Connects to a chain; throws `ChainUnreachable`, `WrongChain`, `InvalidKey` or `TestKeyRefused`. */
export async function connect(config: ChainConfig, source: KeySource): Promise<EvmAdapter> {
  const node = new Node(config);
  try {
    const actual = String(await node.quantity("eth_chainId"));
    const { chainId: expected, name: chain } = config;
    if (actual !== expected) throw new OmnisumError("WrongChain", { chain, actual, expected });
    const keys = new Keys(source, config);
    const { hash: genesis } = await node.block(0n);
    const hasProxy = (await node.code(PROXY)) !== "0x";
    return new EvmAdapter({ ...config, genesis }, { node, keys, hasProxy });
  } catch (error) {
    node.close();
    throw error;
  }
}

/** What a connection is made of. */
export interface Connection {
  readonly node: Node;
  readonly keys: Keys;
  /** Whether the chain has the deterministic deployment proxy. */
  readonly hasProxy: boolean;
}

/** An EVM chain through a node's JSON-RPC. Signs here; the node gets signed transactions only. */
export class EvmAdapter implements ChainAdapter {
  readonly chain: ChainInfo;
  readonly clock?: Clock;
  readonly #node: Node;
  readonly #keys: Keys;
  readonly #meter: FeeMeter;
  readonly #trials: Trials;
  readonly #transactions: Transactions;
  readonly #workshop: Workshop;
  /** Addresses that were seen to hold code; they keep it. */
  readonly #contracts = new Set<string>();

  constructor(chain: ChainInfo, { node, keys, hasProxy }: Connection) {
    this.chain = chain;
    this.#node = node;
    this.#keys = keys;
    this.#meter = new FeeMeter(node);
    this.#trials = new Trials(node);
    this.#transactions = new Transactions(node, keys, this.#meter);
    this.#workshop = { node, transactions: this.#transactions, trials: this.#trials, hasProxy };
    if (chain.stage === "development") this.clock = { advance: (seconds) => this.#advance(seconds) };
  }

  async accounts(): Promise<readonly Account[]> {
    return this.#keys.accounts();
  }

  async balance(address: string): Promise<bigint> {
    return this.#node.quantity("eth_getBalance", checksummed(address), "latest");
  }

  async now(): Promise<bigint> {
    return BigInt((await this.#node.block("latest")).timestamp);
  }

  async height(): Promise<bigint> {
    return this.#node.quantity("eth_blockNumber");
  }

  /** The 20 bytes of the address. */
  authorBytes(address: string): Uint8Array {
    return getBytes(checksummed(address));
  }

  deployment(plan: DeploymentPlan): Deployment {
    return new EvmDeployment(this.#workshop, plan);
  }

  async query(contract: string, { on, method, args }: Message): Promise<Wire> {
    const codec = codecOf(on);
    const to = await this.#contract(contract);
    const data = codec.encodeCall(method, args);
    try {
      return codec.decodeResult(method, await this.#node.call({ to, data }));
    } catch (cause) {
      // Neither an answer nor one of a trainer's refusals: whatever is there, it is no trainer.
      if (!isError(cause, "MalformedResponse") && !isError(cause, "TransactionFailed")) throw cause;
      throw new OmnisumError("ContractMismatch", { address: to, chain: this.chain.name }, { cause });
    }
  }

  async simulate(from: Account, contract: string, message: Message): Promise<readonly LogEvent[]> {
    const { logs } = await this.#trials.run(await this.#trial(from, contract, message));
    const block = (await this.height()) + 1n;
    const own = logs.filter(({ address }) => checksummed(address) === checksummed(contract));
    return codecOf(message.on)
      .decodeLogs(own, () => ({ block, index: 0, transaction: "" }))
      .map((event, index) => ({ ...event, index }));
  }

  /** With the gas that a trial run uses, not the limit that it needs, which refunds make greater. */
  async estimate(from: Account, contract: string, message: Message): Promise<Fee> {
    const gas = await this.#trials.gas(await this.#trial(from, contract, message));
    return this.#transactions.expectedFee(from, await this.#request(contract, message), gas);
  }

  async prepare(from: Account, contract: string, message: Message): Promise<PreparedTransaction> {
    return this.#transactions.prepare(from, await this.#request(contract, message));
  }

  async submit(transaction: PreparedTransaction, on?: InterfaceSpec): Promise<Receipt> {
    const receipt = await this.#transactions.submit(transaction);
    try {
      return await this.#read(receipt, transaction, on);
    } catch (cause) {
      // It has succeeded, so nothing may look as if it had to be sent anew.
      throw this.#node.unreachable(cause);
    }
  }

  async *events(contract: string, on: InterfaceSpec, range: BlockRange): AsyncIterable<LogEvent> {
    const address = await this.#contract(contract);
    const to = range.to ?? (await this.height());
    for await (const logs of readLogs(this.#node, address, { from: range.from, to })) {
      yield* codecOf(on).decodeLogs(logs, ({ blockNumber, logIndex, transactionHash }) => ({
        block: BigInt(blockNumber),
        index: Number(logIndex),
        transaction: transactionHash,
      }));
    }
  }

  async close(): Promise<void> {
    this.#node.close();
  }

  async #read(receipt: NodeReceipt, { hash, raw }: PreparedTransaction, on?: InterfaceSpec): Promise<Receipt> {
    const { to, data } = Transaction.from(raw);
    const block = BigInt(receipt.blockNumber);
    const own = receipt.logs.filter(({ address }) => to !== null && checksummed(address) === checksummed(to));
    const at = ({ logIndex }: NodeReceipt["logs"][number]) => ({ block, index: Number(logIndex), transaction: hash });
    return {
      hash,
      block,
      events: on === undefined ? [] : codecOf(on).decodeLogs(own, at),
      fee: await this.#meter.charged(receipt, raw),
      outputs: outputsOf(receipt, { to, data }),
    };
  }

  async #trial(from: Account, contract: string, message: Message): Promise<CallRequest> {
    const { address } = this.#keys.signer(from);
    await this.#transactions.requireFunds(address, message.funds ?? 0n);
    return callOf(address, await this.#request(contract, message));
  }

  async #request(contract: string, { on, method, args, funds = 0n }: Message): Promise<Request> {
    const data = codecOf(on).encodeCall(method, args);
    return { to: await this.#contract(contract), data, value: funds };
  }

  /** A call of an address without code succeeds and does nothing but move the funds: `ContractMismatch`. */
  async #contract(address: string): Promise<string> {
    if (this.#contracts.has(address)) return address;
    const known = isAddress(address) ? checksummed(address) : undefined;
    if (known === undefined || (await this.#node.code(known)) === "0x") {
      throw new OmnisumError("ContractMismatch", { address, chain: this.chain.name });
    }
    this.#contracts.add(known);
    return known;
  }

  async #advance(seconds: bigint): Promise<void> {
    await this.#node.request("evm_increaseTime", [hex(seconds)]);
    await this.#node.request("evm_mine", []);
  }
}

/** One spelling for each address; throws `InvalidInput`. */
function checksummed(address: string): string {
  try {
    return getAddress(address);
  } catch (cause) {
    throw new OmnisumError("InvalidInput", { name: "address", reason: `${address} is no address` }, { cause });
  }
}

/** The address of the contract that a transaction made: by itself, through the proxy, or through a factory. */
function outputsOf(
  { contractAddress, logs }: NodeReceipt,
  { to, data }: { readonly to: string | null; readonly data: string },
): Readonly<Record<string, string>> {
  if (to === null && contractAddress !== null) return { address: checksummed(contractAddress) };
  if (to === PROXY)
    return { address: getCreate2Address(PROXY, dataSlice(data, 0, 32), keccak256(dataSlice(data, 32))) };
  const [created] = FACTORY_EVENTS.decodeLogs(logs, () => ({ block: 0n, index: 0, transaction: "" }));
  return created === undefined ? {} : { address: String(created.values.trainer) };
}
