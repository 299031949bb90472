import { seeded } from "../../support/random.mjs";
import { headerCases } from "./headers.mjs";
import { lesson } from "./lesson.mjs";
import { modelCase } from "./model-cases.mjs";

/** The vectors of `sparse-perceptron` or `dense-perceptron`. */
export function perceptron(kind) {
  return {
    headers: headerCases(kind, { good: "008000", least: "000100", greatest: "ffff01" }, [
      ["a learning rate of zero", "000000", "learningRate"],
      ["trainBias 2", "008002", "trainBias"],
      ["trainBias 255", "0080ff", "trainBias"],
      ["learningRate before trainBias", "000009", "learningRate"],
    ]),
    cases: [...saturating(kind), ...ties(kind), ...random(kind), zeroed(kind)],
  };
}

/** Weights and bias at each bound, and one step before it; learning rates that fit and that do not. */
function saturating(kind) {
  const bounds = [
    ["at the upper bound", 2n ** 31n - 1n, 32_767n],
    ["just below the upper bound", 2n ** 31n - 2n, 32_766n],
    ["at the lower bound", -(2n ** 31n), -32_768n],
    ["just above the lower bound", -(2n ** 31n) + 1n, -32_767n],
  ];
  const three = bounds.flatMap(([name, b, w]) =>
    [1, 100, 65_535].map((rate) => {
      const rows = [row(b, [w, 0n, w, 1n]), row(-1n, [0n, 5n, w, -1n]), row(b, [-w - 1n, 1n, 2n, w])];
      const lessons = [0, 1, 2, 0, 2, 1].map((label, i) => lesson(kind, i, i % 2 ? [0, 3] : [0, 1, 2, 3], label));
      return run(kind, `weights and biases ${name}, rate ${rate}`, { features: 4, classes: 3, rate, trainBias: 1 }, rows, lessons);
    }),
  );
  const one = [1, 0].map((trainBias) => {
    const lessons = [1, 0, 1, 0, 0, 1, 1].map((label, i) => lesson(kind, i, i % 3 ? [0, 1] : [1], label));
    const name = `one row driven to both bounds, ${trainBias ? "with" : "without"} bias`;
    return run(kind, name, { features: 2, classes: 2, rate: 40_000, trainBias }, [row(5n, [-3n, 7n])], lessons);
  });
  return [...three, ...one];
}

/** A score of zero is label 0; of equal scores the lowest label wins. */
function ties(kind) {
  const two = { features: 3, classes: 2, rate: 2, trainBias: 0 };
  const four = { features: 3, classes: 4, rate: 2, trainBias: 1 };
  const sample = [0, 2].map((index) => [index, 1n]);
  const lessons = [0, 1, 1, 0, 1].map((label) => ({ sample, label }));
  return [
    run(kind, "two classes, a score of zero", two, [row(0n, [])], lessons),
    run(kind, "two classes, a score of zero by cancelling", two, [row(-5n, [3n, 0n, 2n])], lessons),
    run(kind, "four classes, all scores equal", four, Array.from({ length: 4 }, () => row(1n, [])), [
      ...lessons,
      { sample: [[1, 1n]], label: 3 },
      { sample: [0, 1, 2].map((index) => [index, 1n]), label: 2 },
    ]),
  ];
}

function random(kind) {
  const shapes = [
    [1, 2, 1, 1],
    [20, 2, 3, 0],
    [256, 2, 128, 1],
    [257, 2, 128, 0],
    [1_000, 2, 128, 0],
    [100, 3, 50, 1],
    [300, 5, 700, 0],
    [40, 17, 9_000, 1],
  ];
  return shapes.map(([features, classes, rate, trainBias]) => {
    const random = seeded(`perceptron ${features} ${classes}`);
    const weight = () => BigInt(random.below(2 * rate + 1) - rate);
    const rows = Array.from({ length: classes === 2 ? 1 : classes }, () => row(weight(), Array.from({ length: features }, weight)));
    const count = kind === "dense-perceptron" && features > 300 ? 6 : 25;
    const lessons = Array.from({ length: count }, (_, i) => {
      const most = kind === "dense-perceptron" ? features : 25;
      return lesson(kind, i, random.ascending(1 + random.below(Math.min(most, features)), features), random.below(classes));
    });
    return run(kind, `random, ${features} features, ${classes} classes`, { features, classes, rate, trainBias }, rows, lessons);
  });
}

/** A state too long to write out here, and all zero at first; three index bytes where samples are sparse. */
function zeroed(kind) {
  const dense = kind === "dense-perceptron";
  const features = dense ? 9_000 : 65_537;
  const last = features - 1;
  const given = [
    [[0, last], 1],
    [[255, 256, last - 1], 1],
    [[last - 1, last], 0],
    [[last - 1], 0],
    [[last], 1],
  ];
  const lessons = given.slice(0, dense ? 2 : 5).map(([indices, label], i) => lesson(kind, i, indices, label));
  const name = dense ? "9,000 features, all weights zero at first" : "three index bytes, all weights zero at first";
  return run(kind, name, { features, classes: 2, rate: 10, trainBias: 1 }, [row(0n, [])], lessons, { short: true });
}

function row(b, weights) {
  return { b, w: Object.fromEntries(weights.map((weight, i) => [i, weight])) };
}

function run(kind, name, { features, classes, rate, trainBias }, rows, lessons, options) {
  const parameters = { learningRate: BigInt(rate), trainBias: BigInt(trainBias) };
  const state = { classes, rate: BigInt(rate), trainBias: trainBias === 1, rows };
  return modelCase(name, { kind, features, classes, parameters }, state, lessons, options);
}
