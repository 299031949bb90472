import { Bip39, EnglishMnemonic, Slip10, Slip10Curve } from "@cosmjs/crypto";
import { fromBase64, fromHex } from "@cosmjs/encoding";
import { DirectSecp256k1Wallet, makeCosmoshubPath, type OfflineDirectSigner } from "@cosmjs/proto-signing";
import { type Account, type ChainConfig, type KeySource, OmnisumError } from "@omnisum/core";
import type { SignDoc } from "cosmjs-types/cosmos/tx/v1beta1/tx";

const TEST_MNEMONIC = "test test test test test test test test test test test junk";
/** How many accounts of the test mnemonic a development chain has. */
const TEST_ACCOUNTS = 10;

type Secret = Extract<KeySource, { kind: "secret" }>;

/** A key that signs. */
interface Wallet {
  readonly signer: OfflineDirectSigner;
  readonly publicKey: Uint8Array;
}

/** The keys of a connection, by address; they never leave it. */
export class Keys {
  readonly accounts: readonly Account[];
  readonly #chain: string;
  readonly #wallets: ReadonlyMap<string, Wallet>;

  private constructor(chain: string, wallets: ReadonlyMap<string, Wallet>) {
    this.#chain = chain;
    this.#wallets = wallets;
    this.accounts = [...wallets.keys()].map((address, i) => ({ address, name: String(i) }));
  }

  /** Throws `InvalidKey`, and `TestKeyRefused` for the well-known test accounts on a live chain. */
  static async open(
    source: KeySource,
    { name, stage }: Pick<ChainConfig, "name" | "stage">,
    prefix: string,
  ): Promise<Keys> {
    const keys = new Keys(name, await openWallets(await keysOf(source), prefix));
    if (stage !== "live") return keys;
    const known = await openWallets(await testKeys(), prefix);
    if (keys.accounts.some(({ address }) => known.has(address)))
      throw new OmnisumError("TestKeyRefused", { chain: name });
    return keys;
  }

  /** Throws `UnknownAccount` for an account whose key is not here, as do the others. */
  require({ address }: Account): string {
    this.#wallet(address);
    return address;
  }

  /** The account's key as the chain knows it, 33 bytes. */
  publicKey(address: string): Uint8Array {
    return this.#wallet(address).publicKey;
  }

  /** The account's signature of a document, 64 bytes. */
  async sign(address: string, document: SignDoc): Promise<Uint8Array> {
    const { signature } = await this.#wallet(address).signer.signDirect(address, document);
    return fromBase64(signature.signature);
  }

  #wallet(account: string): Wallet {
    const wallet = this.#wallets.get(account);
    if (wallet !== undefined) return wallet;
    const addresses = this.accounts.map(({ address }) => address).join(", ");
    const known = addresses === "" ? "Connect with a key to sign with." : `Known are ${addresses}.`;
    throw new OmnisumError("UnknownAccount", { account, chain: this.#chain, known });
  }
}

/** Derives addresses once: it takes as long as signing. */
async function openWallets(keys: readonly Uint8Array[], prefix: string): Promise<ReadonlyMap<string, Wallet>> {
  const signers = await Promise.all(keys.map((key) => DirectSecp256k1Wallet.fromKey(key, prefix)));
  const wallets = signers.map(async (signer) => {
    const accounts = await signer.getAccounts();
    return accounts.map(({ address, pubkey: publicKey }) => [address, { signer, publicKey }] as const);
  });
  return new Map((await Promise.all(wallets)).flat());
}

async function keysOf(source: KeySource): Promise<readonly Uint8Array[]> {
  if (source.kind === "none") return [];
  return source.kind === "development" ? testKeys() : secretKeys(source);
}

function testKeys(): Promise<readonly Uint8Array[]> {
  return derive(new EnglishMnemonic(TEST_MNEMONIC), TEST_ACCOUNTS);
}

/** The keys of the mnemonic's first accounts, at the path that Cosmos chains share. */
async function derive(mnemonic: EnglishMnemonic, count: number): Promise<readonly Uint8Array[]> {
  const seed = await Bip39.mnemonicToSeed(mnemonic);
  return Array.from(
    { length: count },
    (_, i) => Slip10.derivePath(Slip10Curve.Secp256k1, seed, makeCosmoshubPath(i)).privkey,
  );
}

async function secretKeys({ source, secret }: Secret): Promise<readonly Uint8Array[]> {
  const text = secret.trim();
  const fail = (reason: string) => new OmnisumError("InvalidKey", { source, reason });
  if (text === "") throw fail("it is empty");
  return text.startsWith("0x") ? [numberKey(text, fail)] : mnemonicKeys(text.split(/\s+/), fail);
}

function numberKey(text: string, fail: (reason: string) => OmnisumError): Uint8Array {
  if (!/^0x[0-9a-fA-F]{64}$/.test(text)) throw fail("after 0x it has not 64 hex digits");
  if (!isPrivateKey(BigInt(text))) throw fail("no account has this number for a key");
  return fromHex(text.slice(2));
}

async function mnemonicKeys(
  words: readonly string[],
  fail: (reason: string) => OmnisumError,
): Promise<readonly Uint8Array[]> {
  if (![12, 15, 18, 21, 24].includes(words.length)) throw fail(`a mnemonic has 12 to 24 words, not ${words.length}`);
  try {
    return await derive(new EnglishMnemonic(words.join(" ")), 1);
  } catch {
    // The library's error may quote the secret, so it is no cause to keep.
    throw fail("a word is not one of a mnemonic's, or its last one does not fit");
  }
}

/** The order of secp256k1 (SEC 2, §2.4.1): keys are the numbers from 1 to one less. */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

function isPrivateKey(number: bigint): boolean {
  return number > 0n && number < ORDER;
}
