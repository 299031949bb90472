/** The state that a chain begins with: parameters, modules' accounts, development accounts and their money. */

import { BaseAccount } from "cosmjs-types/cosmos/auth/v1beta1/auth";
import type { DevAccount } from "./accounts.ts";
import { encodeAddress } from "./bech32.ts";
import type { Context } from "./context.ts";
import { initTxCounter } from "./modules/ante.ts";
import * as auth from "./modules/auth.ts";
import * as bank from "./modules/bank.ts";
import { mustDecode } from "./modules/must-decode.ts";
import * as wasm from "./modules/wasm-store.ts";

/** Modules that hold money here, with their permissions. */
const MODULES = ["fee_collector", "distribution"] as const;

export function writeGenesis(context: Context, accounts: readonly DevAccount[]): void {
  auth.initParams(context);
  bank.initParams(context);
  wasm.initParams(context);
  initTxCounter(context);
  for (const [i, { address, balance }] of accounts.entries()) {
    const bytes = mustDecode(context.config.prefix, address);
    auth.setAccount(context, bytes, { base: BaseAccount.fromPartial({ address, accountNumber: BigInt(i) }) });
    for (const [denom, amount] of Object.entries(balance)) {
      bank.mint(context, bytes, { denom, amount: amount.toString() });
    }
  }
  for (const name of MODULES) addModuleAccount(context, name);
}

function addModuleAccount(context: Context, name: string): void {
  const address = auth.moduleAddress(name);
  const base = BaseAccount.fromPartial({
    address: encodeAddress(context.config.prefix, address),
    accountNumber: auth.generateNumber(context, address, name),
  });
  auth.setAccount(context, address, { base, module: { name, permissions: [] } });
}

/** Moves collected fees on, as the distribution module does at the beginning of the next block; costs no gas. */
export function distributeFees(context: Context): void {
  const collector = auth.moduleAddress("fee_collector");
  const distribution = auth.moduleAddress("distribution");
  for (const { denom, amount } of bank.allBalances(context, collector)) {
    const collected = bank.getBalance(context, distribution, denom) + BigInt(amount);
    bank.setBalance(context, collector, { denom, amount: "0" });
    bank.setBalance(context, distribution, { denom, amount: collected.toString() });
  }
}
