import { type Account, type ChainConfig, type KeySource, OmnisumError } from "@omnisum/core";
import { HDNodeWallet, Mnemonic, Wallet } from "ethers";

const TEST_MNEMONIC = "test test test test test test test test test test test junk";
/** How many accounts of the test mnemonic a development chain has. */
const TEST_ACCOUNTS = 10;
/** BIP-44: purpose, Ethereum, first account, external. */
const PATH = "m/44'/60'/0'/0";

/** The keys of a connection, by address; they never leave it. Signing is done here, not by a node. */
export class Keys {
  readonly #wallets: readonly Wallet[];
  readonly #chain: string;

  /** Throws `InvalidKey`, and `TestKeyRefused` for the well-known test accounts on a live chain. */
  constructor(keys: KeySource, { name, stage }: Pick<ChainConfig, "name" | "stage">) {
    this.#chain = name;
    this.#wallets = walletsOf(keys);
    if (stage !== "live") return;
    const known = new Set(testWallets().map(({ address }) => address));
    if (this.#wallets.some(({ address }) => known.has(address))) {
      throw new OmnisumError("TestKeyRefused", { chain: name });
    }
  }

  accounts(): readonly Account[] {
    return this.#wallets.map(({ address }, i) => ({ address, name: String(i) }));
  }

  /** Throws `UnknownAccount`. */
  signer({ address }: Account): Wallet {
    const wallet = this.#wallets.find((candidate) => candidate.address.toLowerCase() === address.toLowerCase());
    if (wallet !== undefined) return wallet;
    const addresses = this.#wallets.map((candidate) => candidate.address).join(", ");
    const known = addresses === "" ? "Connect with a key to sign with." : `Known are ${addresses}.`;
    throw new OmnisumError("UnknownAccount", { account: address, chain: this.#chain, known });
  }
}

function walletsOf(keys: KeySource): readonly Wallet[] {
  if (keys.kind === "none") return [];
  return keys.kind === "development" ? testWallets() : [secretWallet(keys)];
}

function testWallets(): readonly Wallet[] {
  const parent = HDNodeWallet.fromPhrase(TEST_MNEMONIC, "", PATH);
  return Array.from({ length: TEST_ACCOUNTS }, (_, i) => new Wallet(parent.deriveChild(i).privateKey));
}

function secretWallet({ source, secret }: Extract<KeySource, { kind: "secret" }>): Wallet {
  const text = secret.trim();
  const fail = (reason: string) => new OmnisumError("InvalidKey", { source, reason });
  if (text === "") throw fail("it is empty");
  if (!text.startsWith("0x")) return mnemonicWallet(text.split(/\s+/), fail);
  if (!/^0x[0-9a-fA-F]{64}$/.test(text)) throw fail("after 0x it has not 64 hex digits");
  try {
    return new Wallet(text);
  } catch {
    // The library's error quotes the key, so it is no cause to keep.
    throw fail("no account has this number for a key");
  }
}

function mnemonicWallet(words: readonly string[], fail: (reason: string) => OmnisumError): Wallet {
  const phrase = words.join(" ");
  if (![12, 15, 18, 21, 24].includes(words.length)) throw fail(`a mnemonic has 12 to 24 words, not ${words.length}`);
  if (!Mnemonic.isValidMnemonic(phrase)) throw fail("a word is not one of a mnemonic's, or its last one does not fit");
  return new Wallet(HDNodeWallet.fromPhrase(phrase, "", `${PATH}/0`).privateKey);
}
