/** Host functions for storage, addresses, queries and messages to the user: cosmwasm-vm 3.0 `imports.rs`. */

import { text, utf8 } from "../bytes.ts";
import type { AddressAnswer, Backend, StorageIterator } from "./backend.ts";
import * as cost from "./gas-config.ts";
import { type Guest, RegionTooLong } from "./guest.ts";
import { encodeSections } from "./sections.ts";
import { VmError } from "./vm-error.ts";

const KI = 1024;
const MAX_LENGTH_DB_KEY = 64 * KI;
const MAX_LENGTH_DB_VALUE = 128 * KI;
const MAX_LENGTH_CANONICAL_ADDRESS = 64;
const MAX_LENGTH_HUMAN_ADDRESS = 256;
const MAX_LENGTH_QUERY_CHAIN_REQUEST = 64 * KI;
const MAX_LENGTH_DEBUG = 2 * KI * KI;
const MAX_LENGTH_ABORT = 2 * KI * KI;
const EMPTY = new Uint8Array();

/** What host functions work on during one call of a contract. */
export interface HostContext {
  readonly guest: Guest;
  readonly backend: Backend;
  readonly readonly: boolean;
  readonly iterators: StorageIterator[];
}

/** The host functions; `enter` charges the entry and gives what the call works on. */
export function hostFunctions(enter: () => HostContext): WebAssembly.ModuleImports {
  return {
    db_read: (key: number) => dbRead(enter(), key),
    db_write: (key: number, value: number) => dbWrite(enter(), key, value),
    db_remove: (key: number) => dbRemove(enter(), key),
    db_scan: (start: number, end: number, order: number) => dbScan(enter(), start, end, order),
    db_next: (id: number) => dbNext(enter(), id),
    db_next_key: (id: number) => dbNextPart(enter(), id, "key"),
    db_next_value: (id: number) => dbNextPart(enter(), id, "value"),
    addr_validate: (source: number) => addrValidate(enter(), source),
    addr_canonicalize: (source: number, target: number) => addrCanonicalize(enter(), source, target),
    addr_humanize: (source: number, target: number) => addrHumanize(enter(), source, target),
    debug: (message: number) => void enter().guest.readRegion(message >>> 0, MAX_LENGTH_DEBUG),
    abort: (message: number) => abort(enter(), message),
    query_chain: (request: number) => queryChain(enter(), request),
  };
}

function dbRead({ guest, backend }: HostContext, keyPointer: number): number {
  const key = guest.readRegion(keyPointer >>> 0, MAX_LENGTH_DB_KEY);
  const value = external(guest, backend, () => backend.storage.get(key));
  return value === undefined ? 0 : guest.allocateWith(value);
}

function dbWrite({ guest, backend, readonly }: HostContext, keyPointer: number, valuePointer: number): void {
  if (readonly) throw writeAccessDenied();
  const key = readToStore(guest, keyPointer, MAX_LENGTH_DB_KEY, "Key");
  const value = readToStore(guest, valuePointer, MAX_LENGTH_DB_VALUE, "Value");
  external(guest, backend, () => backend.storage.set(key, value));
}

function dbRemove({ guest, backend, readonly }: HostContext, keyPointer: number): void {
  if (readonly) throw writeAccessDenied();
  const key = guest.readRegion(keyPointer >>> 0, MAX_LENGTH_DB_KEY);
  external(guest, backend, () => backend.storage.remove(key));
}

function dbScan(host: HostContext, startPointer: number, endPointer: number, order: number): number {
  const { guest, backend, iterators } = host;
  const bound = (pointer: number): Uint8Array | undefined =>
    pointer === 0 ? undefined : guest.readRegion(pointer >>> 0, MAX_LENGTH_DB_KEY);
  const start = bound(startPointer);
  const end = bound(endPointer);
  if (order !== 1 && order !== 2) {
    throw VmError.communication(`Got an invalid value for iteration order: ${order}`);
  }
  iterators.push(external(guest, backend, () => backend.storage.scan(start, end, order === 2)));
  return iterators.length - 1;
}

function dbNext(host: HostContext, id: number): number {
  const entry = nextEntry(host, id);
  return host.guest.allocateWith(encodeSections(entry?.key ?? EMPTY, entry?.value ?? EMPTY));
}

function dbNextPart(host: HostContext, id: number, part: "key" | "value"): number {
  const entry = nextEntry(host, id);
  return entry === undefined ? 0 : host.guest.allocateWith(entry[part]);
}

function nextEntry({ guest, backend, iterators }: HostContext, id: number) {
  const iterator = iterators[id >>> 0];
  if (iterator === undefined) {
    throw new VmError("other", `Error calling into the VM's backend: Iterator with ID ${id >>> 0} does not exist`);
  }
  return external(guest, backend, () => iterator.next());
}

function addrValidate(host: HostContext, sourcePointer: number): number {
  const human = readAddress(host.guest, sourcePointer);
  if (typeof human === "number") return human;
  const answer = charged(host.guest, host.backend.addresses.validate(human.text));
  return answer.ok ? 0 : host.guest.allocateWith(utf8(answer.error));
}

function addrCanonicalize({ guest, backend }: HostContext, sourcePointer: number, targetPointer: number): number {
  const human = readAddress(guest, sourcePointer);
  if (typeof human === "number") return human;
  const answer = charged(guest, backend.addresses.canonicalize(human.text));
  if (!answer.ok) return guest.allocateWith(utf8(answer.error));
  guest.writeRegion(targetPointer >>> 0, answer.value);
  return 0;
}

function addrHumanize({ guest, backend }: HostContext, sourcePointer: number, targetPointer: number): number {
  const canonical = guest.readRegion(sourcePointer >>> 0, MAX_LENGTH_CANONICAL_ADDRESS);
  const answer = charged(guest, backend.addresses.humanize(canonical));
  if (!answer.ok) return guest.allocateWith(utf8(answer.error));
  guest.writeRegion(targetPointer >>> 0, utf8(answer.value));
  return 0;
}

function abort({ guest }: HostContext, messagePointer: number): never {
  const message = guest.readRegion(messagePointer >>> 0, MAX_LENGTH_ABORT);
  guest.charge(cost.stringFromBytes(message.length));
  throw new VmError("other", `Aborted: ${text(message)}`);
}

function queryChain({ guest, backend }: HostContext, requestPointer: number): number {
  const request = guest.readRegion(requestPointer >>> 0, MAX_LENGTH_QUERY_CHAIN_REQUEST);
  const answer = external(guest, backend, () => backend.query(request, guest.gasLeft));
  return guest.allocateWith(answer);
}

/** Runs work that the chain's own meter counts, and takes the gas off the contract's. */
function external<T>(guest: Guest, backend: Backend, work: () => T): T {
  const before = backend.gasConsumed();
  let result: T;
  try {
    result = work();
  } catch (error) {
    if (backend.isOutOfGas(error)) throw VmError.gasDepletion();
    throw error;
  }
  guest.charge(0n, backend.gasConsumed() - before);
  return result;
}

function charged<T>(guest: Guest, answer: AddressAnswer<T>): AddressAnswer<T> {
  guest.charge(answer.cost);
  return answer;
}

/** An address as text, or the pointer to an error for the contract. */
function readAddress(guest: Guest, pointer: number): { readonly text: string } | number {
  const source = guest.readRegion(pointer >>> 0, MAX_LENGTH_HUMAN_ADDRESS);
  if (source.length === 0) return guest.allocateWith(utf8("Input is empty"));
  guest.charge(cost.stringFromBytes(source.length));
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(source) };
  } catch {
    return guest.allocateWith(utf8("Input is not valid UTF-8"));
  }
}

function readToStore(guest: Guest, pointer: number, maxLength: number, kind: string): Uint8Array {
  try {
    return guest.readRegion(pointer >>> 0, maxLength);
  } catch (error) {
    if (!(error instanceof RegionTooLong)) throw error;
    throw new VmError(
      "other",
      `Generic error: ${kind} too big. Tried to write ${error.length} bytes to storage, limit is ${error.maxLength}.`,
    );
  }
}

function writeAccessDenied(): VmError {
  return new VmError("other", "Must not call a writing storage function in this context.");
}
