/** Balances and transfers (cosmos-sdk v0.54 `x/bank/keeper/send.go`, `view.go`, `msg_server.go`, `x/bank/types/keys.go`). */

import { AbciError, sdkErrors } from "../abci-error.ts";
import { encodeAddress } from "../bech32.ts";
import { concat, latin1, text, utf8 } from "../bytes.ts";
import { type Coin, coinsProblem, formatCoins } from "../coins.ts";
import type { Context } from "../context.ts";
import { event } from "../events.ts";
import { type GasStore, storeNames } from "../store/gas-store.ts";
import { prefixRange } from "../store/view.ts";
import { createAccount, getAccount, hasAccount, moduleAddress } from "./auth.ts";

const SUPPLY_PREFIX = Uint8Array.of(0x00);
const BALANCES_PREFIX = 0x02;
const DENOM_ADDRESS_PREFIX = 0x03;
const SEND_ENABLED_PREFIX = Uint8Array.of(0x04);
const PARAMS_KEY = Uint8Array.of(0x05);
/** `Params { default_send_enabled: true }`. */
const PARAMS = Uint8Array.of(0x10, 0x01);
const EMPTY = new Uint8Array();
const SEND_ORIGIN = "cosmos/cosmos-sdk@v0.54.0/x/bank/keeper/send.go";

/** Modules' accounts that may not be sent to (wasmd v0.70 `app.go`, `BlockedAddresses`: all but `gov`). */
const BLOCKED = new Set(
  [
    "fee_collector",
    "distribution",
    "mint",
    "bonded_tokens_pool",
    "not_bonded_tokens_pool",
    "protocolpool",
    "protocolpool_escrow",
    "transfer",
    "interchainaccounts",
    "wasm",
  ].map((name) => latin1(moduleAddress(name))),
);

/** A transfer between two accounts. */
export interface Transfer {
  readonly from: Uint8Array;
  readonly to: Uint8Array;
  readonly coins: readonly Coin[];
}

function store(context: Context): GasStore {
  return context.store(storeNames.bank);
}

export function initParams(context: Context): void {
  store(context).set(PARAMS_KEY, PARAMS);
}

export function getBalance(context: Context, address: Uint8Array, denom: string): bigint {
  const bytes = store(context).get(balanceKey(address, denom));
  return bytes === undefined ? 0n : BigInt(text(bytes));
}

/** How much there is of a coin. */
export function getSupply(context: Context, denom: string): bigint {
  const bytes = store(context).get(concat(SUPPLY_PREFIX, utf8(denom)));
  return bytes === undefined ? 0n : BigInt(text(bytes));
}

/** Creates coins, as genesis does. */
export function mint(context: Context, address: Uint8Array, { denom, amount }: Coin): void {
  const supply = getSupply(context, denom) + BigInt(amount);
  store(context).set(concat(SUPPLY_PREFIX, utf8(denom)), utf8(supply.toString()));
  setBalance(context, address, { denom, amount });
}

/** All coins of an account, by denomination; costs no gas. */
export function allBalances(context: Context, address: Uint8Array): Coin[] {
  const prefix = storeNames.bank + latin1(balanceKey(address, ""));
  return [...context.state.keys(prefixRange(prefix), false)].map((key) => ({
    denom: key.slice(prefix.length),
    amount: text(context.state.get(key) ?? EMPTY),
  }));
}

/** The same for a contract that asks: the walk costs gas as any iterator. */
export function walkBalances(context: Context, address: Uint8Array): Coin[] {
  const prefix = balanceKey(address, "");
  const range = prefixRange(latin1(prefix));
  const end = range.end === undefined ? undefined : new Uint8Array(Buffer.from(range.end, "latin1"));
  const coins: Coin[] = [];
  const iterator = store(context).iterator(prefix, end, false);
  for (let entry = iterator.entry(); entry !== undefined; entry = iterator.entry()) {
    coins.push({ denom: text(entry.key.subarray(prefix.length)), amount: text(entry.value) });
    iterator.next();
  }
  return coins;
}

/** Writes a balance and its index; a zero balance is removed. */
export function setBalance(context: Context, address: Uint8Array, { denom, amount }: Coin): void {
  const balances = store(context);
  const index = concat(Uint8Array.of(DENOM_ADDRESS_PREFIX), utf8(denom), Uint8Array.of(0, address.length), address);
  if (BigInt(amount) === 0n) {
    balances.delete(index);
    balances.delete(balanceKey(address, denom));
  } else {
    balances.set(index, EMPTY);
    balances.set(balanceKey(address, denom), utf8(amount));
  }
}

/** Moves coins without asking whether they may be: `SendCoins`. */
export function sendCoins(context: Context, { from, to, coins }: Transfer): void {
  const problem = coinsProblem(coins);
  if (problem !== undefined) throw AbciError.of(sdkErrors.invalidCoins, formatCoins(coins));
  const sender = encodeAddress(context.config.prefix, from);
  const recipient = encodeAddress(context.config.prefix, to);
  const amount = formatCoins(coins);
  takeCoins(context, from, coins);
  context.events.push(event("coin_spent", ["spender", sender], ["amount", amount]));
  for (const { denom, amount: more } of coins) {
    const balance = getBalance(context, to, denom) + BigInt(more);
    setBalance(context, to, { denom, amount: balance.toString() });
  }
  context.events.push(event("coin_received", ["receiver", recipient], ["amount", amount]));
  if (!hasAccount(context, to)) createAccount(context, to);
  context.events.push(
    event("transfer", ["recipient", recipient], ["sender", sender], ["amount", amount]),
    event("message", ["sender", sender]),
  );
}

function takeCoins(context: Context, from: Uint8Array, coins: readonly Coin[]): void {
  getAccount(context, from); // the SDK looks for vesting accounts, which have locked coins
  for (const { denom, amount } of coins) {
    const balance = getBalance(context, from, denom);
    const rest = balance - BigInt(amount);
    if (rest < 0n) {
      const problem = `spendable balance ${balance}${denom} is smaller than ${amount}${denom}`;
      throw AbciError.of(sdkErrors.insufficientFunds, problem, `${SEND_ORIGIN}:324`);
    }
    setBalance(context, from, { denom, amount: rest.toString() });
  }
}

/** The checks before a transfer that a user or a contract wants: coins may be sent, the recipient may receive. */
export function checkSendable(context: Context, { to, coins }: Omit<Transfer, "from">, origin: string): void {
  if (coins.length > 0) store(context).get(PARAMS_KEY);
  for (const { denom } of coins) store(context).has(concat(SEND_ENABLED_PREFIX, utf8(denom)));
  if (BLOCKED.has(latin1(to))) {
    const recipient = encodeAddress(context.config.prefix, to);
    throw AbciError.of(sdkErrors.unauthorized, `${recipient} is not allowed to receive funds`, origin);
  }
}

function balanceKey(address: Uint8Array, denom: string): Uint8Array {
  return concat(Uint8Array.of(BALANCES_PREFIX, address.length), address, utf8(denom));
}
