import { OmnisumError } from "../errors.ts";
import type { ParameterSpecs, Parameters } from "../protocol/parameters.ts";
import type { SampleVector } from "../samples/vector.ts";
import { checkBody, checkLabel, type Model, type ModelConfig, type ModelDefinition } from "./model.ts";

const BIAS_LIMIT = 2 ** 31;

const PARAMETERS: ParameterSpecs = {
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
};

/** What all perceptrons have in common (docs/protocol.md §4.1), whatever their samples. */
export function perceptron(
  vectorOf: (features: number) => SampleVector,
): Pick<ModelDefinition, "parameters" | "validate" | "bodyLength" | "create"> {
  return {
    parameters: PARAMETERS,
    validate,
    bodyLength,
    create(config, body) {
      checkBody(body, bodyLength(config));
      return new Perceptron(config, vectorOf(config.features), readState(config, body));
    },
  };
}

function validate({ learningRate, trainBias }: Parameters): void {
  if (learningRate === undefined || learningRate < 1n || learningRate > 65_535n) {
    throw new OmnisumError("InvalidConfig", { field: "learningRate" });
  }
  if (trainBias !== 0n && trainBias !== 1n) throw new OmnisumError("InvalidConfig", { field: "trainBias" });
}

function bodyLength({ features, classes }: Pick<ModelConfig, "features" | "classes">): number {
  return rowsOf(classes) * rowLength(features);
}

/** Two classes share one row of weights, its sign tells them apart; more classes have one each. */
function rowsOf(classes: number): number {
  return classes === 2 ? 1 : classes;
}

/** Bytes of `b i32 ‖ w i16[D]`. */
function rowLength(features: number): number {
  return 4 + 2 * features;
}

interface State {
  /** One a row. */
  readonly bias: Int32Array;
  /** The rows one after the other. */
  readonly weights: Int16Array;
}

function readState({ features, classes }: ModelConfig, body: Uint8Array): State {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const rows = rowsOf(classes);
  const state = { bias: new Int32Array(rows), weights: new Int16Array(rows * features) };
  for (let r = 0, at = 0; r < rows; r++) {
    state.bias[r] = view.getInt32(at);
    at += 4;
    for (let i = r * features; i < (r + 1) * features; i++, at += 2) state.weights[i] = view.getInt16(at);
  }
  return state;
}

class Perceptron implements Model {
  readonly #config: ModelConfig;
  readonly #vector: SampleVector;
  readonly #state: State;
  readonly #rows: number;
  readonly #features: number;

  constructor(config: ModelConfig, vector: SampleVector, state: State) {
    this.#config = config;
    this.#vector = vector;
    this.#state = state;
    this.#rows = rowsOf(config.classes);
    this.#features = config.features;
  }

  predict(sample: Uint8Array): number {
    this.#vector.read(sample);
    return this.#decide();
  }

  scores(sample: Uint8Array): readonly bigint[] {
    this.#vector.read(sample);
    return Array.from({ length: this.#rows }, (_, r) => BigInt(this.#score(r)));
  }

  learn(sample: Uint8Array, label: number): boolean {
    checkLabel(label, this.#config);
    this.#vector.read(sample);
    const predicted = this.#decide();
    if (predicted === label) return false;
    const rate = Number(this.#config.parameters.learningRate);
    if (this.#rows === 1) {
      this.#move(0, label === 1 ? rate : -rate);
    } else {
      this.#move(label, rate);
      this.#move(predicted, -rate);
    }
    return true;
  }

  body(): Uint8Array {
    const { bias, weights } = this.#state;
    const body = new Uint8Array(bodyLength(this.#config));
    const view = new DataView(body.buffer);
    for (let r = 0, at = 0; r < this.#rows; r++) {
      view.setInt32(at, bias[r] ?? 0);
      at += 4;
      for (let i = r * this.#features; i < (r + 1) * this.#features; i++, at += 2) view.setInt16(at, weights[i] ?? 0);
    }
    return body;
  }

  clone(): Model {
    const { bias, weights } = this.#state;
    return new Perceptron(this.#config, this.#vector, { bias: bias.slice(), weights: weights.slice() });
  }

  /** The lowest label on a tie. */
  #decide(): number {
    let greatest = this.#score(0);
    if (this.#rows === 1) return greatest > 0 ? 1 : 0;
    let best = 0;
    for (let r = 1; r < this.#rows; r++) {
      const score = this.#score(r);
      if (score > greatest) {
        greatest = score;
        best = r;
      }
    }
    return best;
  }

  /** Exact in a double: at most 2^24 products of an int16 and an int8, and an int32. */
  #score(r: number): number {
    const { bias, weights } = this.#state;
    return (bias[r] ?? 0) + this.#vector.dot(weights, r * this.#features, 0, this.#vector.length);
  }

  #move(r: number, by: number): void {
    const { bias, weights } = this.#state;
    this.#vector.add(weights, r * this.#features, by);
    if (this.#config.parameters.trainBias === 1n) {
      bias[r] = Math.min(Math.max((bias[r] ?? 0) + by, -BIAS_LIMIT), BIAS_LIMIT - 1);
    }
  }
}
