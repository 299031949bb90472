import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Devnet, packSparse, projectFee } from "@omnisum/core";
import { connect, type EvmAdapter } from "../src/adapter.ts";
import { startDevnet } from "../src/devnet.ts";
import { Node } from "../src/node.ts";
import { deploy } from "./plan.ts";

/** Where a rollup keeps what it charges data by (OP Stack specification, "L1 attributes predeployed contract"). */
const L1_BLOCK = "0x4200000000000000000000000000000000000015";
const L1_BASE_FEE = 20_000_000_000n;
const BLOB_BASE_FEE = 3_000_000n;
const BASE_FEE_SCALAR = 5_227n;
const BLOB_BASE_FEE_SCALAR = 1_014_213n;

let devnet: Devnet;
let chain: EvmAdapter;

beforeAll(async () => {
  devnet = await startDevnet({ port: 0, name: "local-op" }, "op");
  chain = await connect(devnet.config, { kind: "development" });
  const node = new Node(devnet.config);
  const word = (value: bigint) => value.toString(16).padStart(64, "0");
  const scalars = `${"0".repeat(32)}${BASE_FEE_SCALAR.toString(16).padStart(8, "0")}${BLOB_BASE_FEE_SCALAR.toString(16).padStart(8, "0")}${"0".repeat(16)}`;
  for (const [slot, content] of [
    [1, word(L1_BASE_FEE)],
    [3, scalars],
    [7, word(BLOB_BASE_FEE)],
  ] as const) {
    await node.request("hardhat_setStorageAt", [L1_BLOCK, `0x${slot.toString(16)}`, `0x${content}`]);
  }
  node.close();
});

afterAll(async () => {
  await chain.close();
  await devnet.close();
});

test("a rollup's fee has a part for its data, which the balance loses too and the network's formula gives", async () => {
  const [from] = await chain.accounts();
  if (from === undefined) throw new Error("no account");
  const trainer = await deploy(chain, from);
  const call = trainer.addData(packSparse([1, 2, 3, 50, 90], 100), 1);
  const expected = await call.estimate(from);
  const [before, funds] = [await chain.balance(from.address), await call.funds()];
  const { receipt } = await call.send(from);
  expect(before - (await chain.balance(from.address))).toBe(receipt.fee.total + funds);
  expect(receipt.fee.components.map(({ name }) => name)).toEqual(["execution", "priority", "data"]);

  const data = (fee: typeof expected) => fee.components.find(({ name }) => name === "data")?.amount ?? 0n;
  expect(Number(data(expected)) / Number(data(receipt.fee))).toBeCloseTo(1, 1);

  const quoted = (value: bigint) => ({ value: String(value), source: "test", at: "2026-01-01" });
  const opData = {
    l1BaseFee: quoted(L1_BASE_FEE),
    l1BlobBaseFee: quoted(BLOB_BASE_FEE),
    baseFeeScalar: quoted(BASE_FEE_SCALAR),
    blobBaseFeeScalar: quoted(BLOB_BASE_FEE_SCALAR),
  };
  const projected = projectFee(receipt.fee.work, { prices: { gasPrice: quoted(0n), coinPrice: quoted(0n), opData } });
  expect(data(projected)).toBe(data(receipt.fee));
});
