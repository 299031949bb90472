/** What wasmd charges for contracts, in SDK gas (wasmd v0.70 `x/wasm/types/gas_register.go`, `keeper/api.go`). */

import type { ContractEvent, EventAttribute, Reply } from "./wasm-response.ts";

/** Wasm gas that one unit of SDK gas buys. */
export const GAS_MULTIPLIER = 140_000n;
const INSTANCE_COST = 60_000n;
const INSTANCE_COST_DISCOUNT = 2_000n;
const PER_ATTRIBUTE_COST = 10n;
const PER_CUSTOM_EVENT_COST = 20n;
const EVENT_DATA_COST = 1n;
const EVENT_DATA_FREE_BYTES = 100n;

/** Costs of the address functions, in wasm gas. */
export const HUMANIZE_COST = 5n * GAS_MULTIPLIER;
export const CANONICALIZE_COST = 4n * GAS_MULTIPLIER;
export const VALIDATE_COST = HUMANIZE_COST + CANONICALIZE_COST;
/** Reading a contract's answer, a byte, in wasm gas. */
export const DESERIALIZE_COST_PER_BYTE = 1n * GAS_MULTIPLIER;
/** Compiling, a byte, in wasm gas (wasmvm 3.0 `compileCost`). */
export const COMPILE_COST_PER_BYTE = 3n * GAS_MULTIPLIER;

/** Making a contract ready to run; cheaper if its code is likely in memory. */
export function setupCost(discount: boolean): bigint {
  return discount ? INSTANCE_COST_DISCOUNT : INSTANCE_COST;
}

/** Unpacking gzipped code: 0.15 gas a byte, rounded down. */
export function uncompressCost(bytes: number): bigint {
  return (BigInt(bytes) * 15n) / 100n;
}

/** Keeping a contract's attributes and events. */
export function eventCost(attributes: readonly EventAttribute[], events: readonly ContractEvent[]): bigint {
  let free = EVENT_DATA_FREE_BYTES;
  const attributeCost = (list: readonly EventAttribute[]): bigint => {
    const bytes = list.reduce((sum, { key, value }) => sum + byteLength(key) + byteLength(value), 0n);
    const paid = bytes > free ? bytes - free : 0n;
    free -= bytes - paid;
    return paid * EVENT_DATA_COST + BigInt(list.length) * PER_ATTRIBUTE_COST;
  };
  let gas = attributeCost(attributes);
  for (const { type, attributes: own } of events) {
    gas += PER_CUSTOM_EVENT_COST + byteLength(type) * EVENT_DATA_COST + attributeCost(own);
  }
  return gas;
}

/** Handing a submessage's outcome to the contract. */
export function replyCost({ result }: Reply): bigint {
  if (result.ok === undefined) return setupCost(true);
  const types = result.ok.events.reduce((sum, { type }) => sum + byteLength(type) * EVENT_DATA_COST, 0n);
  const attributes = result.ok.events.flatMap((event) => event.attributes);
  return setupCost(true) + types + eventCost(attributes, []);
}

function byteLength(value: string): bigint {
  return BigInt(Buffer.byteLength(value));
}
