/** A stream of pseudo-random numbers that its seed decides. */
export interface Random {
  /** A whole number, 0 ≤ it < `below`. */
  below(below: number): number;
  /** One of `items`. */
  pick<T>(items: readonly T[]): T;
  /** Whether something happens that happens once in `times`. */
  oneIn(times: number): boolean;
  bytes(length: number): Uint8Array;
  /** `count` different whole numbers below `below`, ascending; all of them if there are fewer. */
  ascending(count: number, below: number): readonly number[];
}

export function seeded(seed: number | string): Random;
