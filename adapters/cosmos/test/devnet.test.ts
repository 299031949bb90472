import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { ChainAdapter, Devnet } from "@omnisum/core";
import { refused } from "../../../test/support/errors.ts";
import { family } from "../src/index.ts";

const PACKAGE = fileURLToPath(new URL("../dist/index.js", import.meta.url));

describe("the embedded chain", () => {
  let devnet: Devnet;
  let chain: ChainAdapter;

  beforeAll(async () => {
    devnet = await family.startDevnet({ port: 0, name: "local-cosmos" });
    chain = await family.connect(devnet.config, { kind: "development" });
  });

  afterAll(async () => {
    await chain.close();
    await devnet.close();
  });

  test("describes itself", () => {
    expect(devnet.config).toMatchObject({
      name: "local-cosmos",
      family: "cosmos",
      chainId: "omnisum-local-cosmos",
      stage: "development",
      currency: { symbol: "COSM", decimals: 6 },
      options: { prefix: "wasm", denom: "ucosm", gasPrice: "0.0025" },
    });
  });

  test("has ten accounts with money", async () => {
    const accounts = await chain.accounts();
    expect(accounts.map(({ name }) => name)).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    expect(await Promise.all(accounts.map(({ address }) => chain.balance(address)))).toEqual(
      accounts.map(() => 10n ** 12n),
    );
  });

  test("stands still until its clock is moved", async () => {
    const before = await chain.now();
    await chain.clock?.advance(1_000n);
    expect((await chain.now()) - before).toBe(1_000n);
  });

  test("is another chain at every start", async () => {
    const others = await Promise.all(["a", "b"].map((name) => family.startDevnet({ port: 0, name })));
    const adapters = await Promise.all(others.map(({ config }) => family.connect(config, { kind: "development" })));
    expect(new Set([chain, ...adapters].map((each) => each.chain.genesis)).size).toBe(3);
    for (const adapter of adapters) await adapter.close();
    for (const other of others) await other.close();
  });

  test("is gone when it is closed, and can be closed again", async () => {
    const other = await family.startDevnet({ port: 0, name: "other" });
    const adapter = await family.connect(other.config, { kind: "development" });
    await other.close();
    await other.close();
    await refused(family.connect(other.config, { kind: "development" }), "ChainUnreachable", { chain: "other" });
    await refused(adapter.clock?.advance(1n) ?? Promise.resolve(), "ChainUnreachable", { chain: "other" });
  });

  test("refuses a port that is in use", async () => {
    const port = Number(new URL(devnet.config.endpoint).port);
    await refused(family.startDevnet({ port, name: "second" }), "InvalidInput");
  });

  test("ends with the process that started it, which ends by itself when it has closed what it opened", async () => {
    const program = `import { family } from ${JSON.stringify(PACKAGE)};
      const devnet = await family.startDevnet({ port: 0, name: "child" });
      const chain = await family.connect(devnet.config, { kind: "development" });
      console.log(devnet.config.endpoint, await chain.height());
      if (process.argv[1] === "stay") await new Promise(() => process.stdin.resume());
      await chain.close();
      await devnet.close();`;
    const run = (...args: readonly string[]) =>
      spawn(process.execPath, ["--input-type=module", "-e", program, ...args], { stdio: ["pipe", "pipe", "inherit"] });
    const leaving = run();
    expect(await once(leaving, "exit")).toEqual([0, null]);
    const staying = run("stay");
    const [line] = await once(staying.stdout, "data");
    const [endpoint = ""] = String(line).split(" ");
    const config = { ...devnet.config, endpoint };
    await (await family.connect(config, { kind: "development" })).close();
    staying.kill("SIGKILL");
    await once(staying, "exit");
    await expect(gone(endpoint)).resolves.toBe(true);
  });
});

/** Whether nothing answers any more, within some seconds. */
async function gone(endpoint: string): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answered = await fetch(endpoint).then(
      () => true,
      () => false,
    );
    if (!answered) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
