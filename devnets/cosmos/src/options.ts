/** What a chain is started with: the caller's wishes, checked, with defaults for the rest. */

import { OmnisumError } from "@omnisum/core";
import { validateMnemonic } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { TEST_MNEMONIC } from "./accounts.ts";
import type { ClockKind } from "./clock.ts";

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
  /** Where a manual clock begins, in seconds since 1970; default the beginning of 2026. */
  readonly genesisTime?: bigint;
  /** Least price of gas, in `denom`, as a decimal number; default `0.0025`. */
  readonly minGasPrice?: string;
}

const DEFAULTS = {
  port: 0,
  chainId: "omnisum-local-cosmos",
  denom: "ucosm",
  prefix: "wasm",
  accounts: 10,
  mnemonic: TEST_MNEMONIC,
  clock: "wall",
  genesisTime: 1_767_225_600n,
  minGasPrice: "0.0025",
} as const satisfies CosmosDevnetOptions;

/** Fills in defaults; throws `InvalidInput` at the first option that is out of its range. */
export function resolveOptions(wishes: CosmosDevnetOptions): Required<CosmosDevnetOptions> {
  const options: Required<CosmosDevnetOptions> = { ...DEFAULTS, ...wishes };
  const { port, chainId, denom, prefix, accounts, mnemonic, clock, genesisTime, minGasPrice } = options;
  demand(Number.isInteger(port) && port >= 0 && port < 65_536, "port", `${port} is not between 0 and 65535`);
  demand(/^[\x21-\x7e]{1,50}$/.test(chainId), "chain id", `"${chainId}" is not 1 to 50 printable characters`);
  demand(/^[a-zA-Z][a-zA-Z0-9/:._-]{2,127}$/.test(denom), "denomination", `"${denom}" is not one of the Cosmos SDK`);
  demand(/^[a-z]{1,20}$/.test(prefix), "address prefix", `"${prefix}" is not 1 to 20 small letters`);
  demand(
    Number.isInteger(accounts) && accounts > 0,
    "number of accounts",
    `${accounts} is not a positive whole number`,
  );
  demand(validateMnemonic(mnemonic, wordlist), "mnemonic", "it is not one of BIP-39");
  demand(clock === "wall" || clock === "manual", "clock", `"${clock}" is neither wall nor manual`);
  demand(genesisTime > 0n, "genesis time", `${genesisTime} is not after 1970`);
  demand(/^[0-9]+(\.[0-9]{1,18})?$/.test(minGasPrice), "gas price", `"${minGasPrice}" is not a decimal number`);
  return options;
}

function demand(holds: boolean, name: string, reason: string): void {
  if (!holds) throw new OmnisumError("InvalidInput", { name: `The chain's ${name}`, reason });
}
