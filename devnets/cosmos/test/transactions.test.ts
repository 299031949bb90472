import type { SigningCosmWasmClient } from "@cosmjs/cosmwasm-stargate";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { type CosmosDevnet, developmentAccounts, startCosmosDevnet } from "../src/index.ts";
import { base64, eventsOf, FEE, Probe, put } from "./probe.ts";
import { rpc, signingClient } from "./wallet.ts";

const OTHER_MNEMONIC = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

describe("transactions on the embedded CosmWasm chain", () => {
  let devnet: CosmosDevnet;
  let client: SigningCosmWasmClient;
  let probe: Probe;
  const address = (i: number): string => devnet.accounts[i]?.address ?? "";
  const balance = async (of: string, denom = "ucosm"): Promise<bigint> =>
    BigInt((await client.getBalance(of, denom)).amount);

  beforeAll(async () => {
    devnet = await startCosmosDevnet({ clock: "manual" });
    client = await signingClient(devnet);
    probe = await Probe.deploy(client, address(0));
  });

  afterAll(async () => {
    client.disconnect();
    await devnet.close();
  });

  test("accounts begin with both coins and the numbers 0 to 9", async () => {
    expect(devnet.accounts).toHaveLength(10);
    expect(await balance(address(9))).toBe(1_000_000_000_000n);
    expect(await balance(address(9), "uother")).toBe(1_000_000_000n);
    expect(await client.getAccount(address(9))).toMatchObject({ accountNumber: 9, sequence: 0, pubkey: null });
  });

  test("an execute with automatic gas stores a value that raw and smart queries read", async () => {
    await client.execute(address(0), probe.address, put("colour", "green"), 1.5);
    expect(await probe.stored("colour")).toBe("green");
    const found = await client.queryContractSmart(probe.address, { get: { key: base64("colour") } });
    expect(Buffer.from(found, "base64").toString()).toBe("green");
  });

  test("a failed transaction changes nothing but the fee and the sequence", async () => {
    const before = { sender: await balance(address(0)), contract: await balance(probe.address) };
    const { sequence } = await client.getSequence(address(0));
    const result = await probe.send([put("kept", "no"), { fail: { message: "second" } }], {
      funds: [{ denom: "ucosm", amount: "77" }],
    });
    expect(result.code).toBe(5);
    expect(result.rawLog).toBe(
      "failed to execute message; message index: 1: Generic error: second: execute wasm contract failed",
    );
    expect(await probe.stored("kept")).toBeUndefined();
    expect(await balance(address(0))).toBe(before.sender - 5000n);
    expect(await balance(probe.address)).toBe(before.contract);
    expect((await client.getSequence(address(0))).sequence).toBe(sequence + 1);
    expect(eventsOf(result, "execute")).toEqual([]);
  });

  test("a panic is an error of the VM, code 29", async () => {
    const { code, rawLog } = await probe.send([{ panic: { message: "at the disco" } }]);
    expect(code).toBe(29);
    expect(rawLog).toMatch(/RuntimeError: Aborted: panicked at src\/lib\.rs:\d+:\d+:\nat the disco: wasmvm error$/);
  });

  test("money moves from contracts and to contracts, and every party's balance shows it", async () => {
    const parties = [address(0), address(3), probe.address];
    const before = await Promise.all(parties.map((party) => balance(party)));
    const pay = { pay: { to: address(3), amount: "40", denom: "ucosm" } };
    const result = await probe.send([pay], { funds: [{ denom: "ucosm", amount: "100" }] });
    expect(result.code).toBe(0);
    const after = await Promise.all(parties.map((party) => balance(party)));
    expect(after.map((amount, i) => amount - (before[i] ?? 0n))).toEqual([-5100n, 40n, 60n]);
  });

  test("events have wasmd's form and order", async () => {
    const result = await probe.send([{ event: { kind: "hello", attributes: [["who", "world"]] } }]);
    expect(result.events.map(({ type }) => type)).toEqual([
      ...["coin_spent", "coin_received", "transfer", "message", "tx", "tx", "tx"],
      ...["message", "execute", "wasm-hello"],
    ]);
    expect(eventsOf(result, "message")[1]).toEqual([
      ["action", "/cosmwasm.wasm.v1.MsgExecuteContract"],
      ["sender", address(0)],
      ["module", "wasm"],
      ["msg_index", "0"],
    ]);
    expect(eventsOf(result, "wasm-hello")).toEqual([
      [
        ["_contract_address", probe.address],
        ["who", "world"],
        ["msg_index", "0"],
      ],
    ]);
  });

  test("a contract calls another and hears of its failure in a reply", async () => {
    const call = (msg: unknown) => ({
      call: { contract: probe.address, msg: base64(JSON.stringify(msg)), funds: [], reply: true },
    });
    const result = await probe.send([call(put("inner", "1")), call({ fail: { message: "inner" } })]);
    expect(result.code).toBe(0);
    expect(await probe.stored("inner")).toBe("1");
    const replies = eventsOf(result, "wasm").map((attributes) => attributes.find(([key]) => key === "reply")?.[1]);
    expect(replies).toEqual(["ok", "Generic error: inner: execute wasm contract failed"]);
  });

  test("running out of gas is code 11 and charges what was wanted", async () => {
    const fee = { amount: [{ denom: "ucosm", amount: "500" }], gas: "200000" };
    const result = await probe.send([{ loop: { n: 100_000_000 } }], { fee });
    expect(result.code).toBe(11);
    expect(result.gasUsed).toBe(200_000n);
    expect(result.rawLog).toBe(
      "out of gas in location: Wasm engine function execution; gasWanted: 200000, gasUsed: 200000: out of gas",
    );
  });

  test.each([
    ["too small a fee", 13, { amount: [{ denom: "ucosm", amount: "4999" }], gas: "2000000" }],
    ["a fee in another coin", 13, { amount: [{ denom: "uother", amount: "5000" }], gas: "2000000" }],
    ["a fee that the account cannot pay", 5, { amount: [{ denom: "ucosm", amount: "9999999999999" }], gas: "2000000" }],
  ])("the node refuses %s with code %i", async (_, code, fee) => {
    await expect(probe.send([{ noop: {} }], { fee })).rejects.toMatchObject({ code, codespace: "sdk" });
  });

  test("the node refuses a wrong sequence, a wrong chain and a forged signature", async () => {
    const { accountNumber, sequence } = await client.getSequence(address(0));
    const signed = (data: { accountNumber: number; sequence: number; chainId: string }) =>
      client.sign(address(0), [probe.message({ noop: {} })], FEE, "", data);
    const right = { accountNumber, sequence, chainId: devnet.chainId };
    const code = async (tx: TxRaw): Promise<unknown> => {
      const encoded = Buffer.from(TxRaw.encode(tx).finish()).toString("base64");
      const { result } = await rpc(devnet.url, "broadcast_tx_sync", { tx: encoded });
      return result?.code;
    };
    expect(await code(await signed({ ...right, sequence: sequence + 1 }))).toBe(32);
    expect(await code(await signed({ ...right, chainId: "another-chain" }))).toBe(4);
    const tx = await signed(right);
    expect(await code({ ...tx, signatures: [new Uint8Array(64).fill(7)] })).toBe(4);
    expect(await code(tx)).toBe(0);
    expect(await code(tx)).toBe(32);
  });

  test("a stranger without an account cannot send", async () => {
    const others = developmentAccounts({ mnemonic: OTHER_MNEMONIC });
    const stranger = await signingClient({ ...devnet, accounts: others });
    expect(await client.getAccount(others[0]?.address ?? "")).toBeNull();
    const foreign = new Probe(stranger, others[0]?.address ?? "", probe.address);
    await expect(foreign.send([{ noop: {} }])).rejects.toThrow(/does not exist on chain/);
    stranger.disconnect();
  });

  test("a simulation tells why a message would fail and changes nothing", async () => {
    const { height } = await client.getBlock().then(({ header }) => header);
    await expect(client.simulate(address(0), [probe.message({ fail: { message: "why" } })], "")).rejects.toThrow(
      /Query failed with \(6\): rpc error: code = Unknown desc = failed to execute message; message index: 0: Generic error: why: execute wasm contract failed \[CosmWasm\/wasmd@v0\.70\.3\/x\/wasm\/keeper\/keeper\.go:452\] with gas used: '\d+': unknown request$/,
    );
    await client.simulate(address(0), [probe.message(put("simulated", "1"))], "");
    expect(await probe.stored("simulated")).toBeUndefined();
    expect(await client.getHeight()).toBe(height);
  });
});
