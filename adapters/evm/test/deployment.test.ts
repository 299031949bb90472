import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  type Account,
  type ChainAdapter,
  type DeployStep,
  type Devnet,
  deployTrainer,
  type Fee,
  memoryJournal,
  type Outcomes,
  packPlan,
  planStateHash,
  Trainer,
  toHex,
} from "@omnisum/core";
import { refused } from "../../../test/support/errors.ts";
import { connect, EvmAdapter } from "../src/adapter.ts";
import { startDevnet } from "../src/devnet.ts";
import { Keys } from "../src/keys.ts";
import { Node } from "../src/node.ts";
import { planOf, type Wishes } from "./plan.ts";

/** How far an estimate's gas may be from what is used. */
const TOLERANCE = 0.005;

describe("deployments on the embedded chain", () => {
  let devnet: Devnet;
  let chain: ChainAdapter;
  let from: Account;

  beforeAll(async () => {
    devnet = await startDevnet({ port: 0, name: "local-evm" });
    chain = await connect(devnet.config, { kind: "development" });
    const [first] = await chain.accounts();
    if (first === undefined) throw new Error("no account");
    from = first;
  });

  afterAll(async () => {
    await chain.close();
    await devnet.close();
  });

  /**
   * Deploys step by step. Each step's gas must be as it was foretold before anything was sent, and the balance must lose
   * what the receipts say.
   */
  async function deployed(on: ChainAdapter, wishes: Wishes) {
    const plan = packPlan(planOf(wishes));
    const [height, before] = [await on.height(), await on.balance(from.address)];
    const estimates = await on.deployment(plan).estimate(from);
    expect(await on.height()).toBe(height);
    let outcomes: Outcomes = {};
    let charged = 0n;
    for (const { step, fee, present } of estimates) {
      const found = await step.find?.(outcomes);
      expect([step.name, found !== undefined]).toEqual([step.name, present]);
      outcomes = { ...outcomes, ...(found ?? (await sent(step, fee))) };
    }
    expect(before - (await on.balance(from.address))).toBe(charged);
    const trainer = await Trainer.attach(on, outcomes.address ?? "");
    expect(toHex(await trainer.stateHash())).toBe(planStateHash(plan));
    return {
      address: trainer.address,
      sent: estimates.filter(({ present }) => !present).map(({ step }) => step.name),
      found: estimates.filter(({ present }) => present).map(({ step }) => step.name),
    };

    async function sent(step: DeployStep, expected: Fee): Promise<Outcomes> {
      const receipt = await on.submit(await step.prepare(from, outcomes));
      charged += receipt.fee.total;
      const [foretold, used] = [Number(expected.work.gas), Number(receipt.fee.work.gas)];
      expect([step.name, Math.abs(foretold / used - 1) <= TOLERANCE]).toEqual([step.name, true]);
      return step.outcome(receipt, outcomes);
    }
  }

  test("the first pays for the shared code, the second finds it", async () => {
    const first = await deployed(chain, {});
    expect(first).toMatchObject({ sent: ["implementation", "factory", "create"], found: [] });
    const second = await deployed(chain, {});
    expect(second).toMatchObject({ sent: ["create"], found: ["implementation", "factory"] });
    expect(second.address).not.toBe(first.address);
  });

  test.each([
    ["that is cut early", { firstBytes: 10 }, ["create", "upload-1", "finalize"]],
    ["that comes in uploads alone", { firstBytes: 0 }, ["create", "upload-1", "finalize"]],
    ["with many features", { features: 20_000 }, ["implementation", "create", "upload-1", "finalize"]],
    [
      "of a million features, most of them zero",
      { features: 1_000_000, weights: 9_000 },
      ["create", "upload-1", "upload-2", "finalize"],
    ],
  ])("a state %s arrives whole", async (_, wishes, names) => {
    expect((await deployed(chain, wishes)).sent).toEqual(names);
  });

  test("a chain without the deterministic deployment proxy is deployed to all the same", async () => {
    const node = new Node(devnet.config);
    const keys = new Keys({ kind: "development" }, devnet.config);
    const { chain: info } = chain;
    const bare = new EvmAdapter(info, { node, keys, hasProxy: false });
    expect((await deployed(bare, {})).sent).toEqual(["implementation", "factory", "create"]);
    await bare.close();
  });

  test("a model beyond the contracts' limit is refused", async () => {
    const { model, metadata, ...rest } = planOf();
    const labels = Array.from({ length: 2_000 }, (_, i) => `${i}`);
    const body = new Uint8Array(labels.length * 204);
    const plan = { ...rest, body, model: { ...model, classes: labels.length }, metadata: { ...metadata, labels } };
    const values = { features: 100, bytes: body.length, chain: "local-evm" };
    await refused(chain.deployment(packPlan(plan)).estimate(from), "ModelTooLarge", values);
    await refused(deployTrainer({ chain, from, plan, journal: memoryJournal() }), "ModelTooLarge", values);
  });

  test("what the contracts refuse is told by the estimate", async () => {
    const plan = packPlan(planOf());
    await refused(chain.deployment({ ...plan, metadata: "x".repeat(30_000) }).estimate(from), "InvalidConfig", {
      field: "weights",
    });
  });

  test("a deployment that stops anywhere goes on without sending anything twice", async () => {
    const plan = planOf({ firstBytes: 100 });
    const journal = memoryJournal();
    const nonce = await transactionCount();
    const entries = 1 + 3 * 2 + 2;
    for (let stopAfter = 1; stopAfter <= entries; stopAfter++) {
      const before = (await journal.entries()).length;
      const stopping = {
        ...journal,
        append: async (entry: Parameters<typeof journal.append>[0]) => {
          await journal.append(entry);
          if ((await journal.entries()).length > before) throw new Error("killed");
        },
      };
      await expect(deployTrainer({ chain, from, plan, journal: stopping })).rejects.toThrow("killed");
    }
    const { trainer } = await deployTrainer({ chain, from, plan, journal });
    expect(toHex(await trainer.stateHash())).toBe(planStateHash(packPlan(plan)));
    expect((await transactionCount()) - nonce).toBe(3n);
  });

  async function transactionCount(): Promise<bigint> {
    const node = new Node(devnet.config);
    const count = await node.quantity("eth_getTransactionCount", from.address, "latest");
    node.close();
    return count;
  }
});
