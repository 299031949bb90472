import { SigningCosmWasmClient } from "@cosmjs/cosmwasm-stargate";
import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";
import { GasPrice } from "@cosmjs/stargate";
import type { ChainConfig } from "@omnisum/core";

export const TEST_MNEMONIC = "test test test test test test test test test test test junk";

/** Another client of the same chain, with the key of the first development account, and nothing of the adapter's. */
export async function openWallet({ endpoint }: ChainConfig): Promise<SigningCosmWasmClient> {
  const wallet = await DirectSecp256k1HdWallet.fromMnemonic(TEST_MNEMONIC, { prefix: "wasm" });
  const options = { gasPrice: GasPrice.fromString("0.0025ucosm"), broadcastPollIntervalMs: 20 };
  return SigningCosmWasmClient.connectWithSigner(endpoint, wallet, options);
}
