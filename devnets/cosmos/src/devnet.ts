/** Starts and stops a chain with its server. */

import type { AddressInfo } from "node:net";
import { type DevAccount, developmentAccounts, TEST_MNEMONIC } from "./accounts.ts";
import { Chain } from "./chain.ts";
import { Clock, type ClockKind } from "./clock.ts";
import { serve } from "./rpc/server.ts";

export interface CosmosDevnetOptions {
  /** Port on 127.0.0.1; 0, the default, takes a free one. */
  readonly port?: number;
  /** Default `omnisum-local-cosmos`. */
  readonly chainId?: string;
  /** Denomination that fees are paid in; default `ucosm`. Accounts have `uother` as well. */
  readonly denom?: string;
  /** Human-readable part of addresses; default `wasm`. */
  readonly prefix?: string;
  /** How many accounts have money; default 10. */
  readonly accounts?: number;
  /** Where the accounts' keys come from; default {@link TEST_MNEMONIC}. */
  readonly mnemonic?: string;
  /** Whether time follows the machine's clock, the default, or moves only when `dev_advanceTime` is called. */
  readonly clock?: ClockKind;
  /** Where a manual clock begins, in seconds since 1970. */
  readonly genesisTime?: bigint;
  /** Least price of gas, in `denom`, as a decimal number; default `0.0025`. */
  readonly minGasPrice?: string;
}

export interface CosmosDevnet {
  /** For `SigningCosmWasmClient.connectWithSigner` and other clients of CometBFT's RPC. */
  readonly url: string;
  readonly chainId: string;
  readonly denom: string;
  readonly accounts: readonly DevAccount[];
  /** Ends the server; open connections are cut. */
  close(): Promise<void>;
}

/** 2026-01-01T00:00:00Z. */
const DEFAULT_GENESIS_TIME = 1_767_225_600n;

/**
 * Starts an embedded CosmWasm chain in this process.
 *
 * @example
 * const devnet = await startCosmosDevnet({ clock: "manual" });
 * const client = await CosmWasmClient.connect(devnet.url);
 * await client.getHeight(); // 1
 * await devnet.close();
 */
export async function startCosmosDevnet(options: CosmosDevnetOptions = {}): Promise<CosmosDevnet> {
  const { chainId = "omnisum-local-cosmos", denom = "ucosm", prefix = "wasm", minGasPrice = "0.0025" } = options;
  const { mnemonic = TEST_MNEMONIC, clock = "wall", genesisTime = DEFAULT_GENESIS_TIME } = options;
  const accounts = developmentAccounts({ denom, prefix, mnemonic, count: options.accounts ?? 10 });
  const chain = new Chain({ chainId, prefix, denom, minGasPrice }, new Clock(clock, genesisTime), accounts);
  const server = await serve(chain, options.port ?? 0);
  // CAST: a server that listens on TCP has an address with a port
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    chainId,
    denom,
    accounts,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}
