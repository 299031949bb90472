/** Starts and stops a chain with its server. */

import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type DevAccount, developmentAccounts } from "./accounts.ts";
import { Chain } from "./chain.ts";
import { Clock } from "./clock.ts";
import { type CosmosDevnetOptions, resolveOptions } from "./options.ts";
import { serve } from "./rpc/server.ts";

export interface CosmosDevnet {
  /** For `SigningCosmWasmClient.connectWithSigner` and other clients of CometBFT's RPC. */
  readonly url: string;
  readonly chainId: string;
  readonly denom: string;
  readonly accounts: readonly DevAccount[];
  /** Ends the server; open connections are cut. A second call does nothing. */
  close(): Promise<void>;
}

/**
 * Starts an embedded CosmWasm chain in this process. Throws `InvalidInput` for options out of range and for a port
 * that is in use.
 *
 * @example
 * const devnet = await startCosmosDevnet({ clock: "manual" });
 * const client = await CosmWasmClient.connect(devnet.url);
 * await client.getHeight(); // 1
 * await devnet.close();
 */
export async function startCosmosDevnet(wishes: CosmosDevnetOptions = {}): Promise<CosmosDevnet> {
  const options = resolveOptions(wishes);
  const { port, chainId, denom, prefix, mnemonic, minGasPrice } = options;
  const accounts = developmentAccounts({ denom, prefix, mnemonic, count: options.accounts });
  const clock = new Clock(options.clock, options.genesisTime);
  const server = await serve(new Chain({ chainId, prefix, denom, minGasPrice }, clock, accounts), port);
  // CAST: a server that listens on TCP has an address with a port
  const address = server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  return {
    url: `http://${address.address}:${address.port}`,
    chainId,
    denom,
    accounts,
    close() {
      closed ??= end(server);
      return closed;
    },
  };
}

function end(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
