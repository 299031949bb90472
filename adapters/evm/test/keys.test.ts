import { describe, expect, test } from "@jest/globals";
import { type ErrorName, isError, type KeySource } from "@omnisum/core";
import { Keys } from "../src/keys.ts";

const development = { name: "local", stage: "development" } as const;
const live = { name: "mainnet", stage: "live" } as const;
const JUNK = "test test test test test test test test test test test junk";
/** Of the first two accounts of the test mnemonic; well known. */
const FIRST = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const SECOND_KEY = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

const secret = (text: string): KeySource => ({ kind: "secret", source: "OMNISUM_KEY", secret: text });

function failing(source: KeySource, chain: typeof development | typeof live): { name: ErrorName; values: object } {
  try {
    new Keys(source, chain);
  } catch (error) {
    if (isError(error)) return { name: error.name, values: error.values };
  }
  throw new Error("nothing was refused");
}

describe("keys", () => {
  test("of a development chain are the ten of the test mnemonic, named by their numbers", () => {
    const accounts = new Keys({ kind: "development" }, development).accounts();
    expect(accounts.map(({ name }) => name)).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    expect(accounts[0]?.address).toBe(FIRST);
  });

  test("can be a mnemonic, however it is spaced, or a number", () => {
    expect(new Keys(secret(`  ${JUNK.replace(" ", "\n")} `), development).accounts()).toEqual([
      { address: FIRST, name: "0" },
    ]);
    expect(new Keys(secret(SECOND_KEY), development).accounts()[0]?.address).toMatch(/^0x7099/);
  });

  test.each([
    ["nothing", " "],
    ["a short number", "0x1234"],
    ["zero", `0x${"0".repeat(64)}`],
    ["a number beyond the curve's order", `0x${"f".repeat(64)}`],
    ["too few words", "test test junk"],
    ["a wrong last word", JUNK.replace("junk", "test")],
    ["a number without 0x", SECOND_KEY.slice(2)],
  ])("that are %s are refused without being told", (_, text) => {
    const { name, values } = failing(secret(text), development);
    expect(name).toBe("InvalidKey");
    expect(values).toMatchObject({ source: "OMNISUM_KEY" });
    if (text.length > 20) expect(JSON.stringify(values)).not.toContain(text);
  });

  test.each([
    ["the development accounts", { kind: "development" } as const],
    ["the test mnemonic", secret(JUNK)],
    ["another account's key of it", secret(SECOND_KEY)],
  ])("that anyone knows are refused on a live chain: %s", (_, source) => {
    expect(failing(source, live)).toEqual({ name: "TestKeyRefused", values: { chain: "mainnet" } });
  });

  test("of one's own are taken on a live chain", () => {
    expect(new Keys(secret(`0x${"17".repeat(32)}`), live).accounts()).toHaveLength(1);
  });

  test("are not needed to read a chain, and then nothing is signed", () => {
    const keys = new Keys({ kind: "none" }, live);
    expect(keys.accounts()).toEqual([]);
    expect(() => keys.signer({ address: FIRST, name: "0" })).toThrow(
      expect.objectContaining({ name: "UnknownAccount", hint: "Connect with a key to sign with." }),
    );
  });

  test("of other accounts are not there to sign with", () => {
    const keys = new Keys(secret(SECOND_KEY), development);
    expect(() => keys.signer({ address: FIRST, name: "0" })).toThrow(
      expect.objectContaining({ name: "UnknownAccount" }),
    );
  });
});
