import { type ChainConfig, OmnisumError } from "@omnisum/core";
import { FetchRequest, JsonRpcProvider, Network } from "ethers";
import { nodeError } from "./errors.ts";

/** How long a node may take to answer. */
const TIMEOUT_MS = 30_000;
/** How often the state of a transaction is asked for. */
const POLLING_MS = { development: 20, test: 1_000, live: 1_000 } as const;

/** Calls and transactions as nodes take them: quantities and data in hex. */
export interface CallRequest {
  readonly from?: string;
  readonly to?: string;
  readonly data: string;
  readonly value?: string;
  readonly gas?: string;
}

/** What an account is to hold during one call, by address. */
export type StateOverrides = Readonly<Record<string, { readonly code: string }>>;

export interface Block {
  readonly hash: string;
  readonly number: string;
  readonly timestamp: string;
  readonly baseFeePerGas?: string;
}

/** A node's JSON-RPC, typed; whatever goes wrong is thrown as the project's error. */
export class Node {
  readonly config: ChainConfig;
  readonly pollingMs: number;
  readonly #provider: JsonRpcProvider;

  constructor(config: ChainConfig) {
    this.config = config;
    this.pollingMs = POLLING_MS[config.stage];
    const request = new FetchRequest(config.endpoint);
    request.timeout = TIMEOUT_MS;
    const network = Network.from(BigInt(config.chainId));
    this.#provider = new JsonRpcProvider(request, network, {
      staticNetwork: network,
      // Every answer is to be the present one, and none is to wait for others to be sent along with it.
      cacheTimeout: -1,
      batchMaxCount: 1,
      pollingInterval: this.pollingMs,
    });
  }

  async request(method: string, params: readonly unknown[]): Promise<unknown> {
    try {
      const answer: unknown = await this.#provider.send(method, [...params]);
      return answer;
    } catch (error) {
      const { name: chain, endpoint } = this.config;
      throw nodeError(error, { chain, endpoint, method });
    }
  }

  async quantity(method: string, ...params: readonly unknown[]): Promise<bigint> {
    return BigInt(this.text(method, await this.request(method, params)));
  }

  /** Throws `ChainUnreachable` when the node does not have the block: one of several behind an endpoint may lag. */
  async block(at: bigint | "latest"): Promise<Block> {
    // CAST: this is what nodes answer.
    const block = (await this.request("eth_getBlockByNumber", [tag(at), false])) as Block | null;
    if (block === null) throw this.unreachable("it has no such block");
    return block;
  }

  async call(request: CallRequest, at: bigint | "latest" = "latest", overrides?: StateOverrides): Promise<string> {
    const more = overrides === undefined ? [] : [overrides];
    return this.text("eth_call", await this.request("eth_call", [request, tag(at), ...more]));
  }

  async code(address: string): Promise<string> {
    return this.text("eth_getCode", await this.request("eth_getCode", [address, "latest"]));
  }

  /** The present moment's answer, unlike the node's pending one, is the same for all nodes. */
  estimateGas(request: CallRequest): Promise<bigint> {
    return this.quantity("eth_estimateGas", request, "latest");
  }

  close(): void {
    this.#provider.destroy();
  }

  text(method: string, answer: unknown): string {
    if (typeof answer === "string") return answer;
    throw this.malformed(method, "it is no text");
  }

  unreachable(cause: unknown): OmnisumError {
    const { name: chain, endpoint } = this.config;
    return new OmnisumError("ChainUnreachable", { chain, endpoint }, { cause });
  }

  malformed(method: string, reason: string): OmnisumError {
    return new OmnisumError("MalformedResponse", { source: `${this.config.endpoint} (${method})`, reason });
  }
}

/** A number as nodes take it. */
export function hex(value: bigint | number): string {
  return `0x${value.toString(16)}`;
}

function tag(at: bigint | "latest"): string {
  return typeof at === "bigint" ? hex(at) : at;
}
