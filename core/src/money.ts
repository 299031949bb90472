import { OmnisumError } from "./errors.ts";
import type { Currency } from "./ports.ts";

/** An amount in the smallest unit as a decimal number of whole coins, without trailing zeros: `0.06`. */
export function formatAmount(amount: bigint, decimals: number): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "");
  return `${amount < 0n ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

/** The same with the coin's symbol: `0.06 ETH`. */
export function formatMoney(amount: bigint, { symbol, decimals }: Currency): string {
  return `${formatAmount(amount, decimals)} ${symbol}`;
}

/** Reads a decimal number of whole coins; throws `InvalidInput` unless it is one and exact in the smallest unit. */
export function parseAmount(text: string, decimals: number): bigint {
  const [, whole, fraction = ""] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined)
    throw new OmnisumError("InvalidInput", { name: "amount", reason: `${text} is no decimal number` });
  if (fraction.length > decimals) {
    throw new OmnisumError("InvalidInput", { name: "amount", reason: `${text} has more than ${decimals} decimals` });
  }
  return BigInt(whole + fraction.padEnd(decimals, "0"));
}

/** Millionths of a dollar that `amount` is worth at `price` dollars a coin, rounded down. */
export function microDollars(amount: bigint, decimals: number, price: string): bigint {
  const priceDecimals = 12;
  const scale = 10n ** BigInt(decimals + priceDecimals - 6);
  return (amount * parseAmount(price, priceDecimals)) / scale;
}

/** Two decimals from a dollar on, below that two significant digits: `$12.30`, `$0.0042`. */
export function formatDollars(micro: bigint): string {
  if (micro >= 1_000_000n) return `$${(Number(micro / 10_000n) / 100).toFixed(2)}`;
  if (micro === 0n) return "$0";
  const dollars = Number(micro) / 1e6;
  return `$${dollars.toFixed(Math.min(6, 1 - Math.floor(Math.log10(dollars))))}`;
}
