import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type CosmosDevnet, startCosmosDevnet } from "../src/index.ts";
import type { Chain, Operation } from "./parity/compare.mjs";

/** Name, gas used and gas simulated of each operation on wasmd 0.70.3; `wasmd-parity.mjs --record` writes them. */
type Measured = readonly [name: string, used: number | null, simulated: number | null];

const measured: readonly Measured[] = JSON.parse(
  readFileSync(new URL("./parity/measured.json", import.meta.url), "utf8"),
);
let devnet: CosmosDevnet;

beforeAll(async () => {
  devnet = await startCosmosDevnet({ chainId: "omnisum-parity" });
});

afterAll(() => devnet.close());

test("every operation costs what a real wasmd charged for it", async () => {
  const { connect, perform, reachFirstHeight } = await import("./parity/compare.mjs");
  const { operations } = await import("./parity/probe-operations.mjs");
  const chain: Chain = await connect(devnet, devnet.accounts, { pollMs: 2, timeoutMs: 2_000 });
  await reachFirstHeight(chain, devnet.url, true);
  const list: readonly Operation[] = operations;
  expect(list.map(({ name }) => name)).toEqual(measured.map(([name]) => name));
  for (const [i, [name, used, simulated]] of measured.entries()) {
    const operation = list[i];
    if (operation === undefined) continue;
    const outcome = await perform(chain, operation);
    const ours = [outcome.result && Number(outcome.result.gasUsed), outcome.simulated.gas];
    expect([name, ...ours]).toEqual([name, used ?? undefined, simulated ?? undefined]);
  }
}, 60_000);
