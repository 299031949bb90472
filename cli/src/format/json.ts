import { type Currency, toHex } from "@omnisum/core";

/** One JSON document: bigints as decimal strings, bytes as hex. */
export function toJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_, one) => (typeof one === "bigint" ? one.toString() : isBytes(one) ? toHex(one) : one),
    2,
  );
}

/** An amount in the smallest unit, beside what it is in. */
export function moneyJson(amount: bigint, { symbol, decimals }: Currency): unknown {
  return { amount, currency: symbol, decimals };
}

function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array;
}
