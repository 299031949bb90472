import type { SigningCosmWasmClient } from "@cosmjs/cosmwasm-stargate";
import type { CosmosDevnet } from "../src/index.ts";

/**
 * An unmodified cosmjs client that signs for all accounts of a chain. cosmjs is loaded only here: Jest cannot require
 * an ES module (`@scure/base`) while it is still linking the same module for the chain.
 */
export async function signingClient({ url, denom, accounts }: CosmosDevnet): Promise<SigningCosmWasmClient> {
  const { SigningCosmWasmClient } = await import("@cosmjs/cosmwasm-stargate");
  const { stringToPath } = await import("@cosmjs/crypto");
  const { DirectSecp256k1HdWallet } = await import("@cosmjs/proto-signing");
  const { GasPrice } = await import("@cosmjs/stargate");
  const wallet = await DirectSecp256k1HdWallet.fromMnemonic(accounts[0]?.mnemonic ?? "", {
    prefix: "wasm",
    hdPaths: accounts.map(({ hdPath }) => stringToPath(hdPath)),
  });
  return SigningCosmWasmClient.connectWithSigner(url, wallet, {
    gasPrice: GasPrice.fromString(`0.0025${denom}`),
    broadcastPollIntervalMs: 2,
    broadcastTimeoutMs: 2_000, // a timer that cosmjs leaves running when a broadcast is refused
  });
}

/** What a call of JSON-RPC answers. */
interface Answer {
  readonly id: number;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: string };
}

/** Calls a method of the chain's JSON-RPC; answers its result or its error. */
export async function rpc(url: string, method: string, params: Record<string, unknown> = {}): Promise<Answer> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const response = await fetch(url, { method: "POST", body });
  // CAST: the form of any JSON-RPC answer
  return response.json() as Promise<Answer>;
}
