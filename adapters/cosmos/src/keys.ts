import { fromHex } from "@cosmjs/encoding";
import {
  DirectSecp256k1HdWallet,
  DirectSecp256k1Wallet,
  makeCosmoshubPath,
  type OfflineDirectSigner,
} from "@cosmjs/proto-signing";
import { type Account, type ChainConfig, type KeySource, OmnisumError } from "@omnisum/core";

const TEST_MNEMONIC = "test test test test test test test test test test test junk";
/** How many accounts of the test mnemonic a development chain has. */
const TEST_ACCOUNTS = 10;

/** The keys of a connection; they never leave it. */
export interface Keys {
  readonly signer: OfflineDirectSigner;
  readonly accounts: readonly Account[];
}

/** Throws `InvalidKey`, and `TestKeyRefused` for the well-known test accounts on a live chain. */
export async function openKeys(keys: KeySource, { name, stage }: ChainConfig, prefix: string): Promise<Keys> {
  const signer = keys.kind === "development" ? await testWallet(prefix) : await secretWallet(keys, prefix);
  const addresses = (await signer.getAccounts()).map(({ address }) => address);
  if (stage === "live") {
    const known = new Set((await (await testWallet(prefix)).getAccounts()).map(({ address }) => address));
    if (addresses.some((address) => known.has(address))) throw new OmnisumError("TestKeyRefused", { chain: name });
  }
  return { signer, accounts: addresses.map((address, i) => ({ address, name: String(i) })) };
}

function testWallet(prefix: string): Promise<OfflineDirectSigner> {
  const hdPaths = Array.from({ length: TEST_ACCOUNTS }, (_, i) => makeCosmoshubPath(i));
  return DirectSecp256k1HdWallet.fromMnemonic(TEST_MNEMONIC, { prefix, hdPaths });
}

async function secretWallet(
  { source, secret }: Extract<KeySource, { kind: "secret" }>,
  prefix: string,
): Promise<OfflineDirectSigner> {
  const text = secret.trim();
  const fail = (reason: string) => new OmnisumError("InvalidKey", { source, reason });
  if (text === "") throw fail("it is empty");
  if (text.startsWith("0x") && !/^0x[0-9a-fA-F]{64}$/.test(text)) throw fail("after 0x it has not 64 hex digits");
  try {
    if (text.startsWith("0x")) return await DirectSecp256k1Wallet.fromKey(fromHex(text.slice(2)), prefix);
    return await DirectSecp256k1HdWallet.fromMnemonic(text, { prefix });
  } catch {
    // The library's error may quote the secret, so it is no cause to keep.
    throw fail(text.startsWith("0x") ? "no account has this number for a key" : "it is no mnemonic of BIP-39");
  }
}
