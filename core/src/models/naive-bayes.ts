import { bigEndian, readBigEndian } from "../bytes.ts";
import { OmnisumError } from "../errors.ts";
import type { Parameters } from "../protocol/parameters.ts";
import { readCounts } from "../samples/counts.ts";
import { EntryReader } from "../samples/entries.ts";
import {
  checkBody,
  checkLabel,
  LEAST_SCORE,
  type Model,
  type ModelConfig,
  type ModelDefinition,
  saturate,
} from "./model.ts";

/** Bytes of a class's `N u32 ‖ T u48`. */
const HEAD_BYTES = 10;
const COUNTER_LIMIT = 2 ** 32;
const TOTAL_LIMIT = 2 ** 48;
const GREATEST_SMOOTHING = 2n ** 20n;
/** Likelihoods are kept above 2^−512 by moving so many bits to the exponent. */
const EXPONENT_STEP = 512;
const LIFT = 2 ** EXPONENT_STEP;
const TINY = 1 / LIFT;
/** A factor is computed in doubles with five roundings of 2^−53; this bounds them amply. */
const ROUNDING = 2 ** -50;
/** Divided by a factor, it bounds amply what the protocol cuts off in multiplying with it: less than 1 of 2^63 times the factor. */
const CUT = 2 ** -62;

/** Multinomial naive Bayes over samples that count features (docs/protocol.md §4.2). */
export const NAIVE_BAYES: ModelDefinition = {
  kind: "naive-bayes",
  id: 3,
  encoding: "counts",
  parameters: {
    smoothing: {
      bytes: 4,
      unit: "count",
      default: 1_000n,
      description: "added to every count, in thousandths",
    },
  },
  validate({ smoothing }: Parameters) {
    if (smoothing === undefined || smoothing < 1n || smoothing > GREATEST_SMOOTHING) {
      throw new OmnisumError("InvalidConfig", { field: "smoothing" });
    }
  },
  bodyLength,
  create(config, body) {
    checkBody(body, bodyLength(config));
    return new NaiveBayes(config, readState(config, body));
  },
  checkSample: ({ features }, sample) => void readCounts(sample, features),
};

function bodyLength({ features, classes }: Pick<ModelConfig, "features" | "classes">): number {
  return classes * (HEAD_BYTES + 4 * features);
}

interface State {
  /** N_k. */
  readonly samples: Uint32Array;
  /** T_k. */
  readonly totals: Float64Array;
  /** c_k, the classes one after the other. */
  readonly counts: Uint32Array;
}

function readState({ features, classes }: ModelConfig, body: Uint8Array): State {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const state = {
    samples: new Uint32Array(classes),
    totals: new Float64Array(classes),
    counts: new Uint32Array(classes * features),
  };
  for (let k = 0, at = 0; k < classes; k++) {
    state.samples[k] = view.getUint32(at);
    state.totals[k] = Number(readBigEndian(body.subarray(at + 4, at + HEAD_BYTES)));
    at += HEAD_BYTES;
    for (let i = k * features; i < (k + 1) * features; i++, at += 4) state.counts[i] = view.getUint32(at);
  }
  return state;
}

/** m·2^e with 2^63 ≤ m < 2^64; zero has no such form. */
interface Likelihood {
  readonly mantissa: bigint;
  readonly exponent: number;
}

/**
 * Classes are compared in doubles where the error of those cannot matter, else exactly: as docs/protocol.md says, and
 * fast.
 */
class NaiveBayes implements Model {
  readonly #config: ModelConfig;
  readonly #state: State;
  readonly #entries: EntryReader;
  readonly #features: number;
  readonly #smoothing: number;

  constructor(config: ModelConfig, state: State) {
    this.#config = config;
    this.#state = state;
    this.#entries = new EntryReader(config.features, true);
    this.#features = config.features;
    this.#smoothing = Number(config.parameters.smoothing);
  }

  predict(sample: Uint8Array): number {
    this.#entries.read(sample);
    return this.#decide();
  }

  scores(sample: Uint8Array): readonly bigint[] {
    this.#entries.read(sample);
    return Array.from(this.#state.samples, (_, k) => {
      const likelihood = this.#likelihood(k);
      if (likelihood === undefined) return LEAST_SCORE;
      return saturate(BigInt(likelihood.exponent) * 2n ** 31n + (likelihood.mantissa >> 32n) - 2n ** 31n);
    });
  }

  learn(sample: Uint8Array, label: number, asked: boolean): boolean {
    checkLabel(label, this.#config);
    this.#entries.read(sample);
    const { samples, totals } = this.#state;
    const n = (samples[label] ?? 0) + 1;
    const total = (totals[label] ?? 0) + this.#countAll();
    if (n >= COUNTER_LIMIT || total >= TOTAL_LIMIT || !this.#fits(label)) throw new OmnisumError("CounterOverflow", {});
    const disagreed = asked && this.#decide() !== label;
    this.#add(label);
    samples[label] = n;
    totals[label] = total;
    return disagreed;
  }

  body(): Uint8Array {
    const { samples, totals, counts } = this.#state;
    const body = new Uint8Array(bodyLength(this.#config));
    const view = new DataView(body.buffer);
    for (let k = 0, at = 0; k < samples.length; k++) {
      view.setUint32(at, samples[k] ?? 0);
      body.set(bigEndian(totals[k] ?? 0, 6), at + 4);
      at += HEAD_BYTES;
      for (let i = k * this.#features; i < (k + 1) * this.#features; i++, at += 4) view.setUint32(at, counts[i] ?? 0);
    }
    return body;
  }

  clone(): Model {
    const { samples, totals, counts } = this.#state;
    return new NaiveBayes(this.#config, { samples: samples.slice(), totals: totals.slice(), counts: counts.slice() });
  }

  #countAll(): number {
    const { counts, length } = this.#entries;
    let sum = 0;
    for (let i = 0; i < length; i++) sum += counts[i] ?? 0;
    return sum;
  }

  #fits(k: number): boolean {
    const { indices, counts, length } = this.#entries;
    for (let i = 0; i < length; i++) {
      const count = this.#state.counts[k * this.#features + (indices[i] ?? 0)] ?? 0;
      if (count + (counts[i] ?? 0) >= COUNTER_LIMIT) return false;
    }
    return true;
  }

  #add(k: number): void {
    const { indices, counts, length } = this.#entries;
    for (let i = 0; i < length; i++) {
      const at = k * this.#features + (indices[i] ?? 0);
      this.#state.counts[at] = (this.#state.counts[at] ?? 0) + (counts[i] ?? 0);
    }
  }

  #decide(): number {
    const { samples, totals, counts } = this.#state;
    const { indices, counts: times, length } = this.#entries;
    let best = -1;
    let greatest = 0;
    let greatestExponent = 0;
    let greatestError = 0;
    for (let k = 0; k < samples.length; k++) {
      let likelihood = samples[k] ?? 0;
      if (likelihood === 0) continue;
      let exponent = 0;
      let error = ROUNDING;
      const denominator = 1_000 * (totals[k] ?? 0) + this.#smoothing * this.#features;
      for (let i = 0; i < length; i++) {
        const numerator = 1_000 * (counts[k * this.#features + (indices[i] ?? 0)] ?? 0) + this.#smoothing;
        const factor = Math.min(numerator / denominator, 1);
        error += (times[i] ?? 0) * (ROUNDING + CUT / factor);
        for (let left = times[i] ?? 0; left > 0; left--) {
          likelihood *= factor;
          if (likelihood < TINY) {
            likelihood *= LIFT;
            exponent -= EXPONENT_STEP;
          }
        }
      }
      const ratio = best < 0 ? Number.POSITIVE_INFINITY : (likelihood / greatest) * 2 ** (exponent - greatestExponent);
      const either = 2 * (error + greatestError);
      if (ratio > 1 + either) {
        best = k;
        greatest = likelihood;
        greatestExponent = exponent;
        greatestError = error;
      } else if (ratio >= 1 - either) return this.#decideExactly();
    }
    return Math.max(best, 0);
  }

  /** The lowest label on a tie, and where all classes are zero. */
  #decideExactly(): number {
    let best = 0;
    let greatest: Likelihood | undefined;
    for (let k = 0; k < this.#config.classes; k++) {
      const likelihood = this.#likelihood(k);
      if (likelihood === undefined || (greatest !== undefined && !exceeds(likelihood, greatest))) continue;
      greatest = likelihood;
      best = k;
    }
    return best;
  }

  #likelihood(k: number): Likelihood | undefined {
    const samples = this.#state.samples[k] ?? 0;
    if (samples === 0) return undefined;
    const smoothing = BigInt(this.#smoothing);
    const denominator = 1_000n * BigInt(this.#state.totals[k] ?? 0) + smoothing * BigInt(this.#features);
    const { indices, counts, length } = this.#entries;
    let likelihood = normalise(BigInt(samples), 0);
    for (let i = 0; i < length; i++) {
      const count = BigInt(this.#state.counts[k * this.#features + (indices[i] ?? 0)] ?? 0);
      const product = 1_000n * count + smoothing;
      const numerator = product < denominator ? product : denominator;
      for (let left = counts[i] ?? 0; left > 0; left--) {
        likelihood = normalise((likelihood.mantissa * numerator) / denominator, likelihood.exponent);
      }
    }
    return likelihood;
  }
}

/** `value`, 1 … 2^64 − 1, shifted left until its highest bit is the 64th. */
function normalise(value: bigint, exponent: number): Likelihood {
  const high = Number(value >> 32n);
  const shift = high > 0 ? Math.clz32(high) : 32 + Math.clz32(Number(value));
  return { mantissa: value << BigInt(shift), exponent: exponent - shift };
}

function exceeds(a: Likelihood, b: Likelihood): boolean {
  return a.exponent === b.exponent ? a.mantissa > b.mantissa : a.exponent > b.exponent;
}
