import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { syncTree, treeOf } from "./support/tree.mjs";

const TREE = treeOf("scaffold");
const MODEL = "grey-forest";
const INCENTIVE = "fair-auction";
const TIMEOUT_MS = 600_000;

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

describe("a new model and a new incentive mechanism", () => {
  beforeAll(() => {
    rmSync(TREE, { recursive: true, force: true });
    syncTree(TREE);
    expect(run("scripts/new.mjs", "model", MODEL)).toEqual({ status: 0, stderr: "" });
    expect(run("scripts/new.mjs", "incentive", INCENTIVE)).toEqual({ status: 0, stderr: "" });
  }, TIMEOUT_MS);

  test(
    "compile as they are written",
    () => {
      expect(run("node_modules/typescript/bin/tsc", "-b")).toEqual({ status: 0, stderr: "" });
      expect(run("node_modules/typescript/bin/tsc", "--noEmit", "-p", "test")).toEqual({ status: 0, stderr: "" });
    },
    TIMEOUT_MS,
  );

  test(
    "have tests that fail, each because of what it says is left to do",
    () => {
      expect(failures(MODEL)).toEqual({
        "is specified": "Expected substring",
        "predicts on the reference": "Unsupported",
        "learns on the reference": "Unsupported",
        "has vectors": "Expected: > 0",
        "is built for EVM chains": "deposit-refund-take",
        "is built for CosmWasm chains": "nothing is built yet",
      });
      expect(failures(INCENTIVE)).toEqual({
        "is specified": "Expected substring",
        "has a price on the reference": "Unsupported",
        "has a suite of its own": "Expected: > 3",
        "is built for EVM chains": "sparse-perceptron",
        "is built for CosmWasm chains": "nothing is built yet",
      });
    },
    TIMEOUT_MS,
  );

  test("are known to the Rust crates by a number of their own, and written once", () => {
    const kinds = (role: string) => readFileSync(join(TREE, `contracts-wasm/packages/${role}/src/kind.rs`), "utf8");
    expect(kinds("models")).toContain("6 => crate::grey_forest::from_parameters(");
    expect(kinds("incentives")).toContain("4 => crate::fair_auction::from_parameters(");
    expect(existsSync(join(TREE, "contracts-evm/contracts/models/GreyForest.sol"))).toBe(true);
    const again = run("scripts/new.mjs", "model", MODEL);
    expect(again).toMatchObject({ status: 2, stderr: expect.stringContaining("There is a grey-forest already") });
    expect(run("scripts/new.mjs", "model", "Grey Forest").status).toBe(2);
  });
});

function run(...args: readonly string[]): { readonly status: number | null; readonly stderr: string } {
  const { status, stderr, stdout } = spawnSync(process.execPath, [...args], { cwd: TREE, encoding: "utf8" });
  return { status, stderr: status === 0 || stderr !== "" ? stderr : stdout };
}

/** The words up to the colon of each test of a kind that fails, with that part of the reason that is expected of it. */
function failures(kind: string): Readonly<Record<string, string>> {
  const report = `${kind}.report.json`;
  const jest = ["--experimental-vm-modules", "node_modules/jest/bin/jest.js"];
  run(...jest, `test/${kind}.test.ts`, "--json", `--outputFile=${report}`);
  const { testResults }: Report = JSON.parse(readFileSync(join(TREE, report), "utf8"));
  const failed = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === "failed");
  return Object.fromEntries(
    failed.map(({ title, failureMessages }) => [title.split(":")[0], reasonIn(failureMessages.join())]),
  );
}

const REASONS = ["Unsupported", "nothing is built yet", "Expected: > 0", "Expected: > 3", "Expected substring"];

function reasonIn(message: string): string {
  return (
    [...REASONS, "deposit-refund-take", "sparse-perceptron"].find((reason) =>
      stripVTControlCharacters(message).includes(reason),
    ) ?? message
  );
}
