import type { JsonObject } from "@cosmjs/cosmwasm-stargate";
import { fromUtf8, toUtf8 } from "@cosmjs/encoding";
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
import { decodeAnswer, encodeMessage } from "./codec.ts";
import { Deployer } from "./deployment.ts";
import { contractEvents, decodeEvents, searchEvents } from "./events.ts";
import { FeeMeter } from "./fees.ts";
import { type Keys, openKeys } from "./keys.ts";
import { type CometTx, Node } from "./node.ts";
import { executeMessage, type Request, Transactions } from "./transactions.ts";

/** The adapter of a CosmWasm chain. */
export class CosmosAdapter implements ChainAdapter {
  readonly chain: ChainInfo;
  readonly clock?: Clock;
  readonly #node: Node;
  readonly #keys: Keys;
  readonly #denom: string;
  readonly #transactions: Transactions;
  readonly #deployer: Deployer;

  private constructor(
    chain: ChainInfo,
    node: Node,
    { keys, embedded }: { readonly keys: Keys; readonly embedded: boolean },
  ) {
    this.chain = chain;
    this.#node = node;
    this.#keys = keys;
    this.#denom = option(chain, "denom");
    const meter = new FeeMeter(option(chain, "gasPrice"));
    this.#transactions = new Transactions(node, keys, { meter, denom: this.#denom });
    this.#deployer = new Deployer(node, this.#transactions, this.#denom);
    if (embedded) this.clock = { advance: (seconds) => advance(chain, seconds) };
  }

  /** Throws `ChainUnreachable`, `WrongChain`, `InvalidKey` or `TestKeyRefused`. */
  static async connect(config: ChainConfig, source: KeySource): Promise<CosmosAdapter> {
    const keys = await openKeys(source, config, option(config, "prefix"));
    const node = await Node.connect(config);
    const [genesis, embedded] = await Promise.all([node.genesis(), node.isEmbedded()]);
    return new CosmosAdapter({ ...config, genesis }, node, { keys, embedded });
  }

  async accounts(): Promise<readonly Account[]> {
    return this.#keys.accounts;
  }

  async balance(address: string): Promise<bigint> {
    const { amount } = await this.#node.ask(() => this.#node.client.getBalance(address, this.#denom));
    return BigInt(amount);
  }

  async now(): Promise<bigint> {
    const { syncInfo } = await this.#node.ask(() => this.#node.comet.status());
    return BigInt(Math.floor(syncInfo.latestBlockTime.getTime() / 1_000));
  }

  async height(): Promise<bigint> {
    const { syncInfo } = await this.#node.ask(() => this.#node.comet.status());
    return BigInt(syncInfo.latestBlockHeight);
  }

  authorBytes(address: string): Uint8Array {
    return utf8(address);
  }

  deployment(plan: DeploymentPlan): Deployment {
    return this.#deployer.deployment(plan);
  }

  async query(contract: string, message: Message): Promise<Wire> {
    // CAST: cosmjs has its own type for JSON.
    const json = encodeMessage(message) as JsonObject;
    const answer = await this.#node.ask(() => this.#node.client.queryContractSmart(contract, json), { contract });
    return decodeAnswer(message, answer);
  }

  async simulate(from: Account, contract: string, message: Message): Promise<readonly LogEvent[]> {
    const request = this.#request(from, contract, message);
    await this.#transactions.requireFunds(from.address, request.funds);
    const { response } = await this.#transactions.simulate(from, request);
    const block = (await this.height()) + 1n;
    const events = (response.result?.events ?? []).map(({ type, attributes }) => ({ type, attributes }));
    return decodeEvents(contract, message.on, events).map(({ at: index, ...event }) => {
      return { ...event, index, block, transaction: "" };
    });
  }

  async estimate(from: Account, contract: string, message: Message): Promise<Fee> {
    const request = this.#request(from, contract, message);
    await this.#transactions.requireFunds(from.address, request.funds);
    const { gas } = await this.#transactions.simulate(from, request);
    return this.#transactions.expectedFee(from, request, gas);
  }

  prepare(from: Account, contract: string, message: Message): Promise<PreparedTransaction> {
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
    return searchEvents(this.#node, { contract, on, range });
  }

  async close(): Promise<void> {
    this.#node.close();
  }

  #request({ address: sender }: Account, contract: string, message: Message): Request {
    const { funds = 0n } = message;
    const coins = funds === 0n ? [] : [{ denom: this.#denom, amount: funds.toString() }];
    const msg = toUtf8(JSON.stringify(encodeMessage(message)));
    return { messages: [executeMessage({ sender, contract, msg, funds: coins })], funds, contract };
  }
}

/** The contract that a transaction made or called, and the code that it stored. */
function outputsOf({ result }: CometTx): Readonly<Record<string, string>> {
  const find = (type: string, name: string) =>
    result.events.find((event) => event.type === type)?.attributes.find(({ key }) => key === name)?.value;
  const address = find("instantiate", "_contract_address") ?? find("execute", "_contract_address");
  const codeId = find("store_code", "code_id");
  return { ...(address === undefined ? {} : { address }), ...(codeId === undefined ? {} : { codeId }) };
}

async function advance({ name, endpoint }: ChainInfo, seconds: bigint): Promise<void> {
  const body = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "dev_advanceTime",
    params: { seconds: seconds.toString() },
  });
  const response = await fetch(endpoint, { method: "POST", headers: { "content-type": "application/json" }, body });
  const answer = fromUtf8(new Uint8Array(await response.arrayBuffer()));
  if (!response.ok || answer.includes('"error"')) {
    throw new OmnisumError("MalformedResponse", { source: name, reason: answer.slice(0, 200) });
  }
}

function option({ name, options }: ChainConfig, key: string): string {
  const value = options?.[key];
  if (value !== undefined) return value;
  throw new OmnisumError("MissingInput", { name: `the option ${key} of ${name}` });
}
