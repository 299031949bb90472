import { type Fee, makeFee, parseAmount } from "@omnisum/core";

/** Gas prices have at most this many decimals on any Cosmos chain (`sdk.Dec`). */
const PRICE_DECIMALS = 18;

/** What a chain charges: the gas that was *wanted*, used or not, at a price in its fee coin. */
export class FeeMeter {
  readonly #price: bigint;

  /** `price`: the smallest unit of the fee coin for one unit of gas, as a decimal number. */
  constructor(price: string) {
    this.#price = parseAmount(price, PRICE_DECIMALS);
  }

  /** What `gas` costs, rounded up as cosmjs and the SDK's fee check do. */
  cost(gas: bigint): bigint {
    const scale = 10n ** BigInt(PRICE_DECIMALS);
    return (gas * this.#price + scale - 1n) / scale;
  }

  /** The fee in parts: what the work cost, and what was paid for gas that it did not use. */
  fee({ used, charged, bytes }: { readonly used: bigint; readonly charged: bigint; readonly bytes: number }): Fee {
    const execution = this.cost(used) < charged ? this.cost(used) : charged;
    const components = [
      { name: "execution", amount: execution },
      { name: "margin", amount: charged - execution },
    ] as const;
    return makeFee(components, { gas: used, bytes });
  }
}
