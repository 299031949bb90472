import { OmnisumError } from "../errors.ts";
import type { Parameters } from "../protocol/parameters.ts";
import { readSparse } from "../samples/sparse.ts";
import type { Model, ModelConfig, ModelDefinition } from "./model.ts";

/** Perceptron over samples that list the features present (docs/protocol.md §4.1). */
export const SPARSE_PERCEPTRON: ModelDefinition = {
  kind: "sparse-perceptron",
  id: 1,
  parameters: {
    learningRate: {
      bytes: 2,
      unit: "count",
      default: 1n,
      description: "added to or taken from each weight in a lesson",
    },
    trainBias: {
      bytes: 1,
      unit: "choice",
      choices: ["no", "yes"],
      default: 0n,
      description: "whether lessons move the bias",
    },
  },
  validate({ learningRate, trainBias }: Parameters) {
    if (learningRate === undefined || learningRate < 1n || learningRate > 65_535n) {
      throw new OmnisumError("InvalidConfig", { field: "learningRate" });
    }
    if (trainBias !== 0n && trainBias !== 1n) throw new OmnisumError("InvalidConfig", { field: "trainBias" });
  },
  bodyLength: ({ features, classes }) => rows(classes) * rowLength(features),
  create: (config, body) => new SparsePerceptron(config, body),
  checkSample: ({ features }, sample) => void readSparse(sample, features),
};

/** Two classes share one row of weights, its sign tells them apart; more classes have one each. */
function rows(classes: number): number {
  return classes === 2 ? 1 : classes;
}

/** Bytes of `b i32 ‖ w i16[D]`. */
function rowLength(features: number): number {
  return 4 + 2 * features;
}

class SparsePerceptron implements Model {
  readonly #features: number;
  readonly #learningRate: number;
  readonly #trainBias: boolean;
  /** `bias[r]` and `weights[r][i]` of each row r. */
  readonly #bias: Int32Array;
  readonly #weights: readonly Int16Array[];

  constructor({ features, classes, parameters }: ModelConfig, body: Uint8Array) {
    const length = rowLength(features);
    if (body.length !== rows(classes) * length) throw new OmnisumError("InvalidConfig", { field: "weights" });
    this.#features = features;
    this.#learningRate = Number(parameters.learningRate);
    this.#trainBias = parameters.trainBias === 1n;
    const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
    this.#bias = Int32Array.from({ length: rows(classes) }, (_, r) => view.getInt32(r * length));
    this.#weights = Array.from({ length: rows(classes) }, (_, r) =>
      Int16Array.from({ length: features }, (_, i) => view.getInt16(r * length + 4 + 2 * i)),
    );
  }

  predict(sample: Uint8Array): number {
    return this.#decide(this.#scoresOf(readSparse(sample, this.#features)));
  }

  scores(sample: Uint8Array): readonly bigint[] {
    return this.#scoresOf(readSparse(sample, this.#features)).map(BigInt);
  }

  learn(sample: Uint8Array, label: number): boolean {
    const indices = readSparse(sample, this.#features);
    const predicted = this.#decide(this.#scoresOf(indices));
    if (predicted === label) return false;
    if (this.#weights.length === 1) {
      this.#move(0, indices, label === 1 ? this.#learningRate : -this.#learningRate);
    } else {
      this.#move(label, indices, this.#learningRate);
      this.#move(predicted, indices, -this.#learningRate);
    }
    return true;
  }

  body(): Uint8Array {
    const length = rowLength(this.#features);
    const body = new Uint8Array(this.#weights.length * length);
    const view = new DataView(body.buffer);
    this.#weights.forEach((row, r) => {
      view.setInt32(r * length, this.#bias[r] ?? 0);
      row.forEach((weight, i) => void view.setInt16(r * length + 4 + 2 * i, weight));
    });
    return body;
  }

  /** Sums of at most 2^24 int16 and an int32 are exact in a double. */
  #scoresOf(indices: readonly number[]): readonly number[] {
    return this.#weights.map((row, r) => {
      let sum = this.#bias[r] ?? 0;
      for (const index of indices) sum += row[index] ?? 0;
      return sum;
    });
  }

  /** The lowest label on a tie. */
  #decide(scores: readonly number[]): number {
    if (scores.length === 1) return (scores[0] ?? 0) > 0 ? 1 : 0;
    return scores.indexOf(scores.reduce((greatest, score) => Math.max(greatest, score)));
  }

  #move(r: number, indices: readonly number[], by: number): void {
    const row = this.#weights[r];
    if (row === undefined) throw new OmnisumError("InvalidLabel", { label: r, classes: this.#weights.length });
    for (const index of indices) row[index] = clamp((row[index] ?? 0) + by, -32_768, 32_767);
    if (this.#trainBias) this.#bias[r] = clamp((this.#bias[r] ?? 0) + by, -2_147_483_648, 2_147_483_647);
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
