import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Devnet } from "@omnisum/core";
import { refused } from "../../../test/support/errors.ts";
import { connect, type EvmAdapter } from "../src/adapter.ts";
import { startDevnet } from "../src/devnet.ts";
import { Node } from "../src/node.ts";

const NODE = fileURLToPath(new URL("../devnet/node.mjs", import.meta.url));

describe("the embedded chain", () => {
  let devnet: Devnet;
  let chain: EvmAdapter;
  let node: Node;

  beforeAll(async () => {
    devnet = await startDevnet({ port: 0, name: "local-evm" });
    chain = await connect(devnet.config, { kind: "development" });
    node = new Node(devnet.config);
  });

  afterAll(async () => {
    node.close();
    await chain.close();
    await devnet.close();
  });

  const transact = async () => {
    const [from] = await chain.accounts();
    await node.request("eth_sendTransaction", [{ from: from?.address, to: from?.address }]);
  };

  test("describes itself", () => {
    expect(devnet.config).toMatchObject({ name: "local-evm", family: "evm", chainId: "31337", stage: "development" });
  });

  test("has the time of its last block until it is told to move on, and then lands exactly there", async () => {
    const start = await chain.now();
    await transact();
    expect(await chain.now()).toBe(start);
    await chain.clock?.advance(15n);
    await transact();
    await transact();
    expect(await chain.now()).toBe(start + 15n);
    await node.request("evm_setNextBlockTimestamp", [Number(start + 100n)]);
    await transact();
    expect(await chain.now()).toBe(start + 100n);
  });

  test("makes one block for each transaction", async () => {
    const height = await chain.height();
    await Promise.all([transact(), transact(), transact()]);
    expect(await chain.height()).toBe(height + 3n);
  });

  test("is another chain at every start", async () => {
    const other = await startDevnet({ port: 0, name: "other" });
    const adapter = await connect(other.config, { kind: "development" });
    expect(adapter.chain.genesis).not.toBe(chain.chain.genesis);
    await adapter.close();
    await other.close();
    await other.close();
    await refused(connect(other.config, { kind: "development" }), "ChainUnreachable", { chain: "other" });
  });

  test("refuses a port that is in use", async () => {
    const port = Number(new URL(devnet.config.endpoint).port);
    await refused(startDevnet({ port, name: "second" }), "InvalidInput", { name: "port" });
  });

  test("ends with the process that started it", async () => {
    const program = `import { fork } from "node:child_process";
      const child = fork(${JSON.stringify(NODE)}, ["0", "l1"], { execArgv: [], stdio: ["ignore", "ignore", "ignore", "ipc"] });
      child.on("message", ({ port }) => console.log(port));`;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(parent.stdout, "data");
    const config = { ...devnet.config, endpoint: `http://127.0.0.1:${String(line).trim()}` };
    await (await connect(config, { kind: "development" })).close();
    parent.kill("SIGKILL");
    await once(parent, "exit");
    await expect(gone(config.endpoint)).resolves.toBe(true);
  });
});

/** Whether nothing answers any more, within some seconds. */
async function gone(endpoint: string): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answered = await fetch(endpoint, { method: "POST" }).then(
      () => true,
      () => false,
    );
    if (!answered) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
