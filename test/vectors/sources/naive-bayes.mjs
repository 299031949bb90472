import { seeded } from "../../support/random.mjs";
import { headerCases } from "./headers.mjs";
import { modelCase } from "./model-cases.mjs";

const COUNTER_MAX = 2n ** 32n - 1n;
const TOTAL_MAX = 2n ** 48n - 1n;

/** The vectors of `naive-bayes`. A class is [N, T, counts]; T null: the sum of the counts. */
export function naiveBayes() {
  return {
    headers: headerCases("naive-bayes", { good: "000003e8", least: "00000001", greatest: "00100000" }, [
      ["no smoothing", "00000000", "smoothing"],
      ["smoothing one too great", "00100001", "smoothing"],
      ["smoothing far too great", "ffffffff", "smoothing"],
    ]),
    cases: [...empties(), ...ties(), ...roundings(), ...overflows(), ...extremes(), ...repeated(), ...random(), zeroed()],
  };
}

function empties() {
  const lessons = [1, 0, 2, 1].map((label, i) => ({ sample: [[i, 1n], [4, 2n]], label }));
  const one = [1n, null, [1n, 0n, 2n]];
  const none = [0n, null, []];
  return [
    run("all classes empty", [5, 1_000], [none, none, none], lessons),
    run("the first class empty", [5, 1_000], [none, one, none], lessons),
    run("counts without a sample: the class cannot be predicted", [5, 1_000], [[0n, null, [9n, 9n, 9n]], one, none], lessons),
    run("samples without a count", [5, 1_000], [[3n, 0n, []], [2n, 0n, []], none], lessons),
  ];
}

/** The lowest label wins among equals; one count more or less decides. */
function ties() {
  const lessons = [1, 0, 1, 1].map((label, i) => ({ sample: [[0, 1n], [i, 1n]].slice(i === 0 ? 1 : 0), label }));
  const equal = [4n, null, [3n, 5n, 0n, 1n]];
  const ten = Array.from({ length: 10 }, (_, k) => [BigInt(1 + (k % 3)), null, [BigInt(k % 3)]]);
  return [
    run("two equal classes", [4, 1_000], [equal, equal], lessons),
    run("equal but for the samples", [4, 500], [equal, [5n, null, [3n, 5n, 0n, 1n]]], lessons),
    run("equal but for one count", [4, 1_000], [equal, [4n, 9n, [3n, 5n, 1n, 1n]]], lessons),
    run("ten classes, some equal", [4, 1_000], ten, lessons),
  ];
}

/** Classes equal but for the order of their factors: only where the products are cut off do they differ. */
function roundings() {
  return [...cutOff(), ...ordered()];
}

/** Factors so small that most of a product is cut off: a greater number of samples is then no advantage any more. */
function cutOff() {
  const rare = [[0, 1n]];
  return [0n, 1n, 2n ** 14n, 2n ** 16n].map((more) =>
    run(`factors of 2^−57, ${more} samples in a million more`, [2, 1], [[2n ** 20n, 2n ** 47n, []], [2n ** 20n + more, 2n ** 47n, []]], [
      { sample: rare, label: 1 },
      { sample: [[1, 2n]], label: 1 },
    ]),
  );
}

function ordered() {
  return [1, 2, 3, 4].map((seed) => {
    const random = seeded(`naive Bayes roundings ${seed}`);
    const counts = Array.from({ length: 12 }, () => BigInt(random.below(1_000)));
    const classes = [0, 5, 7].map((by) => [7n, null, [...counts.slice(by), ...counts.slice(0, by)]]);
    const all = counts.map((_, i) => [i, BigInt(1 + (seed > 2 ? random.below(3) : 0))]);
    const twice = counts.map((_, i) => [i, 2n]);
    return run(`classes that differ in the order of their factors ${seed}`, [12, 1_000], classes, [
      { sample: all, label: 2 },
      { sample: twice, label: 1 },
      { sample: all, label: 0 },
    ]);
  });
}

/** Each counter at its limit and one before it; what is refused changes nothing. */
function overflows() {
  const other = [1n, null, [1n, 1n, 1n]];
  const lesson = (label, ...sample) => ({ sample, label });
  const lessons = [lesson(0, [0, 1n], [2, 1n]), lesson(0, [0, 1n]), lesson(1, [0, 1n]), lesson(0, [1, 255n], [2, 1n])];
  return [
    run("samples one below their limit", [3, 1_000], [[COUNTER_MAX - 1n, 100n, [5n, 5n]], other], lessons),
    run("samples at their limit", [3, 1_000], [[COUNTER_MAX, 100n, [5n, 5n]], other], lessons),
    run("a total that has room for two", [3, 1_000], [[9n, TOTAL_MAX - 2n, [5n, 5n]], other], lessons),
    run("a total that has room for one", [3, 1_000], [[9n, TOTAL_MAX - 1n, [5n, 5n]], other], lessons),
    run("a total at its limit", [3, 1_000], [[9n, TOTAL_MAX, [5n, 5n]], other], lessons),
    run("the first count one below its limit", [3, 1_000], [[9n, 100n, [COUNTER_MAX - 1n, 5n]], other], lessons),
    run("the last count at its limit", [3, 1_000], [[9n, 100n, [5n, 5n, COUNTER_MAX]], other], lessons),
    run("a count that has room for 254", [3, 1_000], [[9n, 100n, [5n, COUNTER_MAX - 254n]], other], lessons),
    run("a count that has room for 255", [3, 1_000], [[9n, 100n, [5n, COUNTER_MAX - 255n]], other], lessons),
  ];
}

/** Totals that are not the sum of the counts, the least and greatest smoothing, the greatest counters. */
function extremes() {
  const lessons = [1, 0].map((label) => ({ sample: [[0, 3n], [1, 255n], [2, 1n]], label }));
  const full = [COUNTER_MAX, TOTAL_MAX, [COUNTER_MAX, 0n, 1n]];
  const states = [
    ["a total below the counts: a factor is at most one", [[2n, 1n, [1_000n, 0n, 3n]], [2n, 0n, [7n, 7n, 7n]]]],
    ["the greatest counters", [full, [1n, null, [1n]]]],
    ["the greatest total without counts", [[1n, TOTAL_MAX, []], [COUNTER_MAX, TOTAL_MAX, [1n, 1n, 1n]]]],
  ];
  return states.flatMap(([name, classes]) =>
    [1, 1_000, 2 ** 20].map((smoothing) => run(`${name}, smoothing ${smoothing}`, [3, smoothing], classes, lessons)),
  );
}

/** Products far below what a double holds. */
function repeated() {
  const random = seeded("naive Bayes repeated");
  const classes = [0, 1].map(() => [50n, null, Array.from({ length: 200 }, () => BigInt(random.below(3)))]);
  const sample = Array.from({ length: 40 }, (_, i) => [5 * i, BigInt(1 + random.below(40))]);
  return [run("counts that add up to hundreds", [200, 1], classes, [{ sample, label: 0 }, { sample, label: 1 }])];
}

function random() {
  const shapes = [
    [1, 2, 1_000],
    [20, 2, 1],
    [256, 2, 1_000],
    [257, 3, 500],
    [1_000, 2, 1_000],
    [300, 5, 123_456],
    [40, 17, 1_000],
  ];
  return shapes.map(([features, classes, smoothing]) => {
    const random = seeded(`naive Bayes ${features} ${classes}`);
    const state = Array.from({ length: classes }, () => [
      BigInt(random.below(50)),
      null,
      Array.from({ length: features }, () => BigInt(random.oneIn(3) ? random.below(30) : 0)),
    ]);
    const lessons = Array.from({ length: 12 }, () => ({
      sample: random.ascending(1 + random.below(Math.min(20, features)), features).map((index) => [index, BigInt(1 + random.below(3))]),
      label: random.below(classes),
    }));
    return run(`random, ${features} features, ${classes} classes`, [features, smoothing], state, lessons);
  });
}

/** Three index bytes: a state too long to write out here, and all zero at first. */
function zeroed() {
  const lessons = [
    { sample: [[0, 1n], [65_536, 2n]], label: 1 },
    { sample: [[255, 1n], [256, 1n], [65_535, 255n]], label: 0 },
    { sample: [[65_535, 1n], [65_536, 1n]], label: 0 },
    { sample: [[65_536, 1n]], label: 1 },
  ];
  const none = [0n, null, []];
  return run("three index bytes, nothing learned at first", [65_537, 1_000], [none, none], lessons, { short: true });
}

function run(name, [features, smoothing], classes, lessons, options) {
  const parameters = { smoothing: BigInt(smoothing) };
  const state = { features, smoothing: parameters.smoothing, classes: classes.map(read) };
  return modelCase(name, { kind: "naive-bayes", features, classes: classes.length, parameters }, state, lessons, options);
}

function read([n, total, counts]) {
  const sum = counts.reduce((all, count) => all + count, 0n);
  return { n, total: total ?? sum, counts: Object.fromEntries(counts.map((count, i) => [i, count])) };
}
