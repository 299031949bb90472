import type { JsonObject } from "@cosmjs/cosmwasm-stargate";
import { toUtf8 } from "@cosmjs/encoding";
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
  type KeySource,
  type LogEvent,
  type Message,
  OmnisumError,
  type PreparedTransaction,
  type Receipt,
  utf8,
  type Wire,
} from "@omnisum/core";
import { canonicalAddress } from "./address.ts";
import { decodeAnswer, encodeMessage } from "./codec.ts";
import { type Connection, openConnection } from "./connection.ts";
import { planDeployment } from "./deployment.ts";
import { contractEvents, decodeEvents, searchEvents } from "./events.ts";
import type { Node } from "./node.ts";
import { outputsOf } from "./outputs.ts";
import { executeMessage, type Request, type Transactions } from "./transactions.ts";

/** Connects to a CosmWasm chain. Throws `ChainUnreachable`, `WrongChain`, `InvalidKey` or `TestKeyRefused`. */
export async function connect(config: ChainConfig, keys: KeySource): Promise<CosmosAdapter> {
  const connection = await openConnection(config, keys);
  const { node } = connection;
  const [genesis, embedded] = await Promise.all([node.genesis(), node.isEmbedded()]);
  const clock = embedded ? { advance: (seconds: bigint) => node.advance(seconds) } : undefined;
  return new CosmosAdapter({ ...config, genesis }, connection, clock);
}

/** The adapter of a CosmWasm chain. */
export class CosmosAdapter implements ChainAdapter {
  readonly chain: ChainInfo;
  readonly clock?: Clock;
  readonly #connection: Connection;
  readonly #node: Node;
  readonly #transactions: Transactions;

  constructor(chain: ChainInfo, connection: Connection, clock: Clock | undefined) {
    this.chain = chain;
    this.#connection = connection;
    this.#node = connection.node;
    this.#transactions = connection.transactions;
    if (clock !== undefined) this.clock = clock;
  }

  async accounts(): Promise<readonly Account[]> {
    return this.#connection.keys.accounts;
  }

  balance(address: string): Promise<bigint> {
    return this.#node.balance(address);
  }

  async now(): Promise<bigint> {
    const { syncInfo } = await this.#node.status();
    return BigInt(Math.floor(syncInfo.latestBlockTime.getTime() / 1_000));
  }

  async height(): Promise<bigint> {
    const { syncInfo } = await this.#node.status();
    return BigInt(syncInfo.latestBlockHeight);
  }

  authorBytes(address: string): Uint8Array {
    return utf8(address);
  }

  deployment(plan: DeploymentPlan): Deployment {
    return planDeployment(this.#connection, plan);
  }

  async query(contract: string, message: Message): Promise<Wire> {
    // CAST: cosmjs has its own type for JSON.
    const json = encodeMessage(message) as JsonObject;
    const address = this.#at(contract);
    const answer = await this.#node.ask(() => this.#node.client.queryContractSmart(address, json), { contract });
    return decodeAnswer(message, answer);
  }

  async simulate(from: Account, contract: string, message: Message): Promise<readonly LogEvent[]> {
    const { response } = await this.#transactions.simulate(from, this.#request(from, contract, message));
    const block = (await this.height()) + 1n;
    const events = decodeEvents(this.#at(contract), message.on, response.result?.events ?? []);
    return events.map(({ at: index, ...event }) => ({ ...event, index, block, transaction: "" }));
  }

  async estimate(from: Account, contract: string, message: Message): Promise<Fee> {
    return this.#transactions.estimate(from, this.#request(from, contract, message));
  }

  async prepare(from: Account, contract: string, message: Message): Promise<PreparedTransaction> {
    return this.#transactions.prepare(from, this.#request(from, contract, message));
  }

  async submit(prepared: PreparedTransaction, on: InterfaceSpec = { methods: {}, events: {} }): Promise<Receipt> {
    const transaction = await this.#transactions.submit(prepared);
    const outputs = outputsOf(transaction);
    return {
      hash: prepared.hash,
      block: BigInt(transaction.height),
      events: contractEvents(outputs.address ?? "", on, transaction),
      fee: this.#transactions.charged(transaction),
      outputs,
    };
  }

  events(contract: string, on: InterfaceSpec, range: BlockRange): AsyncIterable<LogEvent> {
    return searchEvents(this.#node, { contract: this.#at(contract), on, range });
  }

  async close(): Promise<void> {
    this.#node.close();
  }

  #request({ address: sender }: Account, contract: string, message: Message): Request {
    const { funds = 0n } = message;
    const coins = this.#connection.meter.coins(funds);
    const msg = toUtf8(JSON.stringify(encodeMessage(message)));
    return { messages: [executeMessage({ sender, contract: this.#at(contract), msg, funds: coins })], funds, contract };
  }

  /** A contract's address as the chain spells it; throws `ContractMismatch` for a text that is no address of it. */
  #at(address: string): string {
    const { prefix, config } = this.#node;
    const spelt = canonicalAddress(address, prefix);
    if (spelt === undefined) throw new OmnisumError("ContractMismatch", { address, chain: config.name });
    return spelt;
  }
}
