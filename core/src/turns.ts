/** How long a prepared transaction keeps others of its account waiting if it is never sent. */
const PATIENCE_MS = 3_000;

/**
 * Lets the transactions of an account be prepared one after the other. A nonce is the next one that the chain does not
 * have yet, so the second of two concurrent transactions must ask for its own when the first has been sent.
 */
export class Turns {
  readonly #patienceMs: number;
  readonly #last = new Map<string, Promise<void>>();
  readonly #releases = new Map<string, () => void>();

  constructor(patienceMs = PATIENCE_MS) {
    this.#patienceMs = patienceMs;
  }

  /** Waits for the account's turn; the result ends it. */
  async take(account: string): Promise<() => void> {
    const before = this.#last.get(account);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last.set(account, promise);
    await before;
    return resolve;
  }

  /** Keeps a turn until the transaction is sent. */
  keep(hash: string, release: () => void): void {
    const timer = setTimeout(release, this.#patienceMs);
    this.#releases.set(hash, () => {
      clearTimeout(timer);
      release();
    });
  }

  /** Ends the turn of a transaction that was sent or cannot be. */
  end(hash: string): void {
    this.#releases.get(hash)?.();
    this.#releases.delete(hash);
  }
}
