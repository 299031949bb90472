/** What accounts have earned: `good[account]` and `totalGood` of docs/protocol.md §6. */
export class Credit {
  readonly #of: Map<string, bigint>;
  #total: bigint;

  constructor(of: ReadonlyMap<string, bigint> = new Map(), total = 0n) {
    this.#of = new Map(of);
    this.#total = total;
  }

  get total(): bigint {
    return this.#total;
  }

  of(account: string): bigint {
    return this.#of.get(account) ?? 0n;
  }

  earn(account: string): void {
    this.#of.set(account, this.of(account) + 1n);
    this.#total += 1n;
  }

  clone(): Credit {
    return new Credit(this.#of, this.#total);
  }
}
