/** Connects a contract in the VM with the chain: its storage, addresses, queries (wasmvm 3.0 `callbacks.go`, wasmd `api.go`). */

import { decodeAddress, encodeAddress } from "../bech32.ts";
import { concat } from "../bytes.ts";
import type { Context } from "../context.ts";
import { OutOfGas } from "../gas-meter.ts";
import type { AddressApi, Backend, ContractStorage } from "../vm/backend.ts";
import { CANONICALIZE_COST, GAS_MULTIPLIER, HUMANIZE_COST, VALIDATE_COST } from "./wasm-gas.ts";
import { contractStorePrefix, endOf, wasmStore } from "./wasm-store.ts";

export function contractBackend(context: Context, contract: Uint8Array): Backend {
  return {
    storage: contractStorage(context, contract),
    addresses: addressApi(context.config.prefix),
    query: (request, gasLimit) => context.router.queryFromContract(context, request, gasLimit),
    gasConsumed: () => context.meter.consumed * GAS_MULTIPLIER,
    isOutOfGas: (error) => error instanceof OutOfGas,
  };
}

function contractStorage(context: Context, contract: Uint8Array): ContractStorage {
  const store = wasmStore(context);
  const prefix = contractStorePrefix(contract);
  return {
    get: (key) => store.get(concat(prefix, key)),
    set: (key, value) => store.set(concat(prefix, key), value),
    remove: (key) => store.delete(concat(prefix, key)),
    scan: (start, end, descending) => {
      const from = start === undefined ? prefix : concat(prefix, start);
      const to = end === undefined ? endOf(prefix) : concat(prefix, end);
      const iterator = store.iterator(from, to, descending);
      return { next: () => nextEntry(iterator, prefix.length) };
    },
  };
}

function nextEntry(iterator: ReturnType<ReturnType<typeof wasmStore>["iterator"]>, prefixLength: number) {
  const entry = iterator.entry();
  if (entry === undefined) return undefined;
  iterator.next();
  return { key: entry.key.subarray(prefixLength), value: entry.value };
}

function addressApi(prefix: string): AddressApi {
  return {
    canonicalize(human) {
      const decoded = decodeAddress(prefix, human);
      return decoded.ok
        ? { ok: true, value: decoded.bytes, cost: CANONICALIZE_COST }
        : { ok: false, error: decoded.error, cost: CANONICALIZE_COST };
    },
    validate(human) {
      const decoded = decodeAddress(prefix, human);
      if (!decoded.ok) return { ok: false, error: decoded.error, cost: CANONICALIZE_COST };
      const normalized = encodeAddress(prefix, decoded.bytes) === human;
      return normalized
        ? { ok: true, value: undefined, cost: VALIDATE_COST }
        : { ok: false, error: "address not normalized", cost: VALIDATE_COST };
    },
    humanize(canonical) {
      const proper = canonical.length === 20 || canonical.length === 32;
      return proper
        ? { ok: true, value: encodeAddress(prefix, canonical), cost: HUMANIZE_COST }
        : { ok: false, error: "invalid address", cost: HUMANIZE_COST };
    },
  };
}
