import { NAIVE_BAYES, NEAREST_CENTROID, PERCEPTRON } from "./formulas.mjs";

/**
 * What vectors need of each kind of model: its formulas, and its state in the bytes of the canonical body
 * (docs/protocol.md §8), written and read without core.
 */
const PERCEPTRON_STATE = {
  formulas: PERCEPTRON,
  empty: ({ classes, parameters: { learningRate, trainBias } }) => ({
    classes,
    rate: learningRate,
    trainBias: trainBias === 1n,
    rows: Array.from({ length: classes === 2 ? 1 : classes }, () => ({ b: 0n, w: {} })),
  }),
  records: ({ rows }) => rows.map(({ b, w }) => ({ head: [[b, 4]], cells: w, cellBytes: 2 })),
  build: (empty, records) => ({ ...empty, rows: records.map(({ head: [b], cells }) => ({ b, w: cells })) }),
  head: [[4, true]],
  cell: [2, true],
};

const NAIVE_BAYES_STATE = {
  formulas: NAIVE_BAYES,
  empty: ({ features, classes, parameters: { smoothing } }) => ({
    features,
    smoothing,
    classes: Array.from({ length: classes }, () => ({ n: 0n, total: 0n, counts: {} })),
  }),
  records: ({ classes }) => classes.map(({ n, total, counts }) => ({ head: [[n, 4], [total, 6]], cells: counts })),
  build: (empty, records) => ({
    ...empty,
    classes: records.map(({ head: [n, total], cells }) => ({ n, total, counts: cells })),
  }),
  head: [[4, false], [6, false]],
  cell: [4, false],
};

const NEAREST_CENTROID_STATE = {
  formulas: NEAREST_CENTROID,
  empty: ({ classes }) => ({ classes: Array.from({ length: classes }, () => ({ n: 0n, q: 0n, sums: {} })) }),
  records: ({ classes }) => classes.map(({ n, q, sums }) => ({ head: [[n, 4], [q, 12]], cells: sums })),
  build: (empty, records) => ({ ...empty, classes: records.map(({ head: [n, q], cells }) => ({ n, q, sums: cells })) }),
  head: [[4, false], [12, false]],
  cell: [4, true],
};

export const STATES = {
  "sparse-perceptron": PERCEPTRON_STATE,
  "dense-perceptron": PERCEPTRON_STATE,
  "naive-bayes": NAIVE_BAYES_STATE,
  "sparse-nearest-centroid": NEAREST_CENTROID_STATE,
  "dense-nearest-centroid": NEAREST_CENTROID_STATE,
};

/** A state without anything learned, for `config` as core's `packHeader` takes it. */
function emptyState(config) {
  return STATES[config.kind].empty(config);
}

/** The canonical body of a state. */
export function packState({ kind, features }, state) {
  const { records, cell } = STATES[kind];
  return Uint8Array.from(
    records(state).flatMap(({ head, cells }) => [
      ...head.flatMap(([value, length]) => bytesOf(value, length)),
      ...Array.from({ length: features }, (_, i) => bytesOf(cells[i] ?? 0n, cell[0])).flat(),
    ]),
  );
}

/** The length of the canonical body in bytes. */
export function bodyLength(kind, { features, classes }) {
  const { head, cell } = STATES[kind];
  const records = kind.endsWith("perceptron") && classes === 2 ? 1 : classes;
  const headBytes = head.reduce((sum, [length]) => sum + length, 0);
  return BigInt(records) * BigInt(headBytes + cell[0] * features);
}

/** The state of a canonical body. */
export function readState(config, body) {
  const { build, head, cell } = STATES[config.kind];
  let at = 0;
  const next = ([length, signed]) => {
    at += length;
    const value = body.subarray(at - length, at).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
    return signed ? BigInt.asIntN(8 * length, value) : value;
  };
  const empty = emptyState(config);
  const records = Array.from({ length: (empty.rows ?? empty.classes).length }, () => ({
    head: head.map(next),
    cells: Object.fromEntries(Array.from({ length: config.features }, (_, i) => [i, next(cell)])),
  }));
  return build(empty, records);
}

/** The packed sample of [feature index, x] pairs in the encoding `sparse`, `counts` or `dense`. */
export function packSample(encoding, features, sample) {
  if (encoding === "dense") {
    const values = Object.fromEntries(sample);
    if (sample.length === 0) return new Uint8Array();
    return Uint8Array.from({ length: features }, (_, i) => Number(BigInt.asUintN(8, values[i] ?? 0n)));
  }
  const width = features > 65_536 ? 3 : features > 256 ? 2 : 1;
  const count = (x) => (encoding === "counts" ? [Number(x)] : []);
  return Uint8Array.from(sample.flatMap(([i, x]) => [...bytesOf(BigInt(i), width), ...count(x)]));
}

function bytesOf(value, length) {
  const unsigned = BigInt.asUintN(8 * length, value);
  return Array.from({ length }, (_, i) => Number((unsigned >> BigInt(8 * (length - 1 - i))) & 255n));
}
