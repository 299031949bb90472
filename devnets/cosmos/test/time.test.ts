import type { SigningCosmWasmClient } from "@cosmjs/cosmwasm-stargate";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type CosmosDevnet, startCosmosDevnet } from "../src/index.ts";
import { Probe, put } from "./probe.ts";
import { rpc, signingClient } from "./wallet.ts";

const GENESIS_TIME = 1_800_000_000n;

describe("time and snapshots of the embedded CosmWasm chain", () => {
  let devnet: CosmosDevnet;
  let client: SigningCosmWasmClient;
  let probe: Probe;

  beforeAll(async () => {
    devnet = await startCosmosDevnet({ clock: "manual", genesisTime: GENESIS_TIME });
    client = await signingClient(devnet);
    probe = await Probe.deploy(client, devnet.accounts[0]?.address ?? "");
  });

  afterAll(async () => {
    client.disconnect();
    await devnet.close();
  });

  /** Seconds that a contract sees. */
  const contractTime = async (): Promise<bigint> => {
    const { block } = await client.queryContractSmart(probe.address, { env: {} });
    return BigInt(block.time) / 1_000_000_000n;
  };

  test("a manual clock stands still until it is moved, and contracts see it move", async () => {
    await probe.send([{ noop: {} }]);
    expect(await contractTime()).toBe(GENESIS_TIME);
    await rpc(devnet.url, "dev_advanceTime", { seconds: 3600 });
    expect(await contractTime()).toBe(GENESIS_TIME + 3600n);
    const { header } = await client.getBlock();
    expect(Date.parse(header.time)).toBe(Date.parse("2027-01-15T09:00:00Z"));
  });

  test("a revert brings back storage, balances, sequence, height and time", async () => {
    const [owner, other] = [devnet.accounts[0]?.address ?? "", devnet.accounts[4]?.address ?? ""];
    const state = async () => ({
      stored: await probe.stored("key"),
      balances: [await client.getBalance(owner, "ucosm"), await client.getBalance(other, "ucosm")],
      sequence: await client.getSequence(owner),
      height: await client.getHeight(),
      time: await contractTime(),
    });
    await probe.send([put("key", "before")]);
    const before = await state();
    const { id } = (await rpc(devnet.url, "dev_snapshot")).result ?? {};
    await probe.send([put("key", "after"), { pay: { to: other, amount: "5", denom: "ucosm" } }], {
      funds: [{ denom: "ucosm", amount: "9" }],
    });
    await rpc(devnet.url, "dev_advanceTime", { seconds: 10 });
    const { id: inner } = (await rpc(devnet.url, "dev_snapshot")).result ?? {};
    await probe.send([put("key", "later still")]);
    expect(await state()).not.toEqual(before);
    await rpc(devnet.url, "dev_revert", { id });
    expect(await state()).toEqual(before);
    expect((await rpc(devnet.url, "dev_revert", { id })).error?.code).toBe(-32602);
    expect((await rpc(devnet.url, "dev_revert", { id: inner })).error?.code).toBe(-32602);
  });

  test("an empty block can be made", async () => {
    const height = await client.getHeight();
    await rpc(devnet.url, "dev_mine");
    expect(await client.getHeight()).toBe(height + 1);
  });

  test("the wall clock never goes back, and advances move it", async () => {
    const wall = await startCosmosDevnet();
    const time = async (): Promise<number> => {
      const { result } = await rpc(wall.url, "dev_mine");
      return Date.parse(`${result?.time}`);
    };
    const first = await time();
    await rpc(wall.url, "dev_advanceTime", { seconds: 1000 });
    const second = await time();
    expect(second - first).toBeGreaterThanOrEqual(1_000_000);
    expect(second - first).toBeLessThan(1_060_000);
    await wall.close();
  });

  test("time and snapshots demand their parameters", async () => {
    expect((await rpc(devnet.url, "dev_advanceTime")).error).toMatchObject({
      code: -32602,
      data: "seconds is missing",
    });
    expect((await rpc(devnet.url, "dev_advanceTime", { seconds: -5 })).error?.code).toBe(-32602);
  });
});
