/** Codes, contracts and their indexes in the state (wasmd v0.70 `x/wasm/types/keys.go`, `types.go`). */

import {
  AccessType,
  CodeInfo,
  ContractCodeHistoryEntry,
  ContractCodeHistoryOperationType,
  ContractInfo,
  Params,
} from "cosmjs-types/cosmwasm/wasm/v1/types";
import { AbciError, wasmErrors } from "../abci-error.ts";
import { encodeAddress } from "../bech32.ts";
import { concat, latin1, readUint64Be, uint64Be, utf8 } from "../bytes.ts";
import type { Context } from "../context.ts";
import { type GasStore, storeNames } from "../store/gas-store.ts";
import { prefixEnd } from "../store/view.ts";
import { moduleSubAddress } from "./auth.ts";

export const CODE_PREFIX = Uint8Array.of(0x01);
const CONTRACT_PREFIX = Uint8Array.of(0x02);
const CONTRACT_STORE_PREFIX = Uint8Array.of(0x03);
const SEQUENCE_PREFIX = Uint8Array.of(0x04);
const HISTORY_PREFIX = Uint8Array.of(0x05);
const BY_CODE_PREFIX = Uint8Array.of(0x06);
const PINNED_PREFIX = Uint8Array.of(0x07);
const BY_CREATOR_PREFIX = Uint8Array.of(0x09);
const PARAMS_KEY = Uint8Array.of(0x10);
const CODE_SEQUENCE = concat(SEQUENCE_PREFIX, utf8("lastCodeId"));
const INSTANCE_SEQUENCE = concat(SEQUENCE_PREFIX, utf8("lastContractId"));
const EMPTY = new Uint8Array();
/** Where wasmd's errors with a system error inside come from. */
const FLAVOURED_ORIGIN = "CosmWasm/wasmd@v0.70.3/x/wasm/types/errors.go:159";
/** Bytes of a position in the chain: height and index. */
export const POSITION_LENGTH = 16;

export function wasmStore(context: Context): GasStore {
  return context.store(storeNames.wasm);
}

/** Anybody may upload and instantiate. */
export function initParams(context: Context): void {
  const everybody = AccessType.ACCESS_TYPE_EVERYBODY;
  const params = Params.fromPartial({
    codeUploadAccess: { permission: everybody, addresses: [] },
    instantiateDefaultPermission: everybody,
  });
  wasmStore(context).set(PARAMS_KEY, Params.encode(params).finish());
}

/** Reads the parameters, which are constant here; what counts is the gas. */
export function readParams(context: Context): void {
  wasmStore(context).get(PARAMS_KEY);
}

export function nextCodeId(context: Context): bigint {
  return nextInSequence(context, CODE_SEQUENCE);
}

/** `BuildContractAddressClassic`: the address of the next contract of a code. */
export function nextContractAddress(context: Context, codeId: bigint): Uint8Array {
  const instance = nextInSequence(context, INSTANCE_SEQUENCE);
  return moduleSubAddress("wasm", concat(uint64Be(codeId), uint64Be(instance)));
}

function nextInSequence(context: Context, key: Uint8Array): bigint {
  const stored = wasmStore(context).get(key);
  const id = stored === undefined ? 1n : readUint64Be(stored);
  wasmStore(context).set(key, uint64Be(id + 1n));
  return id;
}

function codeKey(codeId: bigint): Uint8Array {
  return concat(CODE_PREFIX, uint64Be(codeId));
}

export function getCode(context: Context, codeId: bigint): CodeInfo | undefined {
  const bytes = wasmStore(context).get(codeKey(codeId));
  return bytes === undefined ? undefined : CodeInfo.decode(bytes);
}

export function setCode(context: Context, codeId: bigint, code: CodeInfo): void {
  wasmStore(context).set(codeKey(codeId), CodeInfo.encode(code).finish());
}

/** Asks whether code is pinned; none ever is here. */
export function isPinned(context: Context, codeId: bigint): boolean {
  return wasmStore(context).has(concat(PINNED_PREFIX, uint64Be(codeId)));
}

export function hasContract(context: Context, address: Uint8Array): boolean {
  return wasmStore(context).has(concat(CONTRACT_PREFIX, address));
}

export function getContract(context: Context, address: Uint8Array): ContractInfo | undefined {
  const bytes = wasmStore(context).get(concat(CONTRACT_PREFIX, address));
  return bytes === undefined ? undefined : ContractInfo.decode(bytes);
}

/** A contract with its code; throws if there is none. */
export function contractInstance(context: Context, address: Uint8Array): { info: ContractInfo; code: CodeInfo } {
  const info = getContract(context, address);
  if (info === undefined) throw noSuchContract(encodeAddress(context.config.prefix, address));
  const code = getCode(context, info.codeId);
  if (code === undefined) throw noSuchCode(info.codeId);
  return { info, code };
}

/** A contract that is about to exist. */
export interface NewContract {
  readonly address: Uint8Array;
  readonly creator: Uint8Array;
  readonly info: ContractInfo;
  readonly message: Uint8Array;
}

/** Writes a new contract, its history and its places in the indexes. */
export function addContract(context: Context, { address, creator, info, message }: NewContract): void {
  const store = wasmStore(context);
  const created = info.created ?? { blockHeight: 0n, txIndex: 0n };
  const position = concat(uint64Be(created.blockHeight), uint64Be(created.txIndex));
  store.set(concat(contractsByCodePrefix(info.codeId), position, address), EMPTY);
  store.set(concat(contractsByCreatorPrefix(creator), position, address), EMPTY);
  const history = historyPrefix(address);
  store.iterator(history, endOf(history), true);
  const entry = ContractCodeHistoryEntry.fromPartial({
    operation: ContractCodeHistoryOperationType.CONTRACT_CODE_HISTORY_OPERATION_TYPE_INIT,
    codeId: info.codeId,
    updated: created,
    msg: message,
  });
  store.set(concat(history, uint64Be(1n)), ContractCodeHistoryEntry.encode(entry).finish());
  store.set(concat(CONTRACT_PREFIX, address), ContractInfo.encode(info).finish());
}

export function contractsByCreatorPrefix(creator: Uint8Array): Uint8Array {
  return concat(BY_CREATOR_PREFIX, Uint8Array.of(creator.length), creator);
}

export function historyPrefix(address: Uint8Array): Uint8Array {
  return concat(HISTORY_PREFIX, address);
}

export function contractsByCodePrefix(codeId: bigint): Uint8Array {
  return concat(BY_CODE_PREFIX, uint64Be(codeId));
}

/** Where a contract's own storage begins. */
export function contractStorePrefix(address: Uint8Array): Uint8Array {
  return concat(CONTRACT_STORE_PREFIX, address);
}

/** The first key after those with a prefix. */
export function endOf(prefix: Uint8Array): Uint8Array | undefined {
  const end = prefixEnd(latin1(prefix));
  return end === undefined ? undefined : new Uint8Array(Buffer.from(end, "latin1"));
}

export function noSuchContract(address: string): AbciError {
  return AbciError.of(wasmErrors.noSuchContract, `address ${address}`, FLAVOURED_ORIGIN);
}

export function noSuchCode(codeId: bigint): AbciError {
  return AbciError.of(wasmErrors.noSuchCode, `code id ${codeId}`, FLAVOURED_ORIGIN);
}
