import { beforeEach, describe, expect, test } from "@jest/globals";
import {
  type ChainAdapter,
  type Deployed,
  deployTrainer,
  type Journal,
  type JournalEntry,
  memoryJournal,
  OmnisumError,
  type PreparedTransaction,
  packPlan,
  planStateHash,
  type TrainerPlan,
  toHex,
} from "@omnisum/core";
import type { MemoryAdapter } from "@omnisum/memory";
import { rejectsWith } from "../../test/support/errors.ts";
import { account, openWorld, planOf, type World } from "./world.ts";

/** A deployment in three transactions: create, upload, finalize. */
const STEPS = ["create", "upload-1", "finalize"];
const PLAN = planOf({ firstBytes: 7 });

class Crash extends Error {}

let world: World;

beforeEach(async () => {
  world = await openWorld();
});

/** The chain, except that the numbered submissions crash, `before` they reach it or `after`. */
function crashing(chain: MemoryAdapter, when: "before" | "after", at: number): ChainAdapter {
  let submissions = 0;
  return withSubmit(chain, async (transaction) => {
    const crashes = submissions++ === at;
    if (crashes && when === "before") throw new Crash();
    const receipt = await chain.submit(transaction);
    if (crashes) throw new Crash();
    return receipt;
  });
}

function withSubmit(chain: MemoryAdapter, submit: ChainAdapter["submit"]): ChainAdapter {
  return {
    chain: chain.chain,
    clock: chain.clock,
    accounts: () => chain.accounts(),
    balance: (address) => chain.balance(address),
    now: () => chain.now(),
    height: () => chain.height(),
    authorBytes: (address) => chain.authorBytes(address),
    deployment: (plan) => chain.deployment(plan),
    query: (contract, message) => chain.query(contract, message),
    simulate: (...call) => chain.simulate(...call),
    estimate: (...call) => chain.estimate(...call),
    prepare: (...call) => chain.prepare(...call),
    submit,
    events: (...range) => chain.events(...range),
    close: () => chain.close(),
  };
}

/** The journal, except that the numbered append crashes, `before` it is written or `after`. */
function crashingJournal(journal: Journal, when: "before" | "after", at: number): Journal {
  let appends = 0;
  return {
    ...journal,
    async append(entry) {
      const crashes = appends++ === at;
      if (crashes && when === "before") throw new Crash();
      await journal.append(entry);
      if (crashes) throw new Crash();
    },
  };
}

function deploy(changes: { chain?: ChainAdapter; journal?: Journal; plan?: TrainerPlan } = {}): Promise<Deployed> {
  return deployTrainer({
    chain: world.chain,
    from: account(world, 0),
    plan: PLAN,
    journal: memoryJournal(),
    ...changes,
  });
}

const kinds = async (journal: Journal) =>
  (await journal.entries()).map((entry) => ("step" in entry ? `${entry.kind} ${entry.step}` : entry.kind));

/** Expects exactly one whole trainer on the chain, made by three transactions, and a journal that ends. */
async function expectOneTrainer({ trainer }: Deployed, journal: Journal): Promise<void> {
  expect(toHex(await trainer.stateHash())).toBe(planStateHash(packPlan(PLAN)));
  expect(await world.chain.height()).toBe(3n);
  expect(() => world.chain.memory.trainer("memory-trainer-1")).toThrow(OmnisumError);
  const entries = await journal.entries();
  for (const step of STEPS) expect(entries.filter((e) => e.kind === "done" && e.step === step)).toHaveLength(1);
  expect(entries.at(-1)).toMatchObject({ kind: "finished", address: trainer.address });
}

test("a deployment is journaled before and after each transaction", async () => {
  const journal = memoryJournal();
  const states: string[] = [];
  const receipts: string[] = [];
  const deployed = await deployTrainer({
    chain: world.chain,
    from: account(world, 0),
    plan: PLAN,
    journal,
    onProgress: ({ step, number, of, state }) => states.push(`${state} ${step.name} ${number}/${of}`),
    onReceipt: (step) => receipts.push(step.name),
  });
  await expectOneTrainer(deployed, journal);
  expect(await kinds(journal)).toEqual([
    "begun",
    ...STEPS.flatMap((step) => [`sending ${step}`, `done ${step}`]),
    "finished",
  ]);
  expect(states).toEqual(STEPS.flatMap((step, i) => [`sending ${step} ${i + 1}/3`, `done ${step} ${i + 1}/3`]));
  expect(receipts).toEqual(STEPS);
  expect(deployed.charged).toBe(0n);
});

describe("a crash loses nothing and sends nothing twice:", () => {
  const moments = (count: number) =>
    (["before", "after"] as const).flatMap((when) => Array.from({ length: count }, (_, at) => [when, at] as const));

  test.each(moments(8))("%s journal entry %i is written", async (when, at) => {
    const journal = memoryJournal();
    await expect(deploy({ journal: crashingJournal(journal, when, at) })).rejects.toThrow(Crash);
    await expectOneTrainer(await deploy({ journal }), journal);
  });

  test.each(moments(3))("%s transaction %i is sent", async (when, at) => {
    const journal = memoryJournal();
    await expect(deploy({ chain: crashing(world.chain, when, at), journal })).rejects.toThrow(Crash);
    expect((await kinds(journal)).at(-1)).toBe(`sending ${STEPS[at]}`);
    await expectOneTrainer(await deploy({ journal }), journal);
  });

  test("at every moment, one after the other, in a single deployment", async () => {
    const journal = memoryJournal();
    let deployed: Deployed | undefined;
    for (let attempt = 0; deployed === undefined; attempt++) {
      const crashes = [
        { chain: crashing(world.chain, "before", 0), journal },
        { chain: crashing(world.chain, "after", 0), journal },
        { journal: crashingJournal(journal, "before", 0) },
        { journal: crashingJournal(journal, "after", 0) },
      ];
      deployed = await deploy(crashes[attempt % crashes.length]).catch(() => undefined);
      if (attempt > 50) throw new Error("it never ends");
    }
    await expectOneTrainer(deployed, journal);
  });
});

test("a deployment that is finished is found again, and nothing is sent or written", async () => {
  const journal = memoryJournal();
  const { trainer } = await deploy({ journal });
  const before = await journal.entries();
  const again = await deploy({ journal });
  expect(again.trainer.address).toBe(trainer.address);
  expect(await world.chain.height()).toBe(3n);
  expect(await journal.entries()).toEqual(before);
});

test("what earlier attempts were charged counts", async () => {
  const journal = memoryJournal();
  await expect(deploy({ journal: crashingJournal(journal, "after", 4) })).rejects.toThrow(Crash);
  const dear = memoryJournal();
  for (const entry of await journal.entries()) {
    await dear.append(entry.kind === "done" ? { ...entry, charged: "70" } : entry);
  }
  expect((await deploy({ journal: dear })).charged).toBe(140n);
});

test("a step that the chain holds already is not sent", async () => {
  const { trainer } = await deploy();
  const chain = withSubmit(world.chain, (transaction) => world.chain.submit(transaction));
  const found = {
    ...chain,
    deployment: (plan: Parameters<ChainAdapter["deployment"]>[0]) => {
      const { steps, estimate } = world.chain.deployment(plan);
      return { steps: steps.map((step) => ({ ...step, find: async () => ({ address: trainer.address }) })), estimate };
    },
  };
  const journal = memoryJournal();
  const deployed = await deploy({ chain: found, journal });
  expect(deployed.trainer.address).toBe(trainer.address);
  expect(await world.chain.height()).toBe(3n);
  expect(await kinds(journal)).toEqual(["begun", ...STEPS.map((step) => `done ${step}`), "finished"]);
});

describe("a journal is refused, and nothing is sent,", () => {
  async function refuse(plan: TrainerPlan, other: World): Promise<{ journal: Journal; attempt: Promise<Deployed> }> {
    const journal = memoryJournal();
    await expect(deploy({ journal: crashingJournal(journal, "after", 2) })).rejects.toThrow(Crash);
    const { chain } = other;
    return { journal, attempt: deployTrainer({ chain, from: account(other, 0), plan, journal }) };
  }

  test("that belongs to another chain", async () => {
    const other = await openWorld("elsewhere");
    const { journal, attempt } = await refuse(PLAN, other);
    await rejectsWith(attempt, "JournalMismatch", {
      file: "memory",
      actual: "memory (first block memory…)",
      expected: "elsewhere (first block memory…)",
    });
    expect(await other.chain.height()).toBe(0n);
    expect(await kinds(journal)).toHaveLength(3);
  });

  test("that belongs to a chain of the same id with another first block", async () => {
    const journal = memoryJournal();
    await journal.append({ kind: "begun", chainId: "memory", genesis: "0xother", digest: "", from: "" });
    await expect(deploy({ journal })).rejects.toThrow(expect.objectContaining({ name: "JournalMismatch" }));
    expect(await world.chain.height()).toBe(0n);
  });

  test("that belongs to another plan", async () => {
    const { attempt } = await refuse(planOf({ owner: "memory-account-1" }), world);
    await rejectsWith(attempt, "JournalInUse", { file: "memory" });
    expect(await world.chain.height()).toBe(1n);
  });
});

describe("a transaction", () => {
  test("that was lost fails the step, which is then prepared anew", async () => {
    const journal = memoryJournal();
    const lost = { kind: "sending", step: "create", transaction: { hash: "gone", raw: "gone" } } as const;
    await expect(deploy({ journal: crashingJournal(journal, "after", 0) })).rejects.toThrow(Crash);
    await journal.append(lost);
    await rejectsWith(deploy({ journal }), "TransactionLost", { hash: "gone" });
    expect((await kinds(journal)).slice(1)).toEqual(["sending create", "failed create"]);
    await expectOneTrainer(await deploy({ journal }), journal);
  });

  test.each([
    ["ChainUnreachable", new OmnisumError("ChainUnreachable", { chain: "memory", endpoint: "memory:" })],
    ["MalformedResponse", new OmnisumError("MalformedResponse", { source: "it", reason: "it is odd" })],
    ["an error of somebody else's", new Error("odd")],
  ])("whose fate %s leaves open is sent again as it was", async (_, error) => {
    const journal = memoryJournal();
    const sent: PreparedTransaction[] = [];
    const chain = withSubmit(world.chain, async (transaction) => {
      sent.push(transaction);
      await world.chain.submit(transaction);
      throw error;
    });
    await expect(deploy({ chain, journal })).rejects.toBe(error);
    expect(await kinds(journal)).toEqual(["begun", "sending create"]);
    await expectOneTrainer(await deploy({ journal }), journal);
    const sending = (await journal.entries()).filter((entry) => entry.kind === "sending" && entry.step === "create");
    expect(sending).toEqual([{ kind: "sending", step: "create", transaction: sent[0] }]);
  });

  test("that the chain has refused is prepared anew", async () => {
    const journal = memoryJournal();
    const failed = new OmnisumError("TransactionFailed", { reason: "out of gas", hash: "0x1" });
    const chain = withSubmit(world.chain, () => Promise.reject(failed));
    await expect(deploy({ chain, journal })).rejects.toBe(failed);
    expect((await journal.entries()).at(-1)).toMatchObject({ kind: "failed", step: "create" });
    await expectOneTrainer(await deploy({ journal }), journal);
  });
});

test("a trainer whose state is not the plan's is not taken for deployed", async () => {
  const journal = memoryJournal();
  const { trainer } = await deploy();
  const packed = packPlan(planOf({ owner: "x", body: PLAN.body.map((byte) => byte ^ 1) }));
  const done: readonly JournalEntry[] = STEPS.map((step) => {
    return { kind: "done", step, outcomes: { address: trainer.address }, charged: "0" };
  });
  for (const entry of done) await journal.append(entry);
  const other = planOf({ firstBytes: 7, body: packed.body });
  await rejectsWith(deploy({ journal, plan: other }), "StateMismatch", {
    source: "The deployed trainer",
    actual: toHex(await trainer.stateHash()),
    expected: planStateHash(packPlan(other)),
  });
});

test("a model of a million features, few of them with a weight, is deployed in a few steps", async () => {
  const features = 1_000_000;
  const body = new Uint8Array(4 + 2 * features);
  body.set([1, 2, 3, 4], 40_000);
  body.set([5, 6], 1_900_000);
  const plan = planOf({ model: { ...planOf().model, features }, body, firstBytes: 10 });
  const journal = memoryJournal();
  const { trainer } = await deployTrainer({ chain: world.chain, from: account(world, 0), plan, journal });
  const steps = (await journal.entries()).flatMap((entry) => (entry.kind === "done" ? [entry.step] : []));
  expect(steps).toEqual(["create", "upload-1", "upload-2", "upload-3", "finalize"]);
  expect(toHex(await trainer.stateHash())).toBe(planStateHash(packPlan(plan)));
  expect(await trainer.weights(39_999, 6)).toEqual(Uint8Array.of(0, 1, 2, 3, 4, 0));
});
