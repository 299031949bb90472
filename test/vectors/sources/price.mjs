import { incentiveDefinition, isqrt } from "@omnisum/core";

const definition = incentiveDefinition("deposit-refund-take");

export function price() {
  return { roots: roots(), prices: prices() };
}

function roots() {
  const near = [2n, 3n, 15n, 16n, 60n, 1_000n, 65_535n, 65_536n, 2n ** 31n, 2n ** 32n - 1n].flatMap((root) =>
    [-1n, 0n, 1n].map((offset) => root * root + offset),
  );
  const values = [0n, 1n, 2n, 3n, ...near, 2n ** 63n, 2n ** 64n - 2n, 2n ** 64n - 1n];
  return [...new Set(values)].sort((a, b) => (a < b ? -1 : 1)).map((value) => ({ value: `${value}`, root: `${isqrt(value)}` }));
}

function prices() {
  const most = (2n ** 88n - 1n) / 3_600n;
  const settings = [
    [0n, 0n, 0n],
    [0n, 7n, 0n],
    [1n, 0n, 0n],
    [1n, 100n, 200n],
    [1_000_000n, 0n, 50_000_000n],
    [10n ** 15n, 10n ** 12n, 10n ** 17n],
    [most, 0n, 0n],
    [most, 0n, 2n ** 88n - 1n],
    [most, 2n ** 88n - 1n, 2n ** 88n - 1n],
  ];
  const elapsed = [0n, 1n, 2n, 3n, 4n, 8n, 9n, 59n, 60n, 3_599n, 3_600n, 86_400n, 12_960_000n, 2n ** 32n];
  const counts = [1, 2, 3, 50, 256];
  return settings.flatMap(([costWeight, minDeposit, maxDeposit]) => {
    const mechanism = definition.create({ costWeight, minDeposit, maxDeposit });
    return elapsed.flatMap((dt, i) => {
      const chosen = i % 3 === 0 ? counts : [1, counts[i % counts.length]];
      return [...new Set(chosen)].map((count) => ({
        elapsed: `${dt}`,
        count,
        costWeight: `${costWeight}`,
        minDeposit: `${minDeposit}`,
        maxDeposit: `${maxDeposit}`,
        price: `${mechanism.price(dt, count)}`,
      }));
    });
  });
}
