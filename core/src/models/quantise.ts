/** How a float model was made integer: each integer is the float times `scale`, rounded to the nearest. */
export interface Quantisation {
  readonly scale: number;
  /** The greatest difference between a weight and its integer ÷ scale. */
  readonly largestError: number;
}

/** A weight has room for this many lessons in one direction before it saturates (docs/protocol.md §4). */
const LESSONS_OF_ROOM = 100;
const INT16_MAX = 32_767;
const LARGEST_SCALE = 2 ** 20;

/**
 * The scale for float weights of which `greatest` is the greatest absolute value and which are learned at `learningRate`:
 * the greatest power of two that leaves every weight room for 100 lessons in int16. Below 1 for very large weights.
 */
export function chooseScale(greatest: number, learningRate: number): number {
  let scale = LARGEST_SCALE;
  while (Math.round(greatest * scale) + LESSONS_OF_ROOM * quantiseRate(learningRate, scale) > INT16_MAX) scale /= 2;
  return scale;
}

/** The integer that stands for a learning rate: at least 1, or nothing would be learned. */
export function quantiseRate(learningRate: number, scale: number): number {
  return Math.max(1, Math.round(learningRate * scale));
}

/** The integer that stands for `weight`, within int16 even where the scale leaves no room. */
export function quantise(weight: number, scale: number): number {
  return Math.max(-INT16_MAX - 1, Math.min(INT16_MAX, Math.round(weight * scale)));
}
