import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  type Account,
  type Call,
  type ChainConfig,
  type Devnet,
  packSparse,
  TRAINER,
  type Trainer,
} from "@omnisum/core";
import { refused } from "../../../test/support/errors.ts";
import { connect, type EvmAdapter } from "../src/adapter.ts";
import { startDevnet } from "../src/devnet.ts";
import { Node } from "../src/node.ts";
import { deploy, REFUND_WAIT } from "./plan.ts";

const SAMPLE = packSparse([1, 5, 50, 99], 100);
const NOBODY = "0x00000000000000000000000000000000000000ff";
/** Init code of a contract that refuses every call: PUSH3 (PUSH0 PUSH0 REVERT) PUSH0 MSTORE PUSH1 3 PUSH1 29 RETURN. */
const REFUSING = "0x625f5ffd5f526003601df3";

describe("the adapter on the embedded chain", () => {
  let devnet: Devnet;
  let chain: EvmAdapter;
  let trainer: Trainer;
  let node: Node;
  let a: Account;
  let b: Account;

  beforeAll(async () => {
    devnet = await startDevnet({ port: 0, name: "local-evm" });
    chain = await connect(devnet.config, { kind: "development" });
    node = new Node(devnet.config);
    const [first, second] = await chain.accounts();
    if (first === undefined || second === undefined) throw new Error("no accounts");
    [a, b] = [first, second];
    trainer = await deploy(chain, a);
  });

  afterAll(async () => {
    node.close();
    await chain.close();
    await devnet.close();
  });

  const changed = async (config: Partial<ChainConfig>) =>
    connect({ ...devnet.config, ...config }, { kind: "development" });
  const addData = async () => ({
    on: TRAINER,
    method: "addData",
    args: { sample: SAMPLE, label: 1 },
    funds: await trainer.quote(),
  });

  test("every operation costs what was estimated, to the wei, and the balance loses exactly that", async () => {
    const other = packSparse([2, 3], 100);
    const good = await measured(trainer.addData(SAMPLE, await trainer.predict(SAMPLE)), a);
    const bad = await measured(trainer.addData(other, 1 - (await trainer.predict(other))), b);
    const items = [4, 7, 9].map((index) => ({ sample: packSparse([index], 100), label: index % 2 }));
    await measured(trainer.addDataBatch(items), b);
    await chain.clock?.advance(REFUND_WAIT);
    expect(await measured(trainer.refund(good), a)).toBe(good.deposit);
    expect(await measured(trainer.report(bad), a)).toBe(bad.deposit);
    await measured(trainer.compact(), a);
  });

  async function measured<R>(call: Call<R>, from: Account): Promise<R> {
    const expected = await call.estimate(from);
    const foreseen = await call.simulate(from);
    const [before, funds] = [await chain.balance(from.address), await call.funds()];
    const { result, receipt } = await call.send(from);
    const paid = typeof result === "bigint" ? result : 0n;
    expect(result).toEqual(foreseen);
    const { components, total } = receipt.fee;
    expect({ components, total, gas: receipt.fee.work.gas }).toEqual({
      components: expected.components,
      total: expected.total,
      gas: expected.work.gas,
    });
    expect(components.reduce((sum, { amount }) => sum + amount, 0n)).toBe(total);
    expect(before - (await chain.balance(from.address))).toBe(total + funds - paid);
    return result;
  }

  test("a simulation changes nothing", async () => {
    const before = [await chain.height(), await chain.balance(a.address), await trainer.stats()];
    await trainer.addData(SAMPLE, 1).simulate(a);
    expect([await chain.height(), await chain.balance(a.address), await trainer.stats()]).toEqual(before);
  });

  test("a refusal is typed when estimating, simulating, sending, and when the chain only finds it in the block", async () => {
    const call = trainer.addData(SAMPLE, 2);
    for (const work of [call.estimate(a), call.simulate(a), call.send(a)])
      await refused(work, "InvalidLabel", { label: 2, classes: 2 });
    const id = (await trainer.stats()).count;
    const contribution = (await trainer.addData(SAMPLE, 1).send(a)).result;
    const refund = { on: TRAINER, method: "refund", args: { contribution: { ...contribution } } };
    await chain.clock?.advance(1_000n);
    // Prepared twice while it is still possible, so that the second is refused in its block.
    const report = { ...refund, method: "report" };
    const first = await chain.prepare(a, trainer.address, report);
    const second = await chain.prepare(b, trainer.address, report);
    await chain.submit(first, TRAINER);
    await refused(chain.submit(second, TRAINER), "UnknownContribution", { id });
  });

  test("the events of a contract come in order, in ranges of any size", async () => {
    const all = await Array.fromAsync(chain.events(trainer.address, TRAINER, { from: 0n }));
    expect(all.map(({ name }) => name).slice(0, 2)).toEqual(["Deployed", "Finalized"]);
    const one = all.find(({ name }) => name === "DataAdded");
    const found = await Array.fromAsync(
      chain.events(trainer.address, TRAINER, { from: one?.block ?? 0n, to: one?.block ?? 0n }),
    );
    expect(found).toEqual([one]);
  });

  test("addresses are spelled in one way", async () => {
    const small = trainer.address.toLowerCase();
    expect(await chain.query(small, { on: TRAINER, method: "stats", args: {} })).toEqual(await trainer.stats());
    const { result } = await trainer.addData(SAMPLE, 1).send({ ...a, address: a.address.toLowerCase() });
    expect(result.author).toBe(a.address);
    expect(chain.authorBytes(a.address)).toHaveLength(20);
  });

  test("an address without a trainer is told before anything is sent", async () => {
    const height = await chain.height();
    for (const address of [NOBODY, a.address, "nonsense", "0x4e59b44847b379578588920cA78FbF26c0B4956C"]) {
      await refused(chain.query(address, { on: TRAINER, method: "info", args: {} }), "ContractMismatch", {
        chain: "local-evm",
      });
    }
    await refused(chain.prepare(a, NOBODY, await addData()), "ContractMismatch", { address: NOBODY });
    expect(await chain.height()).toBe(height);
  });

  test("too little money is told with what is needed and what there is", async () => {
    const poor = await connect(devnet.config, { kind: "secret", source: "test", secret: `0x${"17".repeat(32)}` });
    const [account] = await poor.accounts();
    if (account === undefined) throw new Error("no account");
    const funds = await trainer.quote();
    const message = await addData();
    await refused(poor.estimate(account, trainer.address, message), "InsufficientFunds", {
      account: account.address,
      available: 0n,
      required: funds,
    });
    await node.request("hardhat_setBalance", [account.address, `0x${funds.toString(16)}`]);
    const error = await refused(poor.prepare(account, trainer.address, message), "InsufficientFunds", {
      available: funds,
    });
    expect("required" in error.values && BigInt(error.values.required) > funds).toBe(true);
    await poor.close();
  });

  test("an account that refuses money gets its refusal, and nothing has changed", async () => {
    const refusing = (await chain.accounts())[5];
    if (refusing === undefined) throw new Error("no account");
    const { receipt } = await trainer.addData(packSparse([3], 100), 1).send(refusing);
    const contribution = receipt.events[0]?.values;
    const made = await node.request("eth_sendTransaction", [{ from: b.address, data: REFUSING }]);
    // CAST: this is what nodes answer.
    const { contractAddress } = (await node.request("eth_getTransactionReceipt", [made])) as {
      contractAddress: string;
    };
    // An account that has delegated to a contract (EIP-7702) sends transactions and receives money as that contract does.
    await node.request("hardhat_setCode", [refusing.address, `0xef0100${contractAddress.slice(2)}`]);
    await chain.clock?.advance(1_000n);
    const balance = await chain.balance(refusing.address);
    const report = {
      on: TRAINER,
      method: "report",
      args: { contribution: { ...contribution, proof: new Uint8Array() } },
    };
    await refused(chain.prepare(refusing, trainer.address, report), "PaymentFailed");
    expect(await chain.balance(refusing.address)).toBe(balance);
    await node.request("hardhat_setCode", [refusing.address, "0x"]);
    expect((await chain.submit(await chain.prepare(refusing, trainer.address, report), TRAINER)).events).toHaveLength(
      1,
    );
  });

  test("concurrent transactions of one account all get their turn", async () => {
    const { count } = await trainer.stats();
    await Promise.all(Array.from({ length: 8 }, () => trainer.addData(SAMPLE, 1, 10n ** 18n).send(b)));
    expect((await trainer.stats()).count).toBe(count + 8n);
  });

  test("what was signed before a crash is sent once, whether it had been sent or not", async () => {
    const { count } = await trainer.stats();
    const prepared = await chain.prepare(a, trainer.address, await addData());
    const later = await changed({});
    const receipt = await later.submit(prepared, TRAINER);
    const again = await (await changed({})).submit(prepared, TRAINER);
    expect(again).toEqual(receipt);
    expect((await trainer.stats()).count).toBe(count + 1n);
    await later.close();
  });

  test("a transaction whose place another one took is lost, and says so", async () => {
    const other = await changed({});
    const mine = await chain.prepare(a, trainer.address, await addData());
    const another = { ...(await addData()), args: { sample: SAMPLE, label: 0 } };
    await other.submit(await other.prepare(a, trainer.address, another), TRAINER);
    await refused(chain.submit(mine, TRAINER), "TransactionLost", { hash: mine.hash });
    await other.close();
  });

  test("another chain's id is told before anything else", async () => {
    await refused(connect({ ...devnet.config, chainId: "1", stage: "live" }, { kind: "development" }), "WrongChain", {
      actual: "31337",
      expected: "1",
    });
  });

  test.each(["http://127.0.0.1:1", "http://no-such-host.invalid", "nonsense:"])(
    "%s is unreachable",
    async (endpoint) => {
      await refused(changed({ endpoint }), "ChainUnreachable", { chain: "local-evm", endpoint });
    },
  );

  test("the test accounts are refused on a live chain, a malformed key everywhere", async () => {
    await refused(changed({ stage: "live" }), "TestKeyRefused", { chain: "local-evm" });
    await refused(connect(devnet.config, { kind: "secret", source: "--key", secret: "0x12" }), "InvalidKey", {
      source: "--key",
    });
  });

  test("only development chains have a clock", async () => {
    const other = await connect({ ...devnet.config, stage: "test" }, { kind: "development" });
    expect(other.clock).toBeUndefined();
    await other.close();
  });
});
