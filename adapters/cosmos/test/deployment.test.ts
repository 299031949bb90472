import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  type Account,
  type ChainAdapter,
  type DeployStep,
  type Devnet,
  deployTrainer,
  type Fee,
  type Journal,
  memoryJournal,
  type Outcomes,
  packPlan,
  planStateHash,
  Trainer,
  toHex,
} from "@omnisum/core";
import { refused } from "../../../test/support/errors.ts";
import { family } from "../src/index.ts";
import { planOf, type Wishes } from "./plan.ts";
import { openWallet } from "./wallet.ts";

/** How far an estimate may be from what is charged. */
const TOLERANCE = 0.01;
/** Bytes of state beyond what goes with the first transaction. */
const LARGE = { features: 40_000 };

describe("deployments on the embedded chain", () => {
  let devnet: Devnet;
  let chain: ChainAdapter;
  let from: Account;

  beforeAll(async () => {
    devnet = await family.startDevnet({ port: 0, name: "local-cosmos" });
    chain = await family.connect(devnet.config, { kind: "development" });
    const [first] = await chain.accounts();
    if (first === undefined) throw new Error("no account");
    from = first;
  });

  afterAll(async () => {
    await chain.close();
    await devnet.close();
  });

  /**
   * Deploys step by step. Each step must be charged as it was foretold before anything was sent, and the balance must
   * lose what the receipts say.
   */
  async function deployed(wishes: Wishes) {
    const plan = packPlan(planOf(wishes));
    const [height, before] = [await chain.height(), await chain.balance(from.address)];
    const estimates = await chain.deployment(plan).estimate(from);
    expect(await chain.height()).toBe(height);
    let outcomes: Outcomes = {};
    let charged = 0n;
    for (const { step, fee, present } of estimates) {
      const found = await step.find?.(outcomes);
      expect([step.name, found !== undefined]).toEqual([step.name, present]);
      if (present) expect(fee.total).toBe(0n);
      outcomes = { ...outcomes, ...(found ?? (await sent(step, fee))) };
    }
    expect(before - (await chain.balance(from.address))).toBe(charged);
    const trainer = await Trainer.attach(chain, outcomes.address ?? "");
    expect(toHex(await trainer.stateHash())).toBe(planStateHash(plan));
    return {
      address: trainer.address,
      sent: estimates.filter(({ present }) => !present).map(({ step }) => step.name),
      found: estimates.filter(({ present }) => present).map(({ step }) => step.name),
    };

    async function sent(step: DeployStep, expected: Fee): Promise<Outcomes> {
      const receipt = await chain.submit(await step.prepare(from, outcomes));
      charged += receipt.fee.total;
      const near = (foretold: number, actual: number) => Math.abs(foretold / actual - 1) <= TOLERANCE;
      const actual = receipt.fee;
      expect([step.name, near(Number(expected.work.gas), Number(actual.work.gas))]).toEqual([step.name, true]);
      expect([step.name, near(Number(expected.total), Number(actual.total))]).toEqual([step.name, true]);
      expect([step.name, near(expected.work.bytes, actual.work.bytes)]).toEqual([step.name, true]);
      return step.outcome(receipt, outcomes);
    }
  }

  test("the first pays for the code, the second finds it", async () => {
    const first = await deployed({});
    expect(first).toMatchObject({ sent: ["code", "create"], found: [] });
    const second = await deployed({});
    expect(second).toMatchObject({ sent: ["create"], found: ["code"] });
    expect(second.address).not.toBe(first.address);
  });

  test("a model of a million features arrives without its zeros, in two transactions", async () => {
    const body = new Uint8Array(2_000_004);
    body.set([1, 2, 3], 100_000);
    body.set([4], 1_999_999);
    const model = { ...planOf().model, features: 1_000_000 };
    const journal = memoryJournal();
    const { trainer } = await deployTrainer({ chain, from, plan: { ...planOf(), model, body }, journal });
    const steps = (await journal.entries()).flatMap((entry) => (entry.kind === "done" ? [entry.step] : []));
    expect(steps).toEqual(["code", "create", "upload-1"]);
    expect(await trainer.weights(99_998, 6)).toEqual(Uint8Array.of(0, 0, 1, 2, 3, 0));
    expect(await trainer.weights(1_999_998, 9)).toEqual(Uint8Array.of(0, 4, 0, 0, 0, 0));
  });

  test("a contract has nobody who could change it, and a label that people can read", async () => {
    const name = `  ${"\u{1F600}".repeat(40)} `;
    const { trainer } = await deployTrainer({ chain, from, plan: planOf({ name }), journal: memoryJournal() });
    const wallet = await openWallet(devnet.config);
    const contract = await wallet.getContract(trainer.address);
    expect(contract).toMatchObject({ admin: undefined, creator: from.address, label: "\u{1F600}".repeat(32) });
    expect((await trainer.describe()).metadata.name).toBe(name);
    wallet.disconnect();
  });

  test.each([
    ["that is cut early", { firstBytes: 10 }, ["create", "upload-1"]],
    ["that comes in uploads alone", { firstBytes: 0 }, ["create", "upload-1"]],
    ["of many classes", { classes: 5, firstBytes: 300 }, ["create", "upload-1"]],
    ["that is too long for one upload", LARGE, ["create", "upload-1", "upload-2"]],
  ])("a state %s arrives whole", async (_, wishes, names) => {
    expect((await deployed(wishes)).sent).toEqual(names);
  });

  test("a model beyond what is deployed is refused before anything is asked", () => {
    const plan = packPlan(planOf({ features: 3_000_000 }));
    const values = { features: 3_000_000, bytes: 6_000_004, chain: "local-cosmos" };
    expect(() => chain.deployment(plan)).toThrow(expect.objectContaining({ name: "ModelTooLarge", values }));
  });

  test("what the contract refuses is told by the estimate, and by the step", async () => {
    const plan = packPlan(planOf({ owner: "wasm1nobody" }));
    await refused(chain.deployment(plan).estimate(from), "InvalidConfig", { field: "owner" });
    const journal = memoryJournal();
    const work = deployTrainer({ chain, from, plan: planOf({ owner: "wasm1nobody" }), journal });
    await refused(work, "InvalidConfig", { field: "owner" });
  });

  const sequence = async () => {
    const wallet = await openWallet(devnet.config);
    const { sequence: next } = await wallet.getSequence(from.address);
    wallet.disconnect();
    return next;
  };

  /** A journal that stops the process, so to speak, after its next entry. */
  function stopping(journal: Journal): Journal {
    return {
      ...journal,
      append: async (entry) => {
        await journal.append(entry);
        throw new Error("killed");
      },
    };
  }

  test("a deployment that stops after any entry of its journal goes on without sending anything twice", async () => {
    const plan = planOf({ firstBytes: 100 });
    const journal = memoryJournal();
    const before = await sequence();
    // Begun, the code that was found, twice two transactions; then the trainer is there.
    for (let entry = 1; entry <= 1 + 1 + 2 * 2 + 1; entry++) {
      await expect(deployTrainer({ chain, from, plan, journal: stopping(journal) })).rejects.toThrow("killed");
      expect(await journal.entries()).toHaveLength(entry);
    }
    const { trainer, charged } = await deployTrainer({ chain, from, plan, journal });
    expect(toHex(await trainer.stateHash())).toBe(planStateHash(packPlan(plan)));
    expect((await sequence()) - before).toBe(2);
    expect(charged).toBeGreaterThan(0n);
  });

  test("a transaction that was journaled and sent before the crash is the one that is found afterwards", async () => {
    const plan = planOf();
    const journal = memoryJournal();
    const submit = async (...args: Parameters<ChainAdapter["submit"]>) => {
      await chain.submit(...args);
      throw new Error("killed");
    };
    const before = await sequence();
    await expect(deployTrainer({ chain: { ...methodsOf(chain), submit }, from, plan, journal })).rejects.toThrow(
      "killed",
    );
    const sending = (await journal.entries()).findLast(({ kind }) => kind === "sending");
    const hashes: string[] = [];
    const onReceipt = (_: DeployStep, { hash }: { readonly hash: string }) => hashes.push(hash);
    await deployTrainer({ chain, from, plan, journal, onReceipt });
    expect(sending).toMatchObject({ step: "create", transaction: { hash: hashes[0] } });
    expect(hashes).toHaveLength(1);
    expect((await sequence()) - before).toBe(1);
  });

  /** The adapter's methods as properties, so that one can be replaced. */
  function methodsOf(adapter: ChainAdapter): ChainAdapter {
    return {
      chain: adapter.chain,
      accounts: () => adapter.accounts(),
      balance: (address) => adapter.balance(address),
      now: () => adapter.now(),
      height: () => adapter.height(),
      authorBytes: (address) => adapter.authorBytes(address),
      deployment: (plan) => adapter.deployment(plan),
      query: (...args) => adapter.query(...args),
      simulate: (...args) => adapter.simulate(...args),
      estimate: (...args) => adapter.estimate(...args),
      prepare: (...args) => adapter.prepare(...args),
      submit: (...args) => adapter.submit(...args),
      events: (...args) => adapter.events(...args),
      close: () => adapter.close(),
    };
  }
});
