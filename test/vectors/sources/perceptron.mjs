import { bigEndian, concat, modelDefinition, packHeader, packSparse, stateHash, toHex } from "@omnisum/core";
import { seeded } from "../../support/random.mjs";

const definition = modelDefinition("sparse-perceptron");

export function perceptron() {
  return { cases: [...saturating(), ...ties(), ...random(), zeroed()] };
}

/** Weights and bias at each bound, and one step before it; learning rates that fit and that do not. */
function saturating() {
  const bounds = [
    ["at the upper bound", 2 ** 31 - 1, 32_767],
    ["just below the upper bound", 2 ** 31 - 2, 32_766],
    ["at the lower bound", -(2 ** 31), -32_768],
    ["just above the lower bound", -(2 ** 31) + 1, -32_767],
  ];
  return bounds.flatMap(([name, bias, weight]) =>
    [1, 100, 65_535].map((learningRate) => {
      const config = { features: 4, classes: 3, learningRate, trainBias: 1 };
      const lessons = [0, 1, 2, 0, 2, 1].map((label, i) => ({ indices: i % 2 ? [0, 3] : [0, 1, 2, 3], label }));
      const rows = [row(bias, [weight, 0, weight, 1]), row(-1, [0, 5, weight, -1]), row(bias, [-weight - 1, 1, 2, weight])];
      return run(`weights and biases ${name}, rate ${learningRate}`, config, concat(...rows), lessons);
    }),
  ).concat(
    [1, 0].map((trainBias) => {
      const config = { features: 2, classes: 2, learningRate: 40_000, trainBias };
      const lessons = [1, 0, 1, 0, 0, 1, 1].map((label, i) => ({ indices: i % 3 ? [0, 1] : [1], label }));
      return run(`one row driven to both bounds, ${trainBias ? "with" : "without"} bias`, config, row(5, [-3, 7]), lessons);
    }),
  );
}

/** A score of zero is label 0; of equal scores the lowest label wins. */
function ties() {
  const two = { features: 3, classes: 2, learningRate: 2, trainBias: 0 };
  const four = { features: 3, classes: 4, learningRate: 2, trainBias: 1 };
  const lessons = [0, 1, 1, 0, 1].map((label) => ({ indices: [0, 2], label }));
  return [
    run("two classes, a score of zero", two, row(0, [0, 0, 0]), lessons),
    run("two classes, a score of zero by cancelling", two, row(-5, [3, 0, 2]), lessons),
    run("four classes, all scores equal", four, concat(...[1, 1, 1, 1].map((bias) => row(bias, [0, 0, 0]))), [
      ...lessons,
      { indices: [1], label: 3 },
      { indices: [0, 1, 2], label: 2 },
    ]),
  ];
}

function random() {
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
  return shapes.map(([features, classes, learningRate, trainBias]) => {
    const config = { features, classes, learningRate, trainBias };
    const random = seeded(`perceptron ${features} ${classes}`);
    const weight = () => random.below(2 * learningRate + 1) - learningRate;
    const rows = Array.from({ length: classes === 2 ? 1 : classes }, () =>
      row(weight(), Array.from({ length: features }, weight)),
    );
    const lessons = Array.from({ length: 25 }, () => ({
      indices: random.ascending(1 + random.below(Math.min(25, features)), features),
      label: random.below(classes),
    }));
    return run(`random, ${features} features, ${classes} classes`, config, concat(...rows), lessons);
  });
}

/** Three index bytes: a state too long to write out here, and all zero at first. */
function zeroed() {
  const features = 65_537;
  const config = { features, classes: 2, learningRate: 10, trainBias: 1 };
  const lessons = [
    { indices: [0, 65_536], label: 1 },
    { indices: [255, 256, 65_535], label: 1 },
    { indices: [65_535, 65_536], label: 0 },
    { indices: [65_535], label: 0 },
    { indices: [65_536], label: 1 },
  ];
  const full = run("three index bytes, all weights zero at first", config, new Uint8Array(4 + 2 * features), lessons);
  return { ...full, initialBody: "0x", finalBody: "0x" };
}

function run(name, { features, classes, learningRate, trainBias }, body, lessons) {
  const parameters = { learningRate: BigInt(learningRate), trainBias: BigInt(trainBias) };
  const config = { kind: definition.kind, features, classes, parameters };
  const header = packHeader(definition, config);
  const model = definition.create(config, body);
  const queries = [[], ...lessons.slice(0, 3).map(({ indices }) => indices)].map((indices) => packSparse(indices, features));
  return {
    name,
    header: toHex(header),
    features,
    classes,
    learningRate,
    trainBias: trainBias === 1,
    bodyLength: body.length,
    initialBody: toHex(body),
    initialHash: toHex(stateHash(header, body)),
    lessons: lessons.map((lesson) => learn(model, packSparse(lesson.indices, features), lesson.label)),
    predictions: queries.map((sample) => predict(model, sample)),
    finalBody: toHex(model.body()),
    finalHash: toHex(stateHash(header, model.body())),
  };
}

function learn(model, sample, label) {
  const before = predict(model, sample);
  return { ...before, label, taught: model.learn(sample, label, false) };
}

function predict(model, sample) {
  return { sample: toHex(sample), scores: model.scores(sample).map(String), predicted: model.predict(sample) };
}

function row(bias, weights) {
  return concat(bigEndian(bias, 4), ...weights.map((weight) => bigEndian(weight, 2)));
}
