/** Development accounts: keys from one mnemonic (BIP-39, BIP-32), as wallets derive them for Cosmos chains. */

import { pbkdf2Sync } from "node:crypto";
import { HDKey } from "@scure/bip32";
import { encodeAddress } from "./bech32.ts";
import { keyAddress } from "./modules/ante.ts";

/** The mnemonic that development chains share; its keys are public, never use it with real money. */
export const TEST_MNEMONIC = "test test test test test test test test test test test junk";

/** An account that genesis gives money to. */
export interface DevAccount {
  readonly address: string;
  readonly mnemonic: string;
  /** Derivation path of the key. */
  readonly hdPath: string;
  /** Coins at genesis, by denomination. */
  readonly balance: Readonly<Record<string, bigint>>;
}

const COSMOS_PATH = "m/44'/118'/0'/0";
/** Coins that every account has at genesis: of the fee's denomination, and of another to be refused. */
const BALANCE = 1_000_000_000_000n;
const OTHER_DENOM = "uother";
const OTHER_BALANCE = 1_000_000_000n;

export interface DevAccountOptions {
  /** Denomination that fees are paid in; default `ucosm`. */
  readonly denom?: string;
  /** Human-readable part of addresses; default `wasm`. */
  readonly prefix?: string;
  /** How many; default 10. */
  readonly count?: number;
  /** Default {@link TEST_MNEMONIC}. */
  readonly mnemonic?: string;
}

/** The accounts that a development chain begins with; the same for the same options. */
export function developmentAccounts(options: DevAccountOptions = {}): DevAccount[] {
  const { denom = "ucosm", prefix = "wasm", count = 10, mnemonic = TEST_MNEMONIC } = options;
  const parent = HDKey.fromMasterSeed(seed(mnemonic)).derive(COSMOS_PATH);
  return Array.from({ length: count }, (_, i) => {
    const key = parent.deriveChild(i).publicKey;
    if (key === null) throw new RangeError(`key ${i} of the mnemonic does not exist`);
    const address = encodeAddress(prefix, keyAddress(key));
    const balance = { [denom]: BALANCE, [OTHER_DENOM]: OTHER_BALANCE };
    return { address, mnemonic, hdPath: `${COSMOS_PATH}/${i}`, balance };
  });
}

/** BIP-39's seed without a passphrase; Node's PBKDF2 takes a hundredth of the time of one in JavaScript. */
function seed(mnemonic: string): Uint8Array {
  return new Uint8Array(pbkdf2Sync(mnemonic.normalize("NFKD"), "mnemonic", 2048, 64, "sha512"));
}
