/** How a float model was made integer. */
export interface Quantisation {
  /** An integer stands for the float times this, rounded to the nearest. */
  readonly scale: number;
  /** What a dense sample's values were multiplied by to become int8; 1 for other samples. */
  readonly sampleScale: number;
  /** The greatest difference between a float and its integer ÷ scale. */
  readonly largestError: number;
  /** How many numbers stand at their type's bound because their float was beyond it. */
  readonly clipped: number;
}

/** A weight has room for this many lessons in one direction before it saturates (docs/protocol.md §4). */
const LESSONS_OF_ROOM = 100;
const INT16_MAX = 32_767;
const LARGEST_SCALE = 2 ** 20;

/** What the scale of a perceptron's weights depends on. */
export interface Weights {
  /** The greatest absolute value of all. */
  readonly greatest: number;
  readonly learningRate: number;
  readonly sampleScale: number;
  /** The greatest absolute value in a packed sample: 1, or 128 where it is dense. */
  readonly greatestInput: number;
}

/**
 * The scale for a perceptron's weights: the greatest power of two that leaves every weight room for 100 lessons in int16.
 * Below 1 for very large weights.
 */
export function chooseScale(weights: Weights): number {
  const { greatest, greatestInput } = weights;
  const fits = (scale: number) => {
    const lessons = LESSONS_OF_ROOM * quantiseRate(weights, scale) * greatestInput;
    return Math.round(greatest * scale) + lessons <= INT16_MAX;
  };
  let scale = LARGEST_SCALE;
  while (!fits(scale)) scale /= 2;
  return scale;
}

/**
 * The integer that stands for the learning rate: at least 1, or nothing would be learned. A lesson adds it times x, and
 * an x of a dense sample is the float times the samples' scale already.
 */
export function quantiseRate(
  { learningRate, sampleScale }: Pick<Weights, "learningRate" | "sampleScale">,
  scale: number,
) {
  return Math.max(1, Math.round((learningRate * scale) / sampleScale));
}

/** Rounds floats to integers of a type, and keeps account of what that changes. */
export class Quantiser {
  readonly #scale: number;
  readonly #sampleScale: number;
  #largestError = 0;
  #clipped = 0;

  constructor(scale: number, sampleScale = 1) {
    this.#scale = scale;
    this.#sampleScale = sampleScale;
  }

  /** The integer for `value`·scale·`times`, within the range of its type. */
  round(value: number, { least, most }: IntegerRange, times = 1): number {
    const exact = Math.round(value * this.#scale * times);
    const integer = Math.max(least, Math.min(most, exact));
    if (integer !== exact) this.#clipped++;
    this.#largestError = Math.max(this.#largestError, Math.abs(integer / (this.#scale * times) - value));
    return integer;
  }

  get report(): Quantisation {
    return {
      scale: this.#scale,
      sampleScale: this.#sampleScale,
      largestError: this.#largestError,
      clipped: this.#clipped,
    };
  }
}

/** The least and the greatest number of an integer type. */
export interface IntegerRange {
  readonly least: number;
  readonly most: number;
}

export const INT16: IntegerRange = { least: -INT16_MAX - 1, most: INT16_MAX };
export const INT32: IntegerRange = { least: -(2 ** 31), most: 2 ** 31 - 1 };
export const UINT32: IntegerRange = { least: 0, most: 2 ** 32 - 1 };
