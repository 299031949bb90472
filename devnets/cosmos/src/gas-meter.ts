/** The SDK's gas meters (cosmos-sdk store/v2 `types/gas.go`). */

/** Limit of a meter that never runs out. */
export const UNLIMITED = 2n ** 64n - 1n;

/** Thrown when a meter passes its limit; a transaction ends with it. */
export class OutOfGas extends Error {
  override readonly name = "OutOfGas";
  /** What was being paid for. */
  readonly location: string;

  constructor(location: string) {
    super(`out of gas in location: ${location}`);
    this.location = location;
  }
}

export class GasMeter {
  readonly limit: bigint;
  #consumed = 0n;

  constructor(limit: bigint) {
    this.limit = limit;
  }

  get consumed(): bigint {
    return this.#consumed;
  }

  get infinite(): boolean {
    return this.limit === UNLIMITED;
  }

  get remaining(): bigint {
    if (this.infinite) return UNLIMITED;
    return this.#consumed > this.limit ? 0n : this.limit - this.#consumed;
  }

  get exhausted(): boolean {
    return !this.infinite && this.#consumed >= this.limit;
  }

  /** Counts gas; throws {@link OutOfGas}, with the gas counted, once the limit is passed. */
  consume(amount: bigint, location: string): void {
    this.#consumed += amount;
    if (!this.infinite && this.#consumed > this.limit) throw new OutOfGas(location);
  }
}
