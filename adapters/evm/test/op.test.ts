import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { concat, type Devnet, type Fee, packSparse, projectFee, type Work } from "@omnisum/core";
import { Interface } from "ethers";
import { seeded } from "../../../test/support/random.mjs";
import { connect, type EvmAdapter } from "../src/adapter.ts";
import { startDevnet } from "../src/devnet.ts";
import { fastLzLength } from "../src/fastlz.ts";
import { Node } from "../src/node.ts";
import { deploy } from "./plan.ts";

/** Where a rollup keeps what it charges data by (OP Stack specification, "L1 attributes predeployed contract"). */
const L1_BLOCK = "0x4200000000000000000000000000000000000015";
const L1_BASE_FEE = 20_000_000_000n;
const BLOB_BASE_FEE = 3_000_000n;
const BASE_FEE_SCALAR = 5_227n;
const BLOB_BASE_FEE_SCALAR = 1_014_213n;
/** The rollup's oracle knows the transaction without its signature, and takes a usual length for that. */
const ESTIMATE_TOLERANCE = 0.03;
const ORACLE_SIGNATURE_BYTES = 68;

let devnet: Devnet;
let chain: EvmAdapter;
let node: Node;

beforeAll(async () => {
  devnet = await startDevnet({ port: 0, name: "local-op" }, "op");
  chain = await connect(devnet.config, { kind: "development" });
  node = new Node(devnet.config);
  const word = (value: bigint) => value.toString(16).padStart(64, "0");
  const scalars = `${"0".repeat(32)}${BASE_FEE_SCALAR.toString(16).padStart(8, "0")}${BLOB_BASE_FEE_SCALAR.toString(16).padStart(8, "0")}${"0".repeat(16)}`;
  for (const [slot, content] of [
    [1, word(L1_BASE_FEE)],
    [3, scalars],
    [7, word(BLOB_BASE_FEE)],
  ] as const) {
    await node.request("hardhat_setStorageAt", [L1_BLOCK, `0x${slot.toString(16)}`, `0x${content}`]);
  }
});

afterAll(async () => {
  node.close();
  await chain.close();
  await devnet.close();
});

test.each([1, 10, 60])(
  "a rollup's fee for %i samples has a part for its data, as the balance and the network's formula say",
  async (count) => {
    const [from] = await chain.accounts();
    if (from === undefined) throw new Error("no account");
    const trainer = await deploy(chain, from);
    const random = seeded(`rollup ${count}`);
    const items = Array.from({ length: count }, () => ({
      sample: packSparse(random.ascending(40, 100), 100),
      label: 1,
    }));
    const call = trainer.addDataBatch(items);
    const expected = await call.estimate(from);
    const [before, funds] = [await chain.balance(from.address), await call.funds()];
    const { receipt } = await call.send(from);
    expect(before - (await chain.balance(from.address))).toBe(receipt.fee.total + funds);
    expect(receipt.fee.components.map(({ name }) => name)).toEqual(["execution", "priority", "data"]);

    const charged = dataPart(receipt.fee);
    expect(Math.abs(Number(dataPart(expected)) / Number(charged) - 1)).toBeLessThan(ESTIMATE_TOLERANCE);
    expect(networkDataFee(receipt.fee.work)).toBe(charged);
  },
);

test("FastLZ lengths are those of the rollup's own contract", async () => {
  const random = seeded("FastLZ");
  const oracle = new Interface(["function getL1Fee(bytes data) view returns (uint256)"]);
  for (let round = 0; round < 60; round++) {
    const kinds = Array.from({ length: 1 + random.below(8) }, () => random.below(3));
    const parts = kinds.map((kind) => {
      const length = 1 + random.below(600);
      return kind === 0 ? random.bytes(length) : new Uint8Array(length).fill(kind === 1 ? 0 : random.below(256));
    });
    const data = concat(...parts, ...parts.slice(0, random.below(3)));
    const call = oracle.encodeFunctionData("getL1Fee", [data]);
    const fee = BigInt(await node.call({ to: "0x420000000000000000000000000000000000000F", data: call }));
    const compressedBytes = fastLzLength(data) + ORACLE_SIGNATURE_BYTES;
    expect([round, networkDataFee({ gas: 0n, bytes: data.length, compressedBytes })]).toEqual([round, fee]);
  }
});

/** What the network's data says for the same work. */
function networkDataFee(work: Work): bigint {
  const quoted = (value: bigint) => ({ value: String(value), source: "test", at: "2026-01-01" });
  const opData = {
    l1BaseFee: quoted(L1_BASE_FEE),
    l1BlobBaseFee: quoted(BLOB_BASE_FEE),
    baseFeeScalar: quoted(BASE_FEE_SCALAR),
    blobBaseFeeScalar: quoted(BLOB_BASE_FEE_SCALAR),
  };
  return dataPart(projectFee(work, { prices: { gasPrice: quoted(0n), coinPrice: quoted(0n), opData } }));
}

function dataPart({ components }: Fee): bigint {
  return components.find(({ name }) => name === "data")?.amount ?? 0n;
}
