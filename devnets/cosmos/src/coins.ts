/** Amounts of money (cosmos-sdk v0.54 `types/coin.go`). */

export interface Coin {
  readonly denom: string;
  readonly amount: string;
}

const DENOM = /^[a-zA-Z][a-zA-Z0-9/:._-]{2,127}$/;

/** `Coins.String()`. */
export function formatCoins(coins: readonly Coin[]): string {
  return coins.map((coin) => coin.amount + coin.denom).join(",");
}

/** `Coins.Validate()`: sorted, no denomination twice, all amounts above zero; answers what is wrong. */
export function coinsProblem(coins: readonly Coin[]): string | undefined {
  let last: string | undefined;
  for (const { denom, amount } of coins) {
    if (!DENOM.test(denom)) return `invalid denom: ${denom}`;
    if (last !== undefined && denom < last) return `denomination ${denom} is not sorted`;
    if (denom === last) return `duplicate denomination ${denom}`;
    if (!isPositive(amount)) {
      return coins.length === 1 || last === undefined
        ? `coin ${amount}${denom} amount is not positive`
        : `coin ${denom} amount is not positive`;
    }
    last = denom;
  }
  return undefined;
}

function isPositive(amount: string): boolean {
  return /^[0-9]+$/.test(amount) && BigInt(amount) > 0n;
}

/** Coins sorted by denomination, as contracts' messages are normalised before they are sent. */
export function sortCoins(coins: readonly Coin[]): Coin[] {
  return [...coins].sort((a, b) => (a.denom < b.denom ? -1 : a.denom > b.denom ? 1 : 0));
}
