import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "@jest/globals";
import { type Desk, desk } from "./support/command.ts";
import { DEPOSIT, type MemoryWorld, memoryWorld } from "./support/memory-world.ts";

const left = ["--chain", "left"];
const HASH = expect.stringMatching(/^0x[0-9a-f]{64}$/);

let world: MemoryWorld;
let at: Desk;

beforeEach(async () => {
  world = memoryWorld();
  at = desk(world);
  await at.run("deploy", "imdb", ...left, ...DEPOSIT, "--yes");
  await at.run("add", "imdb", ...left, "--label", "0", "wonderful film", "--account", "1");
});

const hashOf = (name: string, chain: string) =>
  at.json("status", name, "--chain", chain).then(({ document }) => document.result[0].stateHash);
const code = async (...argv: readonly string[]) => {
  const { exitCode, document } = await at.json(...argv);
  return { exitCode, code: document.error?.code, values: document.error?.values };
};

describe("export", () => {
  it("writes a state file that import puts on another chain, to the last bit", async () => {
    const { exitCode, document } = await at.json("export", "imdb", ...left, "--output", "model.omnisum");
    expect(exitCode).toBe(0);
    const stateHash = await hashOf("imdb", "left");
    expect(document.result).toMatchObject({
      name: "imdb",
      chain: "left",
      file: join(at.folder, "model.omnisum"),
      stateHash,
      bodyBytes: 2004,
      origin: { chainId: "left", address: "memory-trainer-0", block: "2", contributions: "1", decimals: 6 },
    });
    const imported = await at.json("import", "model.omnisum", "--chain", "right", "--name", "copy", "--yes");
    expect(imported.exitCode).toBe(0);
    expect(imported.document.result.deployed[0]).toMatchObject({ chain: "right", stateHash });
    const [chain] = imported.document.result.plan.chains;
    expect(imported.document.result.plan).toMatchObject({ stateHash, origin: { chainId: "left" } });
    // The same half of a coin, which has three more decimals there.
    expect(chain.incentive.parameters).toMatchObject({ refundWait: "3600", minDeposit: { amount: "500000000" } });
    const { document: asked } = await at.json("predict", "copy", "--chain", "right", "wonderful film");
    expect(asked.result.predictions[0]).toMatchObject({ input: "wonderful film" });
  });

  it("does not replace a file unless it is told to, and leaves no part of one", async () => {
    writeFileSync(join(at.folder, "imdb.omnisum"), "mine");
    expect(await code("export", "imdb", ...left)).toMatchObject({ exitCode: 2, code: "FileExists" });
    expect(readFileSync(join(at.folder, "imdb.omnisum"), "utf8")).toBe("mine");
    expect(() => readFileSync(join(at.folder, "imdb.omnisum.partial"))).toThrow();
    expect((await at.run("export", "imdb", ...left, "--force")).exitCode).toBe(0);
    expect(readFileSync(join(at.folder, "imdb.omnisum"), "latin1")).toMatch(/^\{"format":"omnisum-state"/);
  });
});

describe("import", () => {
  it("shows where the model comes from before anything is sent", async () => {
    await at.run("export", "imdb", ...left);
    const { stdout, exitCode } = await at.run("import", "imdb.omnisum", "--chain", "right", "--dry-run");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("exported from");
    expect(world.chain("right").height).toBe(0n);
  });

  it("takes another mechanism's parameters where they are given", async () => {
    await at.run("export", "imdb", ...left);
    const { document } = await at.json(
      "import",
      "imdb.omnisum",
      ...left,
      "--name",
      "b",
      "--param",
      "minDeposit=2",
      "--yes",
    );
    const [chain] = document.result.plan.chains;
    expect(chain.incentive.parameters).toMatchObject({ minDeposit: { amount: "2000000" }, refundWait: "3600" });
  });

  it("refuses what is no state file, what is not whole, and what is not there", async () => {
    await at.run("export", "imdb", ...left);
    const bytes = readFileSync(join(at.folder, "imdb.omnisum"));
    writeFileSync(join(at.folder, "short"), bytes.subarray(0, -1));
    writeFileSync(
      join(at.folder, "altered"),
      bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte)),
    );
    writeFileSync(join(at.folder, "model.json"), "{}");
    const attempt = (file: string) => code("import", file, "--chain", "right", "--yes");
    const refusal = { exitCode: 2, code: "InvalidStateFile" };
    expect(await attempt("short")).toMatchObject({ ...refusal, values: { field: "bodyBytes" } });
    expect(await attempt("altered")).toMatchObject({ ...refusal, values: { field: "stateHash" } });
    expect(await attempt("model.json")).toMatchObject({ ...refusal, values: { field: "the first line" } });
    expect(await attempt("nowhere")).toMatchObject({ exitCode: 2, code: "InvalidInput" });
    expect(world.chain("right").height).toBe(0n);
  });
});

describe("replay", () => {
  it("rebuilds the model from what it was deployed with", async () => {
    const { document, exitCode } = await at.json(
      "replay",
      "imdb",
      ...left,
      "--from",
      "imdb",
      "--output",
      "again.omnisum",
    );
    expect(exitCode).toBe(0);
    const stateHash = await hashOf("imdb", "left");
    expect(document.result).toEqual({
      ...{ name: "imdb", chain: "left", equal: true, contributions: "1", block: "2", stateHash },
      events: expect.any(Number),
    });
    await at.run("export", "imdb", ...left);
    const [rebuilt, exported] = ["again.omnisum", "imdb.omnisum"].map((file) => readFileSync(join(at.folder, file)));
    expect(rebuilt?.subarray(-2004)).toEqual(exported?.subarray(-2004));
  });

  it("goes on from an export", async () => {
    await at.run("export", "imdb", ...left);
    await at.run("add", "imdb", ...left, "--label", "0", "great story", "--account", "1");
    const { document } = await at.json("replay", "imdb", ...left, "--from", "imdb.omnisum");
    expect(document.result).toMatchObject({ equal: true, events: 1, contributions: "2", stateHash: HASH });
  });

  it("refuses a state that the trainer never had", async () => {
    await at.run("deploy", "imdb", ...left, "--name", "other", "--param", "learningRate=7", "--yes");
    await at.run("export", "other", ...left);
    expect(await code("replay", "imdb", ...left, "--from", "other.omnisum")).toMatchObject({
      exitCode: 2,
      code: "ForeignState",
    });
    const model = { type: "sparse perceptron", classifications: ["a", "b"], weights: [1, 2], learningRate: 1 };
    writeFileSync(join(at.folder, "strange.json"), JSON.stringify(model));
    expect(await code("replay", "imdb", ...left, "--from", "strange.json")).toMatchObject({ code: "ForeignState" });
  });
});

describe("migrate", () => {
  it("moves a model to another chain under a name of its own, with its words", async () => {
    const { document, exitCode } = await at.json("migrate", "imdb", ...left, "--to", "right", "--as", "moved", "--yes");
    expect(exitCode).toBe(0);
    expect(document.result.deployed[0]).toMatchObject({ chain: "right", stateHash: await hashOf("imdb", "left") });
    expect(await hashOf("moved", "right")).toBe(await hashOf("imdb", "left"));
    const { document: asked } = await at.json("predict", "moved", "wonderful film");
    expect(asked.result.predictions).toHaveLength(1);
  });

  it("goes on after it was stopped with the state it began with, and does not pay again", async () => {
    await at.run("migrate", "imdb", ...left, "--to", "right", "--as", "moved", "--yes");
    const stateHash = await hashOf("moved", "right");
    const journal = join(at.folder, "deployments", "right", "moved.jsonl");
    const lines = readFileSync(journal, "utf8").split("\n");
    // As if it had died after sending, before it saw the transaction on the chain.
    writeFileSync(journal, `${lines.slice(0, 2).join("\n")}\n`);
    await at.run("add", "imdb", ...left, "--label", "0", "great story", "--account", "1");
    const again = ["migrate", "imdb", ...left, "--to", "right", "--as", "moved", "--yes"];
    expect(await code(...again)).toMatchObject({ code: "DeploymentPending" });
    const { exitCode } = await at.run(...again, "--resume");
    expect(exitCode).toBe(0);
    expect(await hashOf("moved", "right")).toBe(stateHash);
    expect(world.chain("right").height).toBe(1n);
    expect(await code(...again)).toMatchObject({ code: "DeploymentExists" });
  });

  it("refuses to go on with another trainer's state", async () => {
    await at.run("deploy", "imdb", ...left, "--name", "other", "--yes");
    await at.run("migrate", "imdb", ...left, "--to", "right", "--as", "moved", "--yes");
    const attempt = await code("migrate", "other", ...left, "--to", "right", "--as", "moved", "--yes", "--resume");
    expect(attempt).toMatchObject({ exitCode: 2, code: "ForeignState" });
  });

  it("needs to be told where to", async () => {
    expect(await code("migrate", "imdb", ...left, "--yes")).toMatchObject({ exitCode: 2, code: "MissingInput" });
    expect(await code("migrate", "imdb", ...left, "--to", "nowhere")).toMatchObject({ code: "UnknownChain" });
  });
});

describe("follow", () => {
  it("predicts as the chain does, and keeps its copy", async () => {
    const texts = ["wonderful film", "worst film"];
    const { document } = await at.json("follow", "imdb", ...left, "--once", "--state", "copy.omnisum", ...texts);
    const { document: asked } = await at.json("predict", "imdb", ...left, ...texts);
    const labels = (one: { predictions: readonly { label: number }[] }) => one.predictions.map(({ label }) => label);
    expect(labels(document.result)).toEqual(labels(asked.result));
    expect(document.result).toMatchObject({ contributions: "1", stateHash: await hashOf("imdb", "left") });
    await at.run("add", "imdb", ...left, "--label", "0", "great story", "--account", "1");
    const later = await at.json("follow", "imdb", ...left, "--once", "--state", "copy.omnisum");
    expect(later.document.result).toMatchObject({ contributions: "2", stateHash: await hashOf("imdb", "left") });
  });

  it("says what it knows at once, and stops when it is told to", async () => {
    const { document, exitCode } = await at.json("follow", "imdb", ...left, "great film");
    expect(exitCode).toBe(0);
    expect(document.result.predictions).toHaveLength(1);
  });

  it("does not go on from another trainer's copy", async () => {
    await at.run("deploy", "imdb", ...left, "--name", "other", "--yes");
    await at.run("export", "other", ...left);
    const attempt = await code("follow", "imdb", ...left, "--once", "--state", "other.omnisum");
    expect(attempt).toMatchObject({ exitCode: 2, code: "ForeignState" });
    expect(await code("follow", "imdb", ...left, "--interval", "0s")).toMatchObject({ code: "InvalidInput" });
  });
});
