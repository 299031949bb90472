import { expect, test } from "@jest/globals";
import { equalBytes, travelOf, type UploadPart } from "@omnisum/core";
import { seeded } from "../../test/support/random.mjs";

const PAGE = 8_192;

const sizes = (uploads: readonly UploadPart[]) => uploads.map(({ offset, data }) => [offset, data.length]);
/** A body of pages that hold the byte 1 where `pattern` has a 1, else zeros, and so many bytes more of the last kind. */
function bodyOf(pattern: string, more = 0): Uint8Array {
  const bytes = [...pattern].flatMap((digit) => Array.from({ length: PAGE }, () => Number(digit)));
  return Uint8Array.from([...bytes, ...Array.from({ length: more }, () => Number(pattern.at(-1)))]);
}

test("a state that fits travels whole, whatever it holds", () => {
  const body = bodyOf("0");
  expect(travelOf(body, { skipsZeros: true, first: PAGE, most: 10 })).toEqual({ first: body, uploads: [] });
});

test("a state without pages of zeros is cut where it must be", () => {
  const { first, uploads } = travelOf(bodyOf("11", 5), { skipsZeros: true, first: 100, most: 10_000 });
  expect(first).toHaveLength(100);
  expect(sizes(uploads)).toEqual([
    [100, 10_000],
    [10_100, 2 * PAGE + 5 - 10_100],
  ]);
});

test("zeros travel to contracts that skip none", () => {
  const { first, uploads } = travelOf(bodyOf("00"), { skipsZeros: false, first: 100, most: 10_000 });
  expect([first.length, ...sizes(uploads)]).toEqual([100, [100, 10_000], [10_100, 2 * PAGE - 10_100]]);
});

test("whole pages of zeros stay at home, and a tail of them is closed by nothing", () => {
  expect(sizes(travelOf(bodyOf("10010"), { skipsZeros: true, first: PAGE, most: 3 * PAGE }).uploads)).toEqual([
    [3 * PAGE, PAGE],
    [5 * PAGE, 0],
  ]);
  expect(sizes(travelOf(bodyOf("100", 7), { skipsZeros: true, first: 100_000 - 1, most: PAGE }).uploads)).toEqual([]);
  expect(sizes(travelOf(bodyOf("100", 7), { skipsZeros: true, first: 100, most: PAGE }).uploads)).toEqual([
    [100, PAGE - 100],
    [3 * PAGE + 7, 0],
  ]);
});

test("a first page of zeros is not sent with the first transaction", () => {
  const { first, uploads } = travelOf(bodyOf("011"), { skipsZeros: true, first: PAGE, most: PAGE });
  expect(first).toHaveLength(0);
  expect(sizes(uploads)).toEqual([
    [PAGE, PAGE],
    [2 * PAGE, PAGE],
  ]);
});

test("a million zeros take one upload of nothing", () => {
  expect(sizes(travelOf(new Uint8Array(2_000_004), { skipsZeros: true, first: 0, most: PAGE }).uploads)).toEqual([
    [2_000_004, 0],
  ]);
});

test("every state comes together again from its parts", () => {
  const random = seeded("parts");
  for (let i = 0; i < 60; i++) {
    const pattern = Array.from({ length: random.below(6) }, () => random.below(2)).join("");
    const body = bodyOf(pattern || "1", random.below(PAGE));
    const [first, most] = [random.below(3 * PAGE), 1 + random.below(4 * PAGE)];
    const travel = travelOf(body, { skipsZeros: true, first, most });
    const whole = new Uint8Array(body.length);
    whole.set(travel.first);
    let end = travel.first.length;
    expect(end).toBeLessThanOrEqual(Math.max(first, body.length <= first ? body.length : 0));
    for (const { offset, data } of travel.uploads) {
      expect(offset).toBeGreaterThanOrEqual(end);
      expect(data.length).toBeLessThanOrEqual(most);
      whole.set(data, offset);
      end = offset + data.length;
    }
    expect(end).toBe(body.length);
    expect(equalBytes(whole, body)).toBe(true);
  }
});
