/** The chain's time: the wall clock with an offset, or a clock that stands still until it is moved. */

/** How time passes: `wall` follows the machine's clock, `manual` moves only when told to. */
export type ClockKind = "wall" | "manual";

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;
const NANOSECONDS_PER_SECOND = 1_000_000_000n;

export class Clock {
  readonly #kind: ClockKind;
  readonly #start: bigint;
  #offset = 0n;

  /** @param start - where a manual clock begins, in seconds since 1970 */
  constructor(kind: ClockKind, start: bigint) {
    this.#kind = kind;
    this.#start = start * NANOSECONDS_PER_SECOND;
  }

  /** Nanoseconds since 1970. */
  now(): bigint {
    const base = this.#kind === "manual" ? this.#start : BigInt(Date.now()) * NANOSECONDS_PER_MILLISECOND;
    return base + this.#offset;
  }

  /** Moves the time on. */
  advance(seconds: bigint): void {
    this.#offset += seconds * NANOSECONDS_PER_SECOND;
  }

  get offset(): bigint {
    return this.#offset;
  }

  /** Goes back to an offset, for reverting to a snapshot. */
  restore(offset: bigint): void {
    this.#offset = offset;
  }
}

/** `2026-11-25T02:59:45.123Z` with nanoseconds, as CometBFT writes times. */
export function rfc3339(nanoseconds: bigint): string {
  const date = new Date(Number(nanoseconds / NANOSECONDS_PER_MILLISECOND));
  const fraction = (nanoseconds % NANOSECONDS_PER_SECOND).toString().padStart(9, "0").replace(/0+$/, "");
  const whole = date.toISOString().slice(0, 19);
  return fraction === "" ? `${whole}Z` : `${whole}.${fraction}Z`;
}
