import { seeded } from "../../support/random.mjs";
import { headerCases } from "./headers.mjs";
import { lesson } from "./lesson.mjs";
import { modelCase } from "./model-cases.mjs";

const SAMPLES_LIMIT = 2n ** 24n - 1n;
const SUM_MAX = 2n ** 31n - 1n;
const SQUARED_MAX = 2n ** 96n - 1n;

/** The vectors of `sparse-nearest-centroid` or `dense-nearest-centroid`. A class is [n, Q, S]; Q null: what S gives. */
export function nearestCentroid(kind) {
  const makers = [empties, ties, nearTies, overflows, extremes, random, zeroed];
  return {
    headers: headerCases(kind, { good: "", least: "", greatest: "" }, []),
    cases: makers.flatMap((make) => make(kind)),
  };
}

function empties(kind) {
  const lessons = [1, 0, 2, 1].map((label, i) => lesson(kind, i, [i, 4], label));
  const one = [2n, null, [1n, 0n, 2n]];
  const none = [0n, null, []];
  return [
    run(kind, "all classes empty", 5, [none, none, none], lessons),
    run(kind, "the first class empty", 5, [none, one, none], lessons),
    run(kind, "sums without a sample: the class cannot be predicted", 5, [[0n, null, [1n, 1n, 1n, 1n, 1n]], one, none], lessons),
    run(kind, "samples without a sum", 5, [[3n, null, []], [2n, null, []], none], lessons),
  ];
}

/** The lowest label wins among equals, whatever the number of samples behind a centroid. */
function ties(kind) {
  const lessons = [1, 0, 1, 1].map((label, i) => lesson(kind, i, i === 0 ? [0] : [0, i], label));
  const sums = [3n, 1n, 0n, 2n];
  const times = (by) => [by * 4n, null, sums.map((sum) => by * sum)];
  return [
    run(kind, "two equal classes", 4, [times(1n), times(1n)], lessons),
    run(kind, "one centroid of four, twelve and forty samples", 4, [times(3n), times(1n), times(10n)], lessons),
    run(kind, "ten classes, some equal", 4, Array.from({ length: 10 }, (_, k) => times(BigInt(1 + (k % 3)))), lessons),
  ];
}

/** Distances that a double cannot tell apart: Q of one of two equal centroids is one more or one less. */
function nearTies(kind) {
  const random = seeded("centroid near ties");
  const sums = Array.from({ length: 6 }, () => 1_000_000n * BigInt(1 + random.below(1_000)));
  const squared = sums.reduce((all, sum) => all + sum * sum, 0n);
  const lessons = [0, 1].map((label, i) => lesson(kind, i, [0, 2, 5], label));
  return [
    ["one more", 1n],
    ["one less", -1n],
    ["the same", 0n],
  ].map(([name, by]) => {
    const classes = [[1_000_003n, squared, sums], [3_000_009n, 9n * squared + by, sums.map((sum) => 3n * sum)]];
    return run(kind, `a squared length of nine times the other's, ${name}`, 6, classes, lessons);
  });
}

/** n, S and Q at their limits and one before them; what is refused changes nothing. */
function overflows(kind) {
  const lessons = [lesson(kind, 0, [0, 2], 0), lesson(kind, 1, [0], 0), lesson(kind, 2, [0, 1], 1), lesson(kind, 3, [1, 2], 0)];
  const other = [1n, null, [1n, 1n, 1n]];
  const states = [
    ["samples one below their limit", [SAMPLES_LIMIT - 1n, null, [5n, 5n]]],
    ["samples at their limit", [SAMPLES_LIMIT, null, [5n, 5n]]],
    ["samples above their limit", [2n ** 32n - 1n, null, [5n, 5n]]],
    ["the first sum one below its limit", [9n, null, [SUM_MAX - 1n, 5n]]],
    ["the last sum at its limit", [9n, null, [5n, 5n, SUM_MAX]]],
    ["sums at their lower limit", [9n, null, [-SUM_MAX - 1n, -SUM_MAX, -SUM_MAX - 1n]]],
    ["a squared length at its limit", [9n, SQUARED_MAX, [5n, 5n]]],
    ["a squared length with room for 12", [9n, SQUARED_MAX - 12n, [5n, 5n]]],
    ["a squared length with room for 11", [9n, SQUARED_MAX - 11n, [5n, 5n]]],
    ["a squared length too small for its sums", [9n, 1n, [-5n, -5n, -5n]]],
  ];
  return states.map(([name, first]) => run(kind, name, 3, [first, other], lessons));
}

/** Scores that saturate, that are cut off on either side of zero, and comparisons of the greatest numbers. */
function extremes(kind) {
  const lessons = [lesson(kind, 0, [0, 1, 2], 0), lesson(kind, 1, [1, 2], 1)];
  const full = [SUM_MAX, SUM_MAX, -SUM_MAX - 1n];
  const most = 2n ** 32n - 1n;
  const wide = Array.from({ length: 600 }, (_, i) => (i % 2 ? SUM_MAX : -SUM_MAX - 1n));
  return [
    run(kind, "the greatest squared length", 3, [[1n, SQUARED_MAX, full], [most, SQUARED_MAX, full]], lessons),
    run(kind, "no squared length", 3, [[1n, 0n, full], [most, 0n, full]], lessons),
    run(kind, "the greatest sums", 3, [[1n, null, full], [most, null, full]], lessons),
    run(kind, "scores that are no whole numbers", 3, [[3n, 5n, [1n, -1n]], [7n, 100n, [2n, 1n, 1n]]], lessons),
    run(kind, "600 features, the greatest sums", 600, [[1n, 0n, wide], [1n, null, wide]], [
      lesson(kind, 0, Array.from({ length: 600 }, (_, i) => i), 0),
      lesson(kind, 1, Array.from({ length: 300 }, (_, i) => 2 * i), 0),
    ]),
  ];
}

function random(kind) {
  const shapes = [
    [1, 2],
    [20, 2],
    [256, 2],
    [257, 3],
    [512, 2],
    [1_000, 2],
    [100, 5],
    [40, 17],
  ];
  return shapes.map(([features, classes]) => {
    const random = seeded(`centroid ${features} ${classes}`);
    const most = kind === "dense-nearest-centroid" ? features : 25;
    const state = Array.from({ length: classes }, () => {
      const n = random.below(100);
      return [BigInt(n), null, Array.from({ length: features }, () => BigInt(random.oneIn(3) ? random.below(n + 1) : 0))];
    });
    const count = kind === "dense-nearest-centroid" && features > 200 ? 4 : 12;
    const lessons = Array.from({ length: count }, (_, i) =>
      lesson(kind, i, random.ascending(1 + random.below(Math.min(most, features)), features), random.below(classes)),
    );
    return run(kind, `random, ${features} features, ${classes} classes`, features, state, lessons);
  });
}

/** A state too long to write out here, and all zero at first; three index bytes where samples are sparse. */
function zeroed(kind) {
  const dense = kind === "dense-nearest-centroid";
  const features = dense ? 5_000 : 65_537;
  const last = features - 1;
  const given = [[[0, last], 1], [[255, 256, last - 1], 0], [[last - 1, last], 0], [[last], 1]];
  const lessons = given.slice(0, dense ? 2 : 4).map(([indices, label], i) => lesson(kind, i, indices, label));
  const none = [0n, null, []];
  const name = dense ? "5,000 features, nothing learned at first" : "three index bytes, nothing learned at first";
  return [run(kind, name, features, [none, none], lessons, { short: true })];
}

function run(kind, name, features, classes, lessons, options) {
  const state = { classes: classes.map(read) };
  return modelCase(name, { kind, features, classes: classes.length, parameters: {} }, state, lessons, options);
}

function read([n, squared, sums]) {
  const q = sums.reduce((all, sum) => all + sum * sum, 0n);
  return { n, q: squared ?? q, sums: Object.fromEntries(sums.map((sum, i) => [i, sum])) };
}
