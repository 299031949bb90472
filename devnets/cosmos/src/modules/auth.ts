/** Accounts and their numbers and sequences (cosmos-sdk v0.54 `x/auth/keeper`, `x/auth/types/account_id.go`). */

import { sha256 } from "@noble/hashes/sha2.js";
import { BaseAccount, ModuleAccount, Params } from "cosmjs-types/cosmos/auth/v1beta1/auth";
import { Any } from "cosmjs-types/google/protobuf/any";
import { encodeAddress } from "../bech32.ts";
import { concat, readUint64Be, uint64Be, utf8 } from "../bytes.ts";
import type { Context } from "../context.ts";
import { type GasStore, storeNames } from "../store/gas-store.ts";

const BASE_ACCOUNT_URL = "/cosmos.auth.v1beta1.BaseAccount";
const MODULE_ACCOUNT_URL = "/cosmos.auth.v1beta1.ModuleAccount";

/** `x/auth/types/params.go`, the defaults. */
export const authParams = {
  maxMemoCharacters: 256n,
  txSigLimit: 7n,
  txSizeCostPerByte: 10n,
  sigVerifyCostEd25519: 590n,
  sigVerifyCostSecp256k1: 1000n,
} as const;

const PARAMS_KEY = Uint8Array.of(0x00);
const ADDRESS_PREFIX = Uint8Array.of(0x01);
const NUMBER_PREFIX = utf8("accountNumber");

export interface Account {
  readonly base: BaseAccount;
  /** Set iff the account is a module's. */
  readonly module?: { readonly name: string; readonly permissions: string[] } | undefined;
}

function store(context: Context): GasStore {
  return context.store(storeNames.auth);
}

export function initParams(context: Context): void {
  store(context).set(PARAMS_KEY, Params.encode(authParams).finish());
}

/** Reads the parameters, which are constant here; what counts is the gas. */
export function readParams(context: Context): typeof authParams {
  store(context).get(PARAMS_KEY);
  return authParams;
}

/** The account as it is stored: an `Any`. */
export function accountBytes(context: Context, address: Uint8Array): Uint8Array | undefined {
  return store(context).get(concat(ADDRESS_PREFIX, address));
}

export function getAccount(context: Context, address: Uint8Array): Account | undefined {
  const bytes = accountBytes(context, address);
  return bytes === undefined ? undefined : decodeAccount(bytes);
}

export function hasAccount(context: Context, address: Uint8Array): boolean {
  return store(context).has(concat(ADDRESS_PREFIX, address));
}

/** Writes an account and its index by number, with the index' own reads (collections v1.4 `indexes/unique.go`). */
export function setAccount(context: Context, address: Uint8Array, account: Account): void {
  const accounts = store(context);
  const old = getAccount(context, address);
  if (old !== undefined) accounts.delete(numberKey(old.base.accountNumber));
  const key = numberKey(account.base.accountNumber);
  accounts.has(key);
  accounts.set(key, address);
  accounts.set(concat(ADDRESS_PREFIX, address), encodeAccount(account));
}

/** Makes an account without a key, as receiving money does. */
export function createAccount(context: Context, address: Uint8Array): void {
  const base = BaseAccount.fromPartial({
    address: encodeAddress(context.config.prefix, address),
    accountNumber: generateNumber(context, address),
  });
  setAccount(context, address, { base });
}

/** `GenerateID`: a number from the block, the transaction and the address, its highest bit set. */
export function generateNumber(context: Context, address: Uint8Array, module = ""): bigint {
  const index = BigInt.asUintN(64, BigInt(context.tx?.index ?? 0));
  const { height, appHash } = context.block;
  const digest = sha256(concat(uint64Be(BigInt(height)), appHash, uint64Be(index), address, utf8(module)));
  return readUint64Be(digest) | (1n << 63n);
}

/** Address of a module's account: `sha256(name)[:20]`. */
export function moduleAddress(name: string): Uint8Array {
  return sha256(utf8(name)).slice(0, 20);
}

/** Address below a module's (`types/address/hash.go`, `Module`). */
export function moduleSubAddress(module: string, key: Uint8Array): Uint8Array {
  return sha256(concat(sha256(utf8("module")), utf8(module), Uint8Array.of(0), key));
}

function decodeAccount(bytes: Uint8Array): Account {
  const { typeUrl, value } = Any.decode(bytes);
  if (typeUrl !== MODULE_ACCOUNT_URL) return { base: BaseAccount.decode(value) };
  const { baseAccount, name, permissions } = ModuleAccount.decode(value);
  return { base: baseAccount ?? BaseAccount.fromPartial({}), module: { name, permissions } };
}

function encodeAccount({ base, module }: Account): Uint8Array {
  const any =
    module === undefined
      ? { typeUrl: BASE_ACCOUNT_URL, value: BaseAccount.encode(base).finish() }
      : { typeUrl: MODULE_ACCOUNT_URL, value: ModuleAccount.encode({ baseAccount: base, ...module }).finish() };
  return Any.encode(any).finish();
}

function numberKey(accountNumber: bigint): Uint8Array {
  return concat(NUMBER_PREFIX, uint64Be(accountNumber));
}
