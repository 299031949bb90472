import { expect, test } from "@jest/globals";
import { bigEndian, concat, equalBytes, fromHex, isqrt, keccak256, readBigEndian, toHex, utf8 } from "@omnisum/core";
import fc from "fast-check";
import { throwsWith } from "../../test/support/errors.ts";

/** One seed for all properties, so that a failure repeats. */
const RUN = { seed: 1, numRuns: 300 } as const;

test("hex and bytes are each other's inverse, in lower case", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect(fromHex(toHex(bytes))).toEqual(bytes);
      expect(toHex(bytes)).toMatch(/^0x[0-9a-f]*$/);
    }),
    RUN,
  );
  expect(fromHex("0xABcd")).toEqual(Uint8Array.of(0xab, 0xcd));
  expect(toHex(new Uint8Array())).toBe("0x");
});

test("hex of a megabyte is read", () => {
  const bytes = new Uint8Array(1_000_000).fill(0xa5);
  expect(equalBytes(fromHex(toHex(bytes)), bytes)).toBe(true);
});

test.each(["", "0", "ab", "0xa", "0xag", "0x ab", " 0xab", "0xab\n", "0Xab"])("%j is no hex", (text) => {
  const reason = `${text.slice(0, 20)} is not 0x and pairs of hex digits`;
  throwsWith(() => fromHex(text), "InvalidInput", { name: "hex", reason });
});

test("big-endian numbers are read as they were written, negative ones in two's complement", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 16 }), fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }), (length, number) => {
      const value = BigInt.asUintN(8 * length, number);
      const bytes = bigEndian(value, length);
      expect(bytes).toHaveLength(length);
      expect(readBigEndian(bytes)).toBe(value);
      const signed = BigInt.asIntN(8 * length, value);
      expect(bigEndian(signed, length)).toEqual(bytes);
    }),
    RUN,
  );
  expect(bigEndian(-2, 2)).toEqual(Uint8Array.of(0xff, 0xfe));
  expect(bigEndian(258n, 3)).toEqual(Uint8Array.of(0, 1, 2));
  expect(readBigEndian(new Uint8Array())).toBe(0n);
});

test.each([
  [256, 1],
  [-129, 1],
  [2n ** 128n, 16],
  [-(2n ** 127n) - 1n, 16],
  [1.5, 4],
  [Number.NaN, 4],
  [Number.POSITIVE_INFINITY, 8],
])("%p does not fit in %i bytes and is not wrapped", (value, length) => {
  const reason = `${value} is no whole number of ${length} bytes`;
  throwsWith(() => bigEndian(value, length), "InvalidInput", { name: "number", reason });
});

test("concat joins, equalBytes compares lengths and bytes", () => {
  expect(concat()).toEqual(new Uint8Array());
  expect(concat(Uint8Array.of(1), new Uint8Array(), Uint8Array.of(2, 3))).toEqual(Uint8Array.of(1, 2, 3));
  expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
  expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
  expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1))).toBe(false);
});

test("the hash is Keccak-256 (not NIST's SHA3-256) over the parts joined", () => {
  // Ethereum yellow paper, and the selector of ERC-20's transfer.
  expect(toHex(keccak256())).toBe("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  expect(toHex(keccak256(utf8("transfer("), utf8("address,uint256)")).slice(0, 4))).toBe("0xa9059cbb");
});

test("isqrt is the floor of the square root", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 200n }), (value) => {
      const root = isqrt(value);
      expect(root * root <= value && value < (root + 1n) * (root + 1n)).toBe(true);
    }),
    RUN,
  );
  for (let root = 0n; root < 300n; root++) {
    expect(isqrt(root * root)).toBe(root);
    if (root > 0n) expect(isqrt(root * root - 1n)).toBe(root - 1n);
  }
});
