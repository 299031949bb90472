/** How long a transaction that was prepared keeps others of its account waiting if it is never sent. */
const PATIENCE_MS = 1_000;

/**
 * Lets the transactions of an account be prepared one after the other. A nonce is the next one that the chain does not
 * have yet, so the second of two concurrent transactions must ask for its own when the first has been sent.
 */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();
  readonly #releases = new Map<string, () => void>();

  /** Waits for the account's turn; the result ends it. */
  async take(account: string): Promise<() => void> {
    const before = this.#last.get(account);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last.set(account, promise);
    await before;
    const timer = setTimeout(resolve, PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      resolve();
    };
  }

  /** Keeps a turn until the transaction is sent. */
  keep(hash: string, release: () => void): void {
    this.#releases.set(hash, release);
  }

  /** Ends the turn of a transaction that was sent or cannot be. */
  end(hash: string): void {
    this.#releases.get(hash)?.();
    this.#releases.delete(hash);
  }
}
