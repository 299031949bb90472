import { type Fee, makeFee, parseAmount, type Work } from "@omnisum/core";

/** Gas prices have at most this many decimals on any Cosmos chain (`sdk.Dec`). */
const PRICE_DECIMALS = 18;

/** An amount of a coin as messages have it. */
export interface Coin {
  readonly denom: string;
  readonly amount: string;
}

/** What a chain charges: the gas that was *wanted*, used or not, at a price in its coin. */
export class FeeMeter {
  readonly #denom: string;
  readonly #price: bigint;

  /** `price`: units of the coin for one unit of gas, as a decimal number; throws `InvalidInput`. */
  constructor(denom: string, price: string) {
    this.#denom = denom;
    this.#price = parseAmount(price, PRICE_DECIMALS);
  }

  /** What `gas` costs, rounded up as cosmjs and the SDK's fee check do. */
  cost(gas: bigint): bigint {
    const scale = 10n ** BigInt(PRICE_DECIMALS);
    return (gas * this.#price + scale - 1n) / scale;
  }

  /** An amount of the chain's coin as messages have it, which know no amount of zero. */
  coins(amount: bigint): Coin[] {
    return amount === 0n ? [] : [{ denom: this.#denom, amount: amount.toString() }];
  }

  /** How much of the chain's coin there is among coins. */
  amountIn(coins: readonly Coin[]): bigint {
    return BigInt(coins.find(({ denom }) => denom === this.#denom)?.amount ?? 0);
  }

  /** The fee in parts: what the work cost, and what was paid for gas that it did not use. */
  fee({ gas, bytes }: Work, charged: bigint): Fee {
    const execution = this.cost(gas) < charged ? this.cost(gas) : charged;
    const components = [
      { name: "execution", amount: execution },
      { name: "margin", amount: charged - execution },
    ] as const;
    return makeFee(components, { gas, bytes });
  }
}
