import { CosmWasmClient } from "@cosmjs/cosmwasm-stargate";
import { accountFromAny, createProtobufRpcClient, QueryClient } from "@cosmjs/stargate";
import { Comet1Client, Comet38Client, type CometClient, HttpClient, Tendermint37Client } from "@cosmjs/tendermint-rpc";
import { type ChainConfig, OmnisumError } from "@omnisum/core";
import { BaseAccount } from "cosmjs-types/cosmos/auth/v1beta1/auth";
import { QueryAccountRequest, QueryAccountResponse } from "cosmjs-types/cosmos/auth/v1beta1/query";
import { SimulateRequest, SimulateResponse } from "cosmjs-types/cosmos/tx/v1beta1/service";
import { type CodeInfoResponse, QueryCodesRequest, QueryCodesResponse } from "cosmjs-types/cosmwasm/wasm/v1/query";
import type { Any } from "cosmjs-types/google/protobuf/any";
import { canonicalAddress } from "./address.ts";
import { chainError, type ErrorContext } from "./errors.ts";
import type { Signer } from "./signing.ts";

/** How the embedded chain calls itself. */
const DEVNET_MONIKER = "omnisum-devnet";
/** How many codes are asked for at once. */
const PAGE = 200n;

/** After this time without an answer a node counts as unreachable. */
const TIMEOUT_MS = 30_000;

/** A transaction that is in a block. */
export type CometTx = Awaited<ReturnType<CometClient["tx"]>>;

/** A node's RPC, typed; whatever goes wrong is thrown as the project's error. */
export class Node {
  readonly config: ChainConfig;
  /** What addresses begin with. */
  readonly prefix: string;
  /** The coin that fees and deposits are paid in. */
  readonly denom: string;
  readonly comet: CometClient;
  readonly client: CosmWasmClient;
  readonly #rpc: ReturnType<typeof createProtobufRpcClient>;

  private constructor(config: ChainConfig, comet: CometClient, client: CosmWasmClient) {
    this.config = config;
    this.prefix = optionOf(config, "prefix");
    this.denom = optionOf(config, "denom");
    this.comet = comet;
    this.client = client;
    this.#rpc = createProtobufRpcClient(new QueryClient(comet));
  }

  /** Throws `ChainUnreachable`, or `WrongChain` when the endpoint serves another chain. */
  static async connect(config: ChainConfig): Promise<Node> {
    const { name: chain, endpoint, chainId: expected } = config;
    const node = await wrap({ chain, endpoint }, async () => {
      const comet = await openComet(endpoint);
      return new Node(config, comet, await CosmWasmClient.create(comet));
    });
    const { network: actual } = (await node.status()).nodeInfo;
    if (actual === expected) return node;
    node.close();
    throw new OmnisumError("WrongChain", { chain, actual, expected });
  }

  /** Runs what asks the node; its errors become the project's. */
  ask<T>(work: () => Promise<T>, context: Partial<ErrorContext> = {}): Promise<T> {
    const { name: chain, endpoint } = this.config;
    return wrap({ chain, endpoint, ...context }, work);
  }

  status(): ReturnType<CometClient["status"]> {
    return this.ask(() => this.comet.status());
  }

  /** What tells this chain from another of the same id; live chains' ids are unique, and their first blocks gone. */
  async genesis(): Promise<string> {
    if (this.config.stage !== "development") return this.config.chainId;
    const { blockId } = await this.ask(() => this.comet.block(1));
    return upperHex(blockId.hash);
  }

  /** What an account holds of the chain's coin, in its smallest unit; throws `InvalidInput` for no address. */
  async balance(address: string): Promise<bigint> {
    if (canonicalAddress(address, this.prefix) === undefined) {
      throw new OmnisumError("InvalidInput", { name: "address", reason: `${address} is none of ${this.config.name}` });
    }
    return BigInt((await this.ask(() => this.client.getBalance(address, this.denom))).amount);
  }

  /** What the chain counts of an account; nothing for one that it has never seen. */
  async account(address: string): Promise<Signer | undefined> {
    const request = QueryAccountRequest.encode({ address }).finish();
    try {
      const answer = await this.#rpc.request("cosmos.auth.v1beta1.Query", "Account", request);
      const { account } = QueryAccountResponse.decode(answer);
      return account === undefined ? undefined : { address, ...countersOf(account) };
    } catch (error) {
      if (/code = NotFound/.test(String(error))) return undefined;
      return this.ask(() => Promise.reject(error));
    }
  }

  /** The transaction, or nothing while it is in no block. */
  async transaction(hash: string): Promise<CometTx | undefined> {
    const bytes = Uint8Array.from(hash.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    try {
      return await this.comet.tx({ hash: bytes });
    } catch (error) {
      if (/tx \(\w+\) not found/.test(String(error))) return undefined;
      return this.ask(() => Promise.reject(error), { hash });
    }
  }

  /** Runs a signed transaction without keeping what it does. */
  async simulate(txBytes: Uint8Array, context: Partial<ErrorContext>): Promise<SimulateResponse> {
    const request = SimulateRequest.encode({ txBytes }).finish();
    const ask = () => this.#rpc.request("cosmos.tx.v1beta1.Service", "Simulate", request);
    return SimulateResponse.decode(await this.ask(ask, context));
  }

  /** The codes that the chain has stored, the latest first. */
  async *codes(): AsyncIterable<CodeInfoResponse> {
    let key: Uint8Array | undefined = new Uint8Array();
    while (key !== undefined) {
      const { codeInfos, pagination }: QueryCodesResponse = await this.#codesPage(key);
      yield* codeInfos;
      key = pagination === undefined || pagination.nextKey.length === 0 ? undefined : pagination.nextKey;
    }
  }

  /** Whether the chain is the embedded one, whose clock can be moved. */
  async isEmbedded(): Promise<boolean> {
    return (await this.status()).nodeInfo.moniker === DEVNET_MONIKER;
  }

  /** Moves the time of the embedded chain. */
  advance(seconds: bigint): Promise<void> {
    const params = { seconds: seconds.toString() };
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "dev_advanceTime", params });
    return this.ask(async () => {
      const headers = { "content-type": "application/json" };
      const answer = await (await fetch(this.config.endpoint, { method: "POST", headers, body })).text();
      if ("result" in JSON.parse(answer)) return;
      throw new OmnisumError("MalformedResponse", { source: this.config.name, reason: answer.slice(0, 300) });
    });
  }

  close(): void {
    this.comet.disconnect();
  }

  async #codesPage(key: Uint8Array): Promise<QueryCodesResponse> {
    const request = QueryCodesRequest.fromPartial({ pagination: { key, limit: PAGE, reverse: true } });
    const bytes = QueryCodesRequest.encode(request).finish();
    return QueryCodesResponse.decode(await this.ask(() => this.#rpc.request("cosmwasm.wasm.v1.Query", "Codes", bytes)));
  }
}

/** cosmjs knows the other kinds of account, whose numbers are small: those that are vested are made at genesis. */
function countersOf(account: Any): Omit<Signer, "address"> {
  const isBase = account.typeUrl === BaseAccount.typeUrl;
  const { accountNumber, sequence } = isBase ? BaseAccount.decode(account.value) : accountFromAny(account);
  return { accountNumber: BigInt(accountNumber), sequence: BigInt(sequence) };
}

/** cosmjs's `connectComet`, which has no time limit: a client that speaks the node's dialect. */
async function openComet(endpoint: string): Promise<CometClient> {
  const http = new HttpClient(endpoint, TIMEOUT_MS);
  const client = Tendermint37Client.create(http);
  const { version } = (await client.status()).nodeInfo;
  if (version.startsWith("0.38.")) return Comet38Client.create(http);
  return version.startsWith("1.") ? Comet1Client.create(http) : client;
}

/** One of the family's own options; throws `MissingInput`. */
export function optionOf({ name, options }: ChainConfig, key: "prefix" | "denom" | "gasPrice"): string {
  const value = options?.[key];
  if (value !== undefined) return value;
  throw new OmnisumError("MissingInput", { name: `The option ${key} of ${name}` });
}

/** Bytes as chains of CometBFT name blocks and transactions. */
export function upperHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .toUpperCase();
}

async function wrap<T>(context: ErrorContext, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw chainError(error, context);
  }
}
