import { describe, expect, test } from "@jest/globals";
import { type KeySource, toHex } from "@omnisum/core";
import { refused } from "../../../test/support/errors.ts";
import { Keys } from "../src/keys.ts";
import { TEST_MNEMONIC } from "./wallet.ts";

const development = { name: "local", stage: "development" } as const;
const live = { name: "mainnet", stage: "live" } as const;
/** Of the first account of the test mnemonic; well known. */
const FIRST = "wasm15yk64u7zc9g9k2yr2wmzeva5qgwxps6yvw76s4";
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

const secret = (text: string): KeySource => ({ kind: "secret", source: "OMNISUM_KEY", secret: text });
const open = (source: KeySource, chain: typeof development | typeof live = development, prefix = "wasm") =>
  Keys.open(source, chain, prefix);
const number = (value: bigint) => `0x${value.toString(16).padStart(64, "0")}`;

describe("keys", () => {
  test("of a development chain are the ten of the test mnemonic, named by their numbers", async () => {
    const { accounts } = await open({ kind: "development" });
    expect(accounts.map(({ name }) => name)).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    expect(accounts[0]?.address).toBe(FIRST);
    expect(new Set(accounts.map(({ address }) => address)).size).toBe(10);
  });

  test("can be a mnemonic, however it is spaced", async () => {
    const { accounts } = await open(secret(`  ${TEST_MNEMONIC.replace(" ", "\n  ")} `));
    expect(accounts).toEqual([{ address: FIRST, name: "0" }]);
  });

  test("can be a number, in either case of letters", async () => {
    const text = toHex(Uint8Array.from({ length: 32 }, (_, i) => 0xa0 + i));
    const [small, large] = [await open(secret(text)), await open(secret(`0x${text.slice(2).toUpperCase()}`))];
    expect(small.accounts).toEqual(large.accounts);
    expect((await open(secret(number(ORDER - 1n)))).accounts).toHaveLength(1);
  });

  test("have the addresses of their chain", async () => {
    const { accounts } = await open({ kind: "development" }, development, "osmo");
    expect(accounts[0]?.address).toMatch(/^osmo15yk64u7zc9g9k2yr2wmzeva5qgwxps6/);
  });

  test.each([
    ["nothing", " \n"],
    ["a short number", "0x1234"],
    ["a long number", `0x${"1".repeat(65)}`],
    ["a number with other letters", `0x${"g".repeat(64)}`],
    ["zero", number(0n)],
    ["the curve's order", number(ORDER)],
    ["a number beyond the curve's order", `0x${"f".repeat(64)}`],
    ["too few words", "test test junk"],
    ["a wrong last word", TEST_MNEMONIC.replace("junk", "test")],
    ["a word of no mnemonic", TEST_MNEMONIC.replace("junk", "blockchain")],
    ["a number without 0x", "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"],
  ])("that are %s are refused without being told", async (_, text) => {
    const error = await refused(open(secret(text)), "InvalidKey", { source: "OMNISUM_KEY" });
    expect(error.cause).toBeUndefined();
    if (text.length > 10) expect(`${error.message} ${error.stack}`).not.toContain(text);
  });

  test("are refused for reasons that differ", async () => {
    const texts = ["", "0x12", number(0n), "test junk", TEST_MNEMONIC.replace("junk", "test")];
    const errors = await Promise.all(texts.map((text) => refused(open(secret(text)), "InvalidKey")));
    expect(new Set(errors.map(({ message }) => message)).size).toBe(texts.length);
  });

  test.each([
    ["the development accounts", { kind: "development" } as const],
    ["the test mnemonic", secret(TEST_MNEMONIC)],
  ])("that anyone knows are refused on a live chain: %s", async (_, source) => {
    await refused(open(source, live), "TestKeyRefused", { chain: "mainnet" });
    await refused(open(source, live, "osmo"), "TestKeyRefused", { chain: "mainnet" });
  });

  test("of one's own are taken on a live chain", async () => {
    expect((await open(secret(`0x${"17".repeat(32)}`), live)).accounts).toHaveLength(1);
  });

  test("are not needed to read a chain, and then nothing is signed", async () => {
    const keys = await open({ kind: "none" }, live);
    expect(keys.accounts).toEqual([]);
    expect(() => keys.require({ address: FIRST, name: "0" })).toThrow(
      expect.objectContaining({ name: "UnknownAccount", hint: "Connect with a key to sign with." }),
    );
  });

  test("of other accounts are not there to sign with", async () => {
    const keys = await open(secret(`0x${"17".repeat(32)}`));
    expect(() => keys.require({ address: FIRST, name: "0" })).toThrow(
      expect.objectContaining({ name: "UnknownAccount", values: expect.objectContaining({ account: FIRST }) }),
    );
  });
});
