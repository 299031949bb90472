import type { SigningCosmWasmClient } from "@cosmjs/cosmwasm-stargate";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { isError } from "@omnisum/core";
import { type CosmosDevnet, startCosmosDevnet } from "../src/index.ts";
import { Probe, probeWasm, put } from "./probe.ts";
import { rpc, signingClient } from "./wallet.ts";

describe("the embedded CosmWasm chain's RPC", () => {
  let devnet: CosmosDevnet;
  let client: SigningCosmWasmClient;
  let probe: Probe;
  let hashes: string[];

  beforeAll(async () => {
    devnet = await startCosmosDevnet({ clock: "manual", chainId: "rpc-test-1" });
    client = await signingClient(devnet);
    probe = await Probe.deploy(client, devnet.accounts[0]?.address ?? "");
    hashes = [];
    for (let i = 0; i < 5; i++) {
      const step = { attributes: { attributes: [["step", `${i}`]] } };
      hashes.push((await probe.send([put(`key ${i}`, `${i}`), step])).transactionHash);
    }
  });

  afterAll(async () => {
    client.disconnect();
    await devnet.close();
  });

  test("a transaction is found by its hash, and a hash that does not exist is not", async () => {
    const found = await client.getTx(hashes[2] ?? "");
    expect(found).toMatchObject({ hash: hashes[2], code: 0, txIndex: 0 });
    expect(await client.getTx("00".repeat(32))).toBeNull();
  });

  test("transactions are found by events and heights, together or alone", async () => {
    const all = await client.searchTx(`wasm._contract_address='${probe.address}'`);
    expect(all.map(({ hash }) => hash)).toEqual(hashes);
    const third = all[2]?.height ?? 0;
    const later = await client.searchTx(`wasm._contract_address='${probe.address}' AND tx.height>=${third}`);
    expect(later.map(({ hash }) => hash)).toEqual(hashes.slice(2));
    const one = await client.searchTx([
      { key: "wasm.step", value: "3" },
      { key: "message.sender", value: probe.owner },
    ]);
    expect(one.map(({ hash }) => hash)).toEqual([hashes[3]]);
    expect(await client.searchTx("wasm.step='9'")).toEqual([]);
  });

  test("a search is answered in pages, in either order", async () => {
    const page = async (params: Record<string, unknown>): Promise<unknown> => {
      const query = `wasm._contract_address='${probe.address}'`;
      const { result, error } = await rpc(devnet.url, "tx_search", { query, ...params });
      if (error !== undefined) return error.data;
      const { txs, total_count } = result ?? {};
      // CAST: the form of CometBFT's answer
      return [total_count, ...(txs as { hash: string }[]).map(({ hash }) => hash)];
    };
    expect(await page({ per_page: "2", page: "2" })).toEqual(["5", hashes[2], hashes[3]]);
    expect(await page({ per_page: 2, page: 1, order_by: "desc" })).toEqual(["5", hashes[4], hashes[3]]);
    expect(await page({ per_page: 2, page: 4 })).toBe("page should be within [1, 3] range, given 4");
  });

  test("blocks, their results and the chain's outline are read", async () => {
    const { height } = (await client.getTx(hashes[0] ?? "")) ?? { height: 0 };
    const block = await client.getBlock(height);
    expect(block.header).toMatchObject({ height, chainId: "rpc-test-1" });
    expect(block.txs).toHaveLength(1);
    const { result } = await rpc(devnet.url, "block_results", { height: `${height}` });
    expect(result).toMatchObject({ height: `${height}`, txs_results: [{ code: 0 }] });
    for (const method of ["status", "health", "genesis", "abci_info", "validators", "commit", "blockchain"]) {
      expect((await rpc(devnet.url, method)).error).toBeUndefined();
    }
    expect((await rpc(devnet.url, "block", { height: "999" })).error?.data).toMatch(/^height 999 must be less than/);
  });

  test("code and contracts are listed", async () => {
    const { id, checksum } = (await client.getCodes())[0] ?? { id: 0, checksum: "" };
    expect((await client.getCodeDetails(id)).data).toEqual(probeWasm);
    expect(checksum).toMatch(/^[0-9a-f]{64}$/);
    expect(await client.getContracts(id)).toEqual([probe.address]);
    expect(await client.getContract(probe.address)).toMatchObject({ codeId: 1, creator: probe.owner, label: "probe" });
    expect(await client.getContractsByCreator(probe.owner)).toEqual([probe.address]);
    expect(await client.getContractCodeHistory(probe.address)).toEqual([{ operation: "Init", codeId: 1, msg: {} }]);
    await expect(client.getContract(probe.owner)).rejects.toThrow(/no such contract/);
  });

  test("queries are refused in the SDK's words", async () => {
    await expect(client.queryContractSmart(probe.address, { fail: { message: "x" } })).rejects.toThrow(
      "Query failed with (6): Generic error: x: query wasm contract failed: unknown request",
    );
    await expect(client.queryContractSmart(probe.address, { loop: { n: 4_000_000_000 } })).rejects.toThrow(
      /out of gas/,
    );
    await expect(client.getBalance("wasm1nobody", "ucosm")).rejects.toThrow(/rpc error: code = InvalidArgument/);
    const { result } = await rpc(devnet.url, "abci_query", { path: "/no.such/Query", data: "" });
    expect(result).toMatchObject({ response: { code: 6, log: "unknown query path: unknown request" } });
  });

  test("what is no JSON-RPC is answered with an error, and GET works for people", async () => {
    expect((await rpc(devnet.url, "no_such_method")).error).toEqual({ code: -32601, message: "Method not found" });
    const broken = await fetch(devnet.url, { method: "POST", body: "{" });
    expect(await broken.json()).toMatchObject({ error: { code: -32700 } });
    const got = await fetch(`${devnet.url}/block?height="1"`);
    expect(await got.json()).toMatchObject({ result: { block: { header: { height: "1" } } } });
    expect((await fetch(devnet.url, { method: "OPTIONS" })).headers.get("access-control-allow-origin")).toBe("*");
  });

  test.each([
    ["port", { port: 70_000 }],
    ["mnemonic", { mnemonic: "one two three" }],
    ["gas price", { minGasPrice: "cheap" }],
    ["number of accounts", { accounts: 0 }],
    ["denomination", { denom: "u" }],
  ])("a wrong %s is refused before anything starts", async (name, options) => {
    const error: unknown = await startCosmosDevnet(options).catch((reason: unknown) => reason);
    expect(isError(error, "InvalidInput") && error.values.name).toBe(`The chain's ${name}`);
  });

  test("a port that is in use is named", async () => {
    const port = Number(new URL(devnet.url).port);
    const error: unknown = await startCosmosDevnet({ port }).catch((reason: unknown) => reason);
    expect(isError(error, "InvalidInput") && error.values.name).toBe("The chain's port");
  });
});
