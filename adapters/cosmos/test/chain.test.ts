import { toBech32 } from "@cosmjs/encoding";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  type Account,
  type Call,
  type ChainAdapter,
  type ChainConfig,
  type Contribution,
  type Devnet,
  isError,
  packSparse,
  type Sent,
  TRAINER,
  type Trainer,
} from "@omnisum/core";
import { refused } from "../../../test/support/errors.ts";
import { family } from "../src/index.ts";
import { ANYONE_WAIT, deploy, REFUND_WAIT } from "./plan.ts";
import { openWallet } from "./wallet.ts";

const SAMPLE = packSparse([1, 5, 50, 99], 100);
const NOBODY = toBech32("wasm", new Uint8Array(20).fill(7));
const NO_CONTRACT = toBech32("wasm", new Uint8Array(32).fill(7));
/** How far an estimate's gas may be from what is used. */
const TOLERANCE = 0.001;

describe("the adapter on the embedded chain", () => {
  let devnet: Devnet;
  let chain: ChainAdapter;
  let trainer: Trainer;
  let a: Account;
  let b: Account;

  beforeAll(async () => {
    devnet = await family.startDevnet({ port: 0, name: "local-cosmos" });
    chain = await family.connect(devnet.config, { kind: "development" });
    const [first, second] = await chain.accounts();
    if (first === undefined || second === undefined) throw new Error("no accounts");
    [a, b] = [first, second];
    trainer = await deploy(chain, a, { owner: b.address });
  });

  afterAll(async () => {
    await chain.close();
    await devnet.close();
  });

  const changed = async (config: Partial<ChainConfig>) =>
    family.connect({ ...devnet.config, ...config }, { kind: "development" });
  const addData = async (label = 1) => ({
    on: TRAINER,
    method: "addData",
    args: { sample: SAMPLE, label },
    funds: await trainer.quote(),
  });

  /** Sends a call; it must be charged as it was estimated, and the balance must lose exactly that and the funds. */
  async function measured<R>(call: Call<R>, from: Account): Promise<Sent<R>> {
    const [estimate, funds, before] = [
      await call.estimate(from),
      await call.funds(),
      await chain.balance(from.address),
    ];
    const foreseen = await call.simulate(from);
    const sent = await call.send(from);
    const { fee, events } = sent.receipt;
    const paid = events.reduce((sum, { values }) => sum + BigInt(String(values.amount ?? 0)), 0n);
    expect(fee.components.reduce((sum, { amount }) => sum + amount, 0n)).toBe(fee.total);
    expect(before - (await chain.balance(from.address))).toBe(fee.total + funds - paid);
    expect(Math.abs(Number(estimate.work.gas) / Number(fee.work.gas) - 1)).toBeLessThan(TOLERANCE);
    expect(estimate).toMatchObject({ total: fee.total, work: { bytes: fee.work.bytes } });
    expect(sent.result).toEqual(foreseen);
    return sent;
  }

  test("every operation costs what was estimated, and the balance loses exactly that", async () => {
    const predicted = await trainer.predict(SAMPLE);
    const { result: good } = await measured(trainer.addData(SAMPLE, predicted), a);
    const { result: bad } = await measured(trainer.addData(packSparse([2], 100), 1 - predicted), b);
    const { result: added } = await measured(
      trainer.addDataBatch([SAMPLE, packSparse([7], 100), SAMPLE].map((sample, i) => ({ sample, label: i % 2 }))),
      b,
    );
    await chain.clock?.advance(REFUND_WAIT);
    const { batch, contributions } = added;
    const open = [good, bad, ...contributions];
    const agrees = await Promise.all(open.map(async ({ sample, label }) => (await trainer.predict(sample)) === label));
    const accountOf = ({ author }: Contribution) => (author === a.address ? a : b);
    const refundable = open.filter((contribution, i) => agrees[i] && contribution.proof.length === 0);
    for (const contribution of refundable) {
      expect((await measured(trainer.refund(contribution), accountOf(contribution))).result).toBe(contribution.deposit);
    }
    const { result: refunded } = await measured(trainer.refundBatch(batch), b);
    expect(refunded % batch.deposit).toBe(0n);
    await chain.clock?.advance(ANYONE_WAIT);
    const left = contributions.find((_, i) => !agrees[i + 2]);
    if (left !== undefined) await measured(trainer.report(left), a);
    await measured(trainer.compact(), a);
    await measured(trainer.compact(), a);
    expect(await chain.balance(trainer.address)).toBeGreaterThanOrEqual(0n);
  });

  test("every question has an answer of its type", async () => {
    await chain.clock?.advance(10n);
    const { count } = await trainer.stats();
    expect(typeof count).toBe("bigint");
    expect(await trainer.predictBatch([SAMPLE, new Uint8Array()])).toHaveLength(2);
    const [score] = await trainer.scores(SAMPLE);
    expect((score ?? 0n) > 0n ? 1 : 0).toBe(await trainer.predict(SAMPLE));
    expect(await trainer.creditOf(NOBODY)).toBe(0n);
    expect((await trainer.record(1_000)).settled).toBe(true);
    expect(await trainer.quote({ count: 3 })).toBeGreaterThan(await trainer.quote());
    expect(await trainer.stateHash()).toHaveLength(32);
    expect(await trainer.weights(0, 10)).toHaveLength(10);
    expect(trainer.info).toMatchObject({ owner: b.address, deployer: a.address, ready: true });
    expect((await trainer.describe()).metadata.name).toBe("test");
  });

  test("a simulation changes nothing", async () => {
    const before = [await chain.height(), await chain.balance(a.address), await trainer.stats()];
    await trainer.addData(SAMPLE, 1).simulate(a);
    await trainer.addData(SAMPLE, 1).estimate(a);
    expect([await chain.height(), await chain.balance(a.address), await trainer.stats()]).toEqual(before);
  });

  test("a refusal is typed when estimating, simulating, sending, and when the chain only finds it in the block", async () => {
    const call = trainer.addData(SAMPLE, 2);
    for (const work of [call.estimate(a), call.simulate(a), call.send(a)]) {
      await refused(work, "InvalidLabel", { label: 2, classes: 2 });
    }
    const { result: contribution } = await trainer.addData(SAMPLE, 1).send(a);
    await chain.clock?.advance(1_000n);
    const report = { on: TRAINER, method: "report", args: { contribution: { ...contribution } } };
    // Prepared twice while it is still possible, so that the second is refused in its block.
    const [first, second] = [
      await chain.prepare(a, trainer.address, report),
      await chain.prepare(b, trainer.address, report),
    ];
    await chain.submit(first, TRAINER);
    const before = await chain.balance(b.address);
    await refused(chain.submit(second, TRAINER), "UnknownContribution", { id: contribution.id });
    expect(await chain.balance(b.address)).toBeLessThan(before);
  });

  test("what a contract refuses has the values to act on", async () => {
    const { result: contribution } = await trainer.addData(SAMPLE, await trainer.predict(SAMPLE)).send(a);
    const until = contribution.addedAt + REFUND_WAIT;
    await refused(trainer.refund(contribution).send(a), "TooEarly", { until });
    await refused(trainer.refund(contribution).send(b), "NotAuthor");
    await refused(trainer.refund({ ...contribution, deposit: 0n }).send(a), "UnknownContribution", {
      id: contribution.id,
    });
    const required = await trainer.quote();
    await refused(trainer.addData(SAMPLE, 1, required - 1n).send(a), "InsufficientDeposit", {
      sent: required - 1n,
      required,
    });
    await refused(trainer.addData(Uint8Array.of(2, 1), 1).send(a), "InvalidSample", { reason: "order" });
    await refused(trainer.predict(Uint8Array.of(200)), "InvalidSample", { reason: "range" });
    await refused(trainer.addDataBatch([], 0n).send(a), "InvalidBatch");
  });

  test("another coin is refused by the contract, and so is money for what takes none", async () => {
    const wallet = await openWallet(devnet.config);
    const add = { add_data: { sample: Buffer.from(SAMPLE).toString("base64"), label: 1 } };
    const send = (message: object, denom: string) =>
      wallet.execute(a.address, trainer.address, message, 1.5, "", [{ denom, amount: "60000" }]);
    // The words of the chain, as another client meets them.
    await expect(send(add, "uother")).rejects.toThrow('WrongFunds {"expected":"ucosm"}');
    await expect(send({ compact: {} }, "ucosm")).rejects.toThrow('WrongFunds {"expected":"nothing"}');
    const compact = { on: TRAINER, method: "compact", args: {}, funds: 1n };
    await refused(chain.prepare(a, trainer.address, compact), "WrongFunds", { expected: "nothing" });
    wallet.disconnect();
  });

  test("addresses are spelled in one way", async () => {
    const loud = trainer.address.toUpperCase();
    expect(await chain.query(loud, { on: TRAINER, method: "stats", args: {} })).toEqual(await trainer.stats());
    expect(await chain.balance(a.address.toUpperCase())).toBe(await chain.balance(a.address));
    const events = await Array.fromAsync(chain.events(loud, TRAINER, { from: 0n }));
    expect(events.length).toBeGreaterThan(2);
    expect(chain.authorBytes(a.address)).toEqual(new TextEncoder().encode(a.address));
  });

  test("what is no address is told before the chain is asked", async () => {
    const other = toBech32("osmo", new Uint8Array(20));
    for (const address of ["nonsense", "", other, `${a.address.slice(0, -1)}q`]) {
      await refused(chain.balance(address), "InvalidInput");
      await refused(chain.query(address, { on: TRAINER, method: "info", args: {} }), "ContractMismatch", { address });
    }
    expect(await chain.balance(NOBODY)).toBe(0n);
  });

  test("an address without a trainer is told before anything is sent", async () => {
    const height = await chain.height();
    for (const address of [NOBODY, NO_CONTRACT, a.address, "nonsense"]) {
      const values = { address, chain: "local-cosmos" };
      await refused(chain.query(address, { on: TRAINER, method: "info", args: {} }), "ContractMismatch", values);
      await refused(chain.prepare(a, address, await addData()), "ContractMismatch", values);
    }
    expect(await chain.height()).toBe(height);
  });

  test("a method that the contract does not have is told as such", async () => {
    const on = { methods: { market: { args: {}, returns: "u64" }, enter: { args: {} } }, events: {} } as const;
    await refused(chain.query(trainer.address, { on, method: "market", args: {} }), "ContractMismatch");
    await refused(chain.prepare(a, trainer.address, { on, method: "enter", args: {} }), "ContractMismatch");
  });

  test("an answer of another shape is told as such", async () => {
    const on = { methods: { stats: { args: {}, returns: "u64" } }, events: {} } as const;
    const error = await chain
      .query(trainer.address, { on, method: "stats", args: {} })
      .catch((reason: unknown) => reason);
    expect(isError(error) && ["ContractMismatch", "MalformedResponse"]).toContain(isError(error) && error.name);
  });

  test("too little money is told with what is needed and what there is, and the fee alone is no more than is needed", async () => {
    const secret = { kind: "secret", source: "test", secret: `0x${"17".repeat(32)}` } as const;
    const poor = await family.connect(devnet.config, secret);
    const [account] = await poor.accounts();
    if (account === undefined) throw new Error("no account");
    const message = await addData();
    const { funds } = message;
    const attempt = () => poor.prepare(account, trainer.address, message);
    // An account that the chain has never seen.
    for (const work of [attempt(), poor.estimate(account, trainer.address, message)]) {
      const { values } = await refused(work, "InsufficientFunds", { account: account.address, available: 0n });
      expect("required" in values && BigInt(values.required) > funds).toBe(true);
    }
    const wallet = await openWallet(devnet.config);
    const give = (amount: bigint) =>
      wallet.sendTokens(a.address, account.address, [{ denom: "ucosm", amount: amount.toString() }], 1.5);
    await give(funds);
    await refused(attempt(), "InsufficientFunds", { available: funds });
    await give(100n);
    const { values } = await refused(attempt(), "InsufficientFunds", { available: funds + 100n });
    const required = "required" in values ? BigInt(values.required) : 0n;
    expect(required).toBeGreaterThan(funds + 100n);
    await give(required - funds - 100n);
    const { fee } = await poor.submit(await attempt(), TRAINER);
    // To the unit, but for longer or shorter numbers in the simulation of an almost empty account.
    expect(Number(required - funds - fee.total)).toBeLessThanOrEqual(2);
    wallet.disconnect();
    await poor.close();
  });

  test("an account whose key is not here cannot send", async () => {
    const stranger = { address: NOBODY, name: "stranger" };
    const [message, values] = [await addData(), { account: NOBODY, chain: "local-cosmos" }];
    for (const method of ["prepare", "estimate", "simulate"] as const) {
      await refused(chain[method](stranger, trainer.address, message), "UnknownAccount", values);
    }
  });

  test("concurrent transactions of one account all get their turn", async () => {
    const { count } = await trainer.stats();
    const funds = 10n ** 9n;
    await Promise.all(Array.from({ length: 8 }, () => trainer.addData(SAMPLE, 1, funds).send(b)));
    expect((await trainer.stats()).count).toBe(count + 8n);
  });

  test("a turn that ended in a refusal keeps nobody waiting, one that was not used not for long", async () => {
    const begun = Date.now();
    for (let i = 0; i < 12; i++) await refused(trainer.addData(SAMPLE, 2).send(b), "InvalidLabel");
    await trainer.addData(SAMPLE, 1).send(b);
    // Each would wait a second for the one before it.
    expect(Date.now() - begun).toBeLessThan(9_000);
    await chain.prepare(b, trainer.address, await addData());
    await trainer.addData(SAMPLE, 1).send(b);
  });

  test("what was signed before a crash is sent once, whether it had been sent or not", async () => {
    const { count } = await trainer.stats();
    const prepared = await chain.prepare(a, trainer.address, await addData());
    const later = await changed({});
    const receipt = await later.submit(prepared, TRAINER);
    const again = await (await changed({})).submit(prepared, TRAINER);
    expect(again).toEqual(receipt);
    expect(receipt.hash).toBe(prepared.hash);
    expect((await trainer.stats()).count).toBe(count + 1n);
    await later.close();
  });

  test("a transaction whose place another one took is lost, and says so", async () => {
    const other = await changed({});
    const mine = await chain.prepare(a, trainer.address, await addData());
    await other.submit(await other.prepare(a, trainer.address, await addData(0)), TRAINER);
    await refused(chain.submit(mine, TRAINER), "TransactionLost", { hash: mine.hash });
    await other.close();
  });

  test("another chain's id is told before anything else", async () => {
    await refused(changed({ chainId: "osmosis-1" }), "WrongChain", {
      actual: "omnisum-local-cosmos",
      expected: "osmosis-1",
    });
  });

  test.each(["http://127.0.0.1:1", "http://no-such-host.invalid", "nonsense:", ""])(
    "%p is unreachable",
    async (endpoint) => {
      await refused(changed({ endpoint }), "ChainUnreachable", { chain: "local-cosmos", endpoint });
    },
  );

  test("a configuration without one of the family's options is told", async () => {
    for (const key of ["prefix", "denom", "gasPrice"]) {
      const options = Object.fromEntries(Object.entries(devnet.config.options ?? {}).filter(([name]) => name !== key));
      await refused(changed({ options }), "MissingInput", { name: expect.stringContaining(key) });
    }
  });

  test("the test accounts are refused on a live chain, a malformed key everywhere", async () => {
    await refused(changed({ stage: "live" }), "TestKeyRefused", { chain: "local-cosmos" });
    const secret = { kind: "secret", source: "--key", secret: "0x12" } as const;
    await refused(family.connect(devnet.config, secret), "InvalidKey", { source: "--key" });
  });
});

describe("a chain that goes away", () => {
  test("is unreachable, whatever is asked of it", async () => {
    const devnet = await family.startDevnet({ port: 0, name: "gone" });
    const chain = await family.connect(devnet.config, { kind: "development" });
    const [a] = await chain.accounts();
    if (a === undefined) throw new Error("no account");
    const trainer = await deploy(chain, a);
    const message = { on: TRAINER, method: "compact", args: {} };
    const prepared = await chain.prepare(a, trainer.address, message);
    await devnet.close();
    const questions = {
      balance: () => chain.balance(a.address),
      now: () => chain.now(),
      height: () => chain.height(),
      query: () => trainer.stats(),
      simulate: () => chain.simulate(a, trainer.address, message),
      estimate: () => chain.estimate(a, trainer.address, message),
      prepare: () => chain.prepare(a, trainer.address, message),
      submit: () => chain.submit(prepared),
      events: () => Array.fromAsync(chain.events(trainer.address, TRAINER, { from: 0n })),
      clock: () => chain.clock?.advance(1n) ?? Promise.resolve(),
    };
    for (const ask of Object.values(questions)) {
      await refused(ask(), "ChainUnreachable", { chain: "gone", endpoint: devnet.config.endpoint });
    }
    await chain.close();
  });
});
