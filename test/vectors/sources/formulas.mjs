/**
 * The models of docs/protocol.md §4 once more, straight from its formulas: numbers of any size, nothing packed, nothing
 * fast, no code shared with core's references. What vectors say comes from here.
 *
 * A sample is a list of [feature index, x], a model's state what §4 says. Every kind offers `scores(state, sample)`,
 * `predict(state, sample)` and `learn(state, sample, label)`, which returns the state that follows, or nothing where the
 * model refuses with `CounterOverflow`.
 */

const big = (values) => values.reduce((sum, value) => sum + value, 0n);

/** Saturates at the bounds of a signed number of `bits`. */
function saturate(value, bits) {
  const limit = 2n ** BigInt(bits - 1);
  if (value < -limit) return -limit;
  return value >= limit ? limit - 1n : value;
}

/** The first of the greatest, as `exceeds` says. */
function firstGreatest(items, exceeds) {
  return items.reduce((best, item, i) => (exceeds(item, items[best]) ? i : best), 0);
}

/** §4.1. State: `{classes, rate, trainBias, rows: [{b, w: {index: weight}}]}`; a weight that is not there is 0. */
export const PERCEPTRON = {
  scores: ({ rows }, sample) => rows.map(({ b, w }) => b + big(sample.map(([i, x]) => (w[i] ?? 0n) * x))),

  predict(state, sample) {
    const scores = PERCEPTRON.scores(state, sample);
    if (state.classes === 2) return scores[0] > 0n ? 1 : 0;
    return firstGreatest(scores, (a, b) => a > b);
  },

  learn(state, sample, label) {
    const predicted = PERCEPTRON.predict(state, sample);
    if (predicted === label) return state;
    const { classes, rate, trainBias, rows } = state;
    const towards = classes === 2 ? [[0, label === 1 ? rate : -rate]] : [[label, rate], [predicted, -rate]];
    const moved = [...rows];
    for (const [r, by] of towards) {
      const w = { ...rows[r].w };
      for (const [i, x] of sample) w[i] = saturate((w[i] ?? 0n) + by * x, 16);
      moved[r] = { b: trainBias ? saturate(rows[r].b + by, 32) : rows[r].b, w };
    }
    return { ...state, rows: moved };
  },
};

/** §4.2. State: `{features, smoothing, classes: [{n, total, counts: {index: count}}]}`. A sample's x is the count. */
export const NAIVE_BAYES = {
  scores: (state, sample) =>
    likelihoods(state, sample).map((number) => {
      if (number === undefined) return -(2n ** 63n);
      return saturate(number.e * 2n ** 31n + number.m / 2n ** 32n - 2n ** 31n, 64);
    }),

  predict: (state, sample) =>
    firstGreatest(likelihoods(state, sample), (a, b) => {
      if (a === undefined || b === undefined) return a !== undefined;
      return a.e > b.e || (a.e === b.e && a.m > b.m);
    }),

  learn(state, sample, label) {
    const { n, total, counts } = state.classes[label];
    const next = { n: n + 1n, total: total + big(sample.map(([, x]) => x)), counts: { ...counts } };
    for (const [i, x] of sample) next.counts[i] = (counts[i] ?? 0n) + x;
    const fits = next.n < 2n ** 32n && next.total < 2n ** 48n && sample.every(([i]) => next.counts[i] < 2n ** 32n);
    return fits ? { ...state, classes: state.classes.with(label, next) } : undefined;
  },
};

function likelihoods({ features, smoothing, classes }, sample) {
  return classes.map(({ n, total, counts }) => {
    if (n === 0n) return undefined;
    const den = 1_000n * total + smoothing * BigInt(features);
    let number = normalised(n, 0n);
    for (const [i, x] of sample) {
      const whole = 1_000n * (counts[i] ?? 0n) + smoothing;
      const num = whole < den ? whole : den;
      for (let time = 0n; time < x; time++) number = normalised((number.m * num) / den, number.e);
    }
    return number;
  });
}

function normalised(m, e) {
  let number = { m, e };
  while (number.m < 2n ** 63n) number = { m: number.m * 2n, e: number.e - 1n };
  return number;
}

/** §4.3. State: `{classes: [{n, q, sums: {index: sum}}]}`. */
export const NEAREST_CENTROID = {
  scores: (state, sample) =>
    relatives(state, sample).map(({ n, a }) => (n === 0n ? -(2n ** 63n) : saturate((-a * 2n ** 16n) / n ** 2n, 64))),

  predict: (state, sample) =>
    firstGreatest(relatives(state, sample), (a, b) => {
      if (a.n === 0n || b.n === 0n) return a.n !== 0n && b.n === 0n;
      return a.a * b.n ** 2n < b.a * a.n ** 2n;
    }),

  learn(state, sample, label) {
    const { n, q, sums } = state.classes[label];
    const next = { n: n + 1n, q: q + big(sample.map(([i, x]) => 2n * (sums[i] ?? 0n) * x + x * x)), sums: { ...sums } };
    for (const [i, x] of sample) next.sums[i] = (sums[i] ?? 0n) + x;
    const sumFits = ([i]) => next.sums[i] === saturate(next.sums[i], 32);
    const fits = next.n <= 2n ** 24n - 1n && next.q >= 0n && next.q < 2n ** 96n && sample.every(sumFits);
    return fits ? { ...state, classes: state.classes.with(label, next) } : undefined;
  },
};

/** A_k of each class with its n_k. */
function relatives({ classes }, sample) {
  return classes.map(({ n, q, sums }) => {
    const p = big(sample.map(([i, x]) => (sums[i] ?? 0n) * x));
    return { n, a: q - 2n * n * p };
  });
}
