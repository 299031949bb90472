import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { type Desk, desk } from "./support/command.ts";
import { DEPOSIT, type MemoryWorld, memoryWorld } from "./support/memory-world.ts";

const HASH = expect.stringMatching(/^0x[0-9a-f]{64}$/);
const mem = (amount: string) => ({ amount, currency: "MEM", decimals: 6 });
const left = ["--chain", "left"];

/** One life of one trainer, told in order: each test goes on where the one before ended. */
describe("the commands, one after the other", () => {
  let world: MemoryWorld;
  let at: Desk;
  beforeAll(() => {
    world = memoryWorld();
    at = desk(world);
  });

  it("deploy --dry-run shows the plan with its parameters in each chain's coin, and sends nothing", async () => {
    const { exitCode, document } = await at.json(
      "deploy",
      "imdb",
      ...left,
      "--chain",
      "right",
      ...DEPOSIT,
      "--dry-run",
    );
    expect(exitCode).toBe(0);
    expect(document.result.plan).toMatchObject({
      name: "imdb",
      model: { kind: "sparse-perceptron", features: 1000, classes: 2, labels: ["Negative", "Positive"] },
      quantisation: { scale: 256 },
      agreement: { agree: 914, of: 914 },
      encoder: { kind: "vocabulary", name: "imdb", hash: HASH },
    });
    const [one, other] = document.result.plan.chains;
    expect(one.incentive.parameters).toMatchObject({ refundWait: "3600", minDeposit: mem("500000"), credit: "all" });
    expect(other.incentive.parameters.minDeposit).toEqual({ amount: "500000000", currency: "RIM", decimals: 9 });
    expect(world.chain("left").height).toBe(0n);
  });

  it("deploy puts the same model on both chains and tells what each step cost", async () => {
    const { exitCode, document } = await at.json("deploy", "imdb", ...left, "--chain", "right", ...DEPOSIT, "--yes");
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({ ok: true, command: "deploy" });
    const [one, other] = document.result.deployed;
    expect(one).toEqual({
      chain: "left",
      address: "memory-trainer-0",
      stateHash: HASH,
      steps: [{ step: "create", present: false, estimated: mem("0"), charged: mem("0") }],
      charged: mem("0"),
    });
    expect(other.stateHash).toBe(one.stateHash);
    expect(document.result.failed).toEqual([]);
  });

  it("deployments lists both", async () => {
    const { document } = await at.json("deployments");
    expect(document.result.map(({ name, chain, state }: Record<string, string>) => [name, chain, state])).toEqual([
      ["imdb", "left", "finished"],
      ["imdb", "right", "finished"],
    ]);
  });

  it("status tells of every chain that the trainer is on", async () => {
    const { document } = await at.json("status", "imdb");
    expect(document.result.map(({ chain }: { chain: string }) => chain)).toEqual(["left", "right"]);
    expect(document.result[0]).toMatchObject({
      name: "imdb",
      address: "memory-trainer-0",
      protocol: 1,
      owner: "memory-account-0",
      contributions: "0",
      totalGood: "0",
      balance: mem("0"),
      price: mem("500000"),
      stateHash: HASH,
    });
    expect((await at.run("status", "imdb", ...left)).stdout).toContain("minDeposit");
  });

  it("predict labels texts and samples on several chains alike", async () => {
    const { document } = await at.json(
      "predict",
      "imdb",
      ...left,
      "--chain",
      "right",
      "wonderful film",
      "worst film",
      "--sample",
      "0x0001",
    );
    const { predictions } = document.result;
    expect(predictions).toHaveLength(6);
    expect(predictions[0]).toMatchObject({ chain: "left", input: "wonderful film", label: 1, labelName: "Positive" });
    expect(predictions[1]).toMatchObject({ input: "worst film", label: 0, labelName: "Negative" });
    expect(predictions[2]).toMatchObject({ input: "0x0001", sample: "0x0001" });
    expect(predictions[0].scores).toEqual([expect.stringMatching(/^-?\d+$/)]);
    expect(predictions.slice(3).map(({ label }: { label: number }) => label)).toEqual([1, 0, predictions[2].label]);
  });

  it("add takes the price as the deposit and says whether the model learned", async () => {
    const before = world.chain("left").balance("memory-account-1");
    const { document } = await at.json(
      "add",
      "imdb",
      ...left,
      "--label",
      "positive",
      "wonderful film",
      "--account",
      "1",
    );
    expect(document.result).toMatchObject({
      name: "imdb",
      chain: "left",
      contributions: [
        { id: "0", author: "memory-account-1", label: 1, labelName: "Positive", deposit: mem("500000"), taught: false },
      ],
      transactions: [{ deposit: mem("500000"), estimated: mem("0"), charged: mem("0") }],
    });
    expect(world.chain("left").balance("memory-account-1")).toBe(before - 500_000n);
  });

  it("add says the price and the fee before it sends", async () => {
    const { stderr, stdout } = await at.run("add", "imdb", ...left, "--label", "1", "worst film", "--account", "2");
    expect(stderr).toContain("Adding Positive: a deposit of 0.5 MEM and a fee of about 0 MEM");
    expect(stdout).toContain("disagreed, and learned");
  });

  it("add --file --batch sends batches, and each contribution has an id of its own", async () => {
    const lines = ["great film", "awful film", "wonderful story"].map((text, i) =>
      JSON.stringify({ text, label: i === 1 ? 0 : "Positive" }),
    );
    writeFileSync(join(at.folder, "data.jsonl"), `${lines.join("\n")}\n`);
    const { document } = await at.json(
      "add",
      "imdb",
      ...left,
      "--file",
      "data.jsonl",
      "--batch",
      "2",
      "--account",
      "1",
    );
    expect(document.result.contributions.map(({ id }: { id: string }) => id)).toEqual(["2", "3", "4"]);
    expect(document.result.transactions.map((one: { deposit: unknown }) => one.deposit)).toEqual([
      mem("1000000"),
      mem("500000"),
    ]);
  });

  it("contributions lists them all, as they stand", async () => {
    const { document } = await at.json("contributions", "imdb", ...left);
    expect(document.result.contributions).toHaveLength(5);
    expect(document.result.contributions[0]).toMatchObject({
      id: "0",
      status: "open",
      claimable: mem("500000"),
      predictedName: "Positive",
      refundable: false,
      reportable: false,
    });
    expect((await at.json("contributions", "imdb", ...left, "--refundable")).document.result.contributions).toEqual([]);
    expect(
      (await at.json("contributions", "imdb", ...left, "--author", "2")).document.result.contributions,
    ).toHaveLength(1);
  });

  it("refund before the wait is over is refused, exit code 1, and nothing moves", async () => {
    const before = world.chain("left").balance("memory-account-1");
    const { exitCode, document } = await at.json("refund", "imdb", ...left, "0", "--account", "1");
    expect(exitCode).toBe(1);
    expect(document).toEqual({
      ok: false,
      command: "refund",
      error: {
        code: "TooEarly",
        message: expect.any(String),
        values: { until: expect.any(String) },
        hint: expect.any(String),
      },
    });
    expect(world.chain("left").balance("memory-account-1")).toBe(before);
  });

  it("advance moves the clock by a duration", async () => {
    const before = world.chain("left").now;
    const { document } = await at.json("advance", ...left, "2h");
    expect(document.result).toEqual([{ chain: "left", seconds: "7200", now: String(before + 7_200n) }]);
  });

  it("refund pays the author the deposit", async () => {
    const before = world.chain("left").balance("memory-account-1");
    const { document } = await at.json("refund", "imdb", ...left, "0", "--account", "1");
    expect(document.result).toMatchObject({
      id: "0",
      account: "memory-account-1",
      paid: mem("500000"),
      charged: mem("0"),
    });
    expect(world.chain("left").balance("memory-account-1")).toBe(before + 500_000n);
  });

  it("refund --batch pays all of the batch that the contribution is in", async () => {
    const { document } = await at.json("refund", "imdb", ...left, "3", "--batch", "--account", "1");
    expect(document.result).toMatchObject({ id: "3", batch: true, paid: mem("1000000") });
  });

  it("report pays whoever reports what the model disagrees with", async () => {
    // The model learns that it was right about this text, so it disagrees with contribution 1 again.
    for (let i = 0; i < 3; i++) await at.run("add", "imdb", ...left, "--label", "0", "worst film", "--account", "1");
    const listed = await at.json("contributions", "imdb", ...left, "--reportable", "--account", "1");
    expect(listed.document.result.contributions.map(({ id }: { id: string }) => id)).toEqual(["1"]);
    const { document } = await at.json("report", "imdb", ...left, "1", "--account", "1");
    expect(document.result).toMatchObject({ id: "1", paid: mem("500000") });
  });

  it("compact says what it cost", async () => {
    const { document } = await at.json("compact", "imdb", ...left);
    expect(document.result).toMatchObject({ name: "imdb", chain: "left", charged: mem("0") });
  });

  it("a trainer is found by its address too, with the bundled words", async () => {
    const { document } = await at.json("predict", "--address", "memory-trainer-0", ...left, "wonderful film");
    expect(document.result.predictions[0]).toMatchObject({ input: "wonderful film", labelName: "Positive" });
  });

  it("chains says which of them answer", async () => {
    const { document } = await at.json("chains");
    expect(document.result).toEqual([
      {
        chain: "left",
        family: "memory",
        stage: "development",
        endpoint: "memory:",
        reachable: true,
        height: expect.any(String),
      },
      { chain: "right", family: "memory", stage: "development", endpoint: "memory:", reachable: true, height: "1" },
      { chain: "live", family: "memory", stage: "live", reachable: false, why: "MissingInput" },
    ]);
  });

  it("every text for people ends with what to do next where there is something", async () => {
    const { stderr } = await at.run("status", "imdb", ...left);
    expect(stderr).toContain("Next: omnisum predict imdb --chain left");
  });
});
