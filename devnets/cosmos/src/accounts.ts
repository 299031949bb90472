/** Development accounts: keys from one mnemonic (BIP-39, BIP-32), as wallets derive them for Cosmos chains. */

import { HDKey } from "@scure/bip32";
import { mnemonicToSeedSync } from "@scure/bip39";
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

export function deriveAddresses(
  mnemonic: string,
  prefix: string,
  count: number,
): { address: string; hdPath: string }[] {
  const parent = HDKey.fromMasterSeed(mnemonicToSeedSync(mnemonic)).derive(COSMOS_PATH);
  return Array.from({ length: count }, (_, i) => {
    const key = parent.deriveChild(i).publicKey;
    if (key === null) throw new RangeError(`key ${i} of the mnemonic does not exist`);
    return { address: encodeAddress(prefix, keyAddress(key)), hdPath: `${COSMOS_PATH}/${i}` };
  });
}
