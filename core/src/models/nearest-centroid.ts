import { bigEndian, readBigEndian } from "../bytes.ts";
import { OmnisumError } from "../errors.ts";
import type { SampleVector } from "../samples/vector.ts";
import {
  checkBody,
  checkLabel,
  LEAST_SCORE,
  type Model,
  type ModelConfig,
  type ModelDefinition,
  saturate,
} from "./model.ts";

/** Bytes of a class's `n u32 ‖ Q u96`. */
const HEAD_BYTES = 16;
/** A class with this many samples learns no more. */
const SAMPLES_LIMIT = 2 ** 24 - 1;
const SQUARED_LIMIT = 2n ** 96n;
/** So many products of an int8 and an int32 add up to less than 2^53. */
const EXACT_TERMS = 2 ** 14;
/** A distance is computed in doubles with a dozen roundings of 2^−53 of its terms each; this bounds them amply. */
const ROUNDING = 2 ** -49;

/** What all nearest centroids have in common (docs/protocol.md §4.3), whatever their samples. */
export function nearestCentroid(
  vectorOf: (features: number) => SampleVector,
): Pick<ModelDefinition, "parameters" | "validate" | "bodyLength" | "create"> {
  return {
    parameters: {},
    validate: () => undefined,
    bodyLength,
    create(config, body) {
      checkBody(body, bodyLength(config));
      return new NearestCentroid(config, vectorOf(config.features), readState(config, body));
    },
  };
}

function bodyLength({ features, classes }: Pick<ModelConfig, "features" | "classes">): number {
  return classes * (HEAD_BYTES + 4 * features);
}

interface State {
  /** n_k. */
  readonly samples: Uint32Array;
  /** Q_k. */
  readonly squared: bigint[];
  /** S_k, the classes one after the other. */
  readonly sums: Int32Array;
}

function readState({ features, classes }: ModelConfig, body: Uint8Array): State {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const samples = new Uint32Array(classes);
  const squared: bigint[] = [];
  const sums = new Int32Array(classes * features);
  for (let k = 0, at = 0; k < classes; k++) {
    samples[k] = view.getUint32(at);
    squared.push(readBigEndian(body.subarray(at + 4, at + HEAD_BYTES)));
    at += HEAD_BYTES;
    for (let i = k * features; i < (k + 1) * features; i++, at += 4) sums[i] = view.getInt32(at);
  }
  return { samples, squared, sums };
}

/**
 * A distance here is A_k/n_k², from the centroid to the sample less the sample's own length. Two classes are compared in
 * doubles where the error of those cannot matter, else exactly: as docs/protocol.md says, and fast.
 */
class NearestCentroid implements Model {
  readonly #config: ModelConfig;
  readonly #vector: SampleVector;
  readonly #state: State;
  readonly #features: number;
  /** Q_k/n_k², rounded. */
  readonly #lengths: Float64Array;

  constructor(config: ModelConfig, vector: SampleVector, state: State) {
    this.#config = config;
    this.#vector = vector;
    this.#state = state;
    this.#features = config.features;
    this.#lengths = Float64Array.from(state.squared, (squared, k) => Number(squared) / (state.samples[k] ?? 0) ** 2);
  }

  predict(sample: Uint8Array): number {
    this.#vector.read(sample);
    return this.#decide();
  }

  scores(sample: Uint8Array): readonly bigint[] {
    this.#vector.read(sample);
    return Array.from(this.#state.samples, (n, k) => {
      if (n === 0) return LEAST_SCORE;
      return saturate((-this.#relative(k) * 65_536n) / BigInt(n) ** 2n);
    });
  }

  learn(sample: Uint8Array, label: number, asked: boolean): boolean {
    checkLabel(label, this.#config);
    this.#vector.read(sample);
    const at = label * this.#features;
    const { samples, squared, sums } = this.#state;
    const n = (samples[label] ?? 0) + 1;
    const q = (squared[label] ?? 0n) + 2n * this.#product(label) + BigInt(this.#vector.squaredLength());
    if (n > SAMPLES_LIMIT || q < 0n || q >= SQUARED_LIMIT || !this.#vector.fits(sums, at)) {
      throw new OmnisumError("CounterOverflow", {});
    }
    const disagreed = asked && this.#decide() !== label;
    this.#vector.add(sums, at, 1);
    samples[label] = n;
    squared[label] = q;
    this.#lengths[label] = Number(q) / n ** 2;
    return disagreed;
  }

  body(): Uint8Array {
    const { samples, squared, sums } = this.#state;
    const body = new Uint8Array(bodyLength(this.#config));
    const view = new DataView(body.buffer);
    for (let k = 0, at = 0; k < samples.length; k++) {
      view.setUint32(at, samples[k] ?? 0);
      body.set(bigEndian(squared[k] ?? 0n, 12), at + 4);
      at += HEAD_BYTES;
      for (let i = k * this.#features; i < (k + 1) * this.#features; i++, at += 4) view.setInt32(at, sums[i] ?? 0);
    }
    return body;
  }

  clone(): Model {
    const { samples, squared, sums } = this.#state;
    const state = { samples: samples.slice(), squared: [...squared], sums: sums.slice() };
    return new NearestCentroid(this.#config, this.#vector, state);
  }

  #decide(): number {
    if (this.#vector.length > EXACT_TERMS) return this.#decideExactly();
    const { samples, sums } = this.#state;
    let best = -1;
    let least = 0;
    let leastError = 0;
    for (let k = 0; k < samples.length; k++) {
      const n = samples[k] ?? 0;
      if (n === 0) continue;
      const length = this.#lengths[k] ?? 0;
      const towards = (2 * this.#vector.dot(sums, k * this.#features, 0, this.#vector.length)) / n;
      const distance = length - towards;
      const error = (length + Math.abs(towards)) * ROUNDING;
      if (best < 0 || distance + error < least - leastError) {
        best = k;
        least = distance;
        leastError = error;
      } else if (distance - error <= least + leastError) return this.#decideExactly();
    }
    return Math.max(best, 0);
  }

  /** The lowest label on a tie, and where all classes are empty. */
  #decideExactly(): number {
    let best = 0;
    let nearest: { readonly relative: bigint; readonly n: bigint } | undefined;
    this.#state.samples.forEach((samples, k) => {
      if (samples === 0) return;
      const [relative, n] = [this.#relative(k), BigInt(samples)];
      if (nearest !== undefined && relative * nearest.n ** 2n >= nearest.relative * n ** 2n) return;
      nearest = { relative, n };
      best = k;
    });
    return best;
  }

  /** A_k = Q_k − 2·n_k·P_k. */
  #relative(k: number): bigint {
    const { samples, squared } = this.#state;
    return (squared[k] ?? 0n) - 2n * BigInt(samples[k] ?? 0) * this.#product(k);
  }

  /** P_k = Σ_i x_i·S_k[i], in parts that a double holds exactly. */
  #product(k: number): bigint {
    const { length } = this.#vector;
    let sum = 0n;
    for (let first = 0; first < length; first += EXACT_TERMS) {
      const end = Math.min(first + EXACT_TERMS, length);
      sum += BigInt(this.#vector.dot(this.#state.sums, k * this.#features, first, end));
    }
    return sum;
  }
}
