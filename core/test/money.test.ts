import { describe, expect, test } from "@jest/globals";
import { formatAmount, formatDollars, formatMoney, microDollars, parseAmount } from "@omnisum/core";
import fc from "fast-check";
import { throwsWith } from "../../test/support/errors.ts";

test("an amount is read as it was written, for any number of decimals", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }), fc.integer({ min: 0, max: 18 }), (amount, decimals) => {
      expect(parseAmount(formatAmount(amount, decimals), decimals)).toBe(amount);
      expect(formatAmount(-amount, decimals)).toBe(amount === 0n ? "0" : `-${formatAmount(amount, decimals)}`);
    }),
    { seed: 6, numRuns: 300 },
  );
});

test.each([
  [0n, 18, "0"],
  [1n, 18, "0.000000000000000001"],
  [60_000_000_000_000_000n, 18, "0.06"],
  [1_500_000n, 6, "1.5"],
  [1_000_000n, 6, "1"],
  [10n, 0, "10"],
])("%p with %i decimals is written %s", (amount, decimals, text) => {
  expect(formatAmount(amount, decimals)).toBe(text);
  expect(formatMoney(amount, { symbol: "ETH", decimals })).toBe(`${text} ETH`);
});

describe("an amount is refused", () => {
  test.each(["", "-1", "+1", "1.", ".5", "1e3", "0x10", "1,5", " 1", "1 ETH", "1\n", "١"])(
    "that is no decimal number: %j",
    (text) => {
      throwsWith(() => parseAmount(text, 6), "InvalidInput", {
        name: "amount",
        reason: `${text} is no decimal number`,
      });
    },
  );

  test("that the smallest unit cannot express", () => {
    const reason = "0.0000001 has more than 6 decimals";
    throwsWith(() => parseAmount("0.0000001", 6), "InvalidInput", { name: "amount", reason });
    expect(parseAmount("0.000001", 6)).toBe(1n);
  });
});

test("dollars are counted in millionths, rounded down", () => {
  expect(microDollars(10n ** 18n, 18, "2500.5")).toBe(2_500_500_000n);
  expect(microDollars(1n, 6, "0.5")).toBe(0n);
  expect(microDollars(2n, 6, "0.5")).toBe(1n);
  expect(microDollars(3n, 0, "0.000001")).toBe(3n);
  expect(microDollars(123n, 18, "0")).toBe(0n);
});

test.each([
  [0n, "$0"],
  [1n, "$0.000001"],
  [42n, "$0.000042"],
  [4_200n, "$0.0042"],
  [1_000n, "$0.0010"],
  [990_000n, "$0.99"],
  [1_000_000n, "$1.00"],
  [12_305_000n, "$12.30"],
  [12_345_678_900_000n, "$12345678.90"],
])("%p millionths are shown as %s", (micro, text) => {
  expect(formatDollars(micro)).toBe(text);
});
