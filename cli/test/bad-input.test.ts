import { appendFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "@jest/globals";
import { INCENTIVES } from "@omnisum/core";
import { type Desk, type Document, desk } from "./support/command.ts";
import { DEPOSIT, type MemoryWorld, memoryWorld } from "./support/memory-world.ts";

const left = ["--chain", "left"];

let world: MemoryWorld;
let at: Desk;
beforeEach(() => {
  world = memoryWorld();
  at = desk(world);
});

/** Everything that a command could change: on the chains, and in the folder of the deployments. */
function everything(): unknown {
  const chains = ["left", "right"].map((name) => {
    const chain = world.chain(name);
    return [chain.height, chain.accounts.map((account) => chain.balance(account))];
  });
  const files = readdirSync(at.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath.includes("deployments"))
    .map(({ parentPath, name }) => [parentPath, name, readFileSync(join(parentPath, name), "utf8")]);
  return [chains, files];
}

/** The command fails with that error and has changed nothing. */
async function refuses(argv: readonly string[], exitCode: 1 | 2, error: Document): Promise<Document> {
  const before = everything();
  const ran = await at.json(...argv);
  expect(ran.document).toMatchObject({ ok: false, error });
  expect(ran.document.error.hint).not.toBe("");
  expect(ran.document.error.message).not.toMatch(/\{\w+\}|undefined/);
  expect(ran.exitCode).toBe(exitCode);
  expect(everything()).toEqual(before);
  return ran.document.error;
}

function write(name: string, content: unknown): string {
  writeFileSync(join(at.folder, name), typeof content === "string" ? content : JSON.stringify(content));
  return name;
}

describe("a model file", () => {
  const valid = { type: "sparse perceptron", classifications: ["no", "yes"], weights: [1, -1], intercept: 0 };
  it.each([
    ["of an unknown kind", { ...valid, type: "transformer" }, "type"],
    ["without labels", { ...valid, classifications: undefined }, "classifications"],
    ["with one label", { ...valid, classifications: ["only"] }, "classifications"],
    ["with a weight that is no number", { ...valid, weights: [1, "NaN"] }, "weights"],
    ["with an index out of range", { ...valid, sparseWeights: { 16777216: 1 } }, "sparseWeights.16777216"],
    ["with a negative index", { ...valid, sparseWeights: { "-1": 1 } }, "sparseWeights.-1"],
  ])("%s is refused, naming the field", async (_, file, field) => {
    await refuses(["deploy", write("model.json", file), ...left, "--yes"], 2, {
      code: "InvalidModel",
      values: { field },
    });
  });

  it("with NaN is no JSON", async () => {
    const file = write("model.json", '{"type": "sparse perceptron", "classifications": ["a", "b"], "weights": [NaN]}');
    await refuses(["deploy", file, ...left, "--yes"], 2, { code: "InvalidModel", values: { field: "the file" } });
  });

  it("that does not exist is named", async () => {
    await refuses(["deploy", "nothing.json", ...left, "--yes"], 2, {
      code: "InvalidInput",
      values: { name: "nothing.json" },
    });
  });
});

describe("deploy", () => {
  it("lists the known chains for an unknown one", async () => {
    await refuses(["deploy", "imdb", "--chain", "mars", "--yes"], 2, {
      code: "UnknownChain",
      values: { chain: "mars", known: "left, right, live" },
    });
  });

  it("says how to start a chain that does not answer", async () => {
    world.stop("left");
    const { hint } = await refuses(["deploy", "imdb", ...left, "--yes"], 1, { code: "ChainUnreachable" });
    expect(hint).toContain("omnisum devnet");
  });

  it("lists the known parameters for an unknown one", async () => {
    await refuses(["deploy", "imdb", ...left, "--param", "speed=1", "--yes"], 2, {
      code: "UnknownKind",
      values: { role: "parameter", kind: "speed", known: expect.stringContaining("refundWait") },
    });
  });

  it.each([
    ["refundWait=soon", "InvalidInput"],
    ["minDeposit=1,5", "InvalidInput"],
    ["minDeposit=0.1234567", "InvalidInput"],
    ["credit=most", "InvalidInput"],
    ["learningRate=70000", "InvalidInput"],
    ["learningRate=0", "InvalidConfig"],
    ["ownerWait=1s", "InvalidConfig"],
    ["refundWait", "InvalidInput"],
  ])("refuses the parameter %s", async (parameter, code) => {
    await refuses(["deploy", "imdb", ...left, "--param", parameter, "--yes"], 2, { code });
  });

  it("lists the known mechanisms for an unknown one", async () => {
    await refuses(["deploy", "imdb", ...left, "--incentive", "lottery", "--yes"], 2, {
      code: "UnknownKind",
      values: { known: INCENTIVES.map(({ kind }) => kind).join(", ") },
    });
  });

  it("says that nobody confirmed where nobody can be asked", async () => {
    await refuses(["deploy", "imdb", ...left], 2, { code: "MissingInput" });
  });

  it("refuses a second deployment of one name, and one that was begun unless it is resumed", async () => {
    await at.run("deploy", "imdb", ...left, "--yes");
    await refuses(["deploy", "imdb", ...left, "--yes"], 2, {
      code: "DeploymentExists",
      values: { name: "imdb", chain: "left", address: "memory-trainer-0" },
    });
    const journal = join(at.folder, "deployments", "left", "imdb.jsonl");
    const lines = readFileSync(journal, "utf8").split("\n");
    writeFileSync(journal, `${lines.slice(0, 2).join("\n")}\n`);
    await refuses(["deploy", "imdb", ...left, "--yes"], 2, { code: "DeploymentPending" });
    expect((await at.json("deploy", "imdb", ...left, "--yes", "--resume")).exitCode).toBe(0);
    expect(world.chain("left").height).toBe(1n);
  });

  it("resumes with the plan of the journal only", async () => {
    await at.run("deploy", "imdb", ...left, "--yes");
    await refuses(["deploy", "imdb", ...left, "--yes", "--resume", "--param", "learningRate=5"], 2, {
      code: "JournalInUse",
    });
  });

  it("names the endpoint's variable for a live network without one, then the key's", async () => {
    await refuses(["deploy", "imdb", "--chain", "live", "--yes"], 2, {
      code: "MissingInput",
      values: { name: expect.stringContaining("OMNISUM_ENDPOINT_LIVE") },
    });
    await refuses(["deploy", "imdb", "--chain", "live", "--yes", "--endpoint", "live=http://127.0.0.1:9"], 2, {
      code: "MissingInput",
      values: { name: expect.stringContaining("OMNISUM_SECRET_LIVE") },
    });
    expect(world.keys).toEqual([]);
  });

  it("takes a secret from the environment", async () => {
    const live = desk(world, { OMNISUM_SECRET_LIVE: "0x01", OMNISUM_ENDPOINT_LIVE: "http://127.0.0.1:9" });
    expect((await live.run("deploy", "imdb", "--chain", "live", "--dry-run")).exitCode).toBe(0);
    expect(world.keys).toEqual([{ kind: "secret", source: "OMNISUM_SECRET_LIVE", secret: "0x01" }]);
  });

  it("leaves the others' results when one chain fails, and says how to go on", async () => {
    const journal = join(at.folder, "deployments", "right", "imdb.jsonl");
    await at.run("deploy", "imdb", "--chain", "right", "--yes");
    writeFileSync(
      journal,
      readFileSync(journal, "utf8")
        .replace("memory-transaction-0", "memory-transaction-9")
        .split("\n")
        .slice(0, 2)
        .join("\n")
        .concat("\n"),
    );
    const { exitCode, document } = await at.json("deploy", "imdb", ...left, "--chain", "right", "--yes", "--resume");
    expect(exitCode).toBe(1);
    expect(document).toMatchObject({
      ok: false,
      result: { deployed: [{ chain: "left" }], failed: [{ chain: "right", code: "TransactionLost" }] },
      error: { code: "DeploymentIncomplete", values: { name: "imdb", chains: "right" } },
    });
    expect(document.error.hint).toContain("omnisum deploy imdb --name imdb --chain right");
    expect(document.error.hint).toContain("--resume");
  });
});

describe("a journal", () => {
  const file = () => join(at.folder, "deployments", "left", "imdb.jsonl");
  beforeEach(async () => {
    await at.run("deploy", "imdb", ...left, ...DEPOSIT, "--yes");
  });

  it("of another chain is refused, whatever is asked", async () => {
    writeFileSync(file(), readFileSync(file(), "utf8").replace('"genesis":"memory"', '"genesis":"another"'));
    for (const argv of [
      ["status", "imdb"],
      ["predict", "imdb", "good"],
      ["deploy", "imdb", ...DEPOSIT, "--yes"],
      ["deploy", "imdb", ...DEPOSIT, "--yes", "--resume"],
    ]) {
      await refuses([...argv, ...left], 2, { code: "JournalMismatch", values: { file: file() } });
    }
  });

  it("with a broken line in its midst is refused, naming the line", async () => {
    const lines = readFileSync(file(), "utf8").split("\n");
    writeFileSync(file(), [lines[0], '{"kind":"sen', ...lines.slice(2)].join("\n"));
    await refuses(["status", "imdb", ...left], 2, { code: "JournalCorrupt", values: { line: 2, file: file() } });
  });

  it("that is broken does not hide the others", async () => {
    await at.run("deploy", "imdb", ...left, "--name", "other", "--yes");
    writeFileSync(file(), "nonsense\n");
    const { document } = await at.json("deployments");
    const states = document.result.map(({ name, state }: Record<string, string>) => [name, state]);
    expect(states).toEqual([
      ["imdb", "corrupt"],
      ["other", "finished"],
    ]);
    expect((await at.run("predict", "other", "good")).exitCode).toBe(0);
  });

  it("with a half-written last line is read without it, and resuming writes it anew", async () => {
    const whole = readFileSync(file(), "utf8");
    truncateSync(file(), whole.length - 20);
    await refuses(["status", "imdb", ...left], 2, { code: "DeploymentPending" });
    expect((await at.json("deploy", "imdb", ...left, ...DEPOSIT, "--yes", "--resume")).exitCode).toBe(0);
    expect(readFileSync(file(), "utf8")).toBe(whole);
    expect(world.chain("left").height).toBe(1n);
  });

  it("whose last line is complete but no entry is refused", async () => {
    appendFileSync(file(), '{"kind":"unheard of"}\n');
    await refuses(["status", "imdb", ...left], 2, { code: "JournalCorrupt" });
  });
});

describe("using a trainer", () => {
  beforeEach(async () => {
    await at.run("deploy", "imdb", ...left, ...DEPOSIT, "--yes");
  });

  it.each(["Neutral", "2", "-1"])("lists the labels for the label %s", async (label) => {
    await refuses(["add", "imdb", ...left, `--label=${label}`, "wonderful film"], 2, {
      code: "UnknownLabel",
      values: { label, labels: "Negative (0), Positive (1)" },
    });
  });

  it("refuses a text without any known word", async () => {
    await refuses(["predict", "imdb", ...left, "xyzzy plugh"], 2, { code: "NothingKnown" });
    await refuses(["add", "imdb", ...left, "--label", "1", "xyzzy plugh"], 2, { code: "NothingKnown" });
  });

  it.each([
    ["duplicate", "0x00010001", "order"],
    ["unsorted", "0x00020001", "order"],
    ["out-of-range", "0x03e8", "range"],
    ["half", "0x000100", "length"],
    ["no", "0x", "empty"],
  ])("refuses a sample with %s indices", async (_, sample, reason) => {
    await refuses(["add", "imdb", ...left, "--label", "1", "--sample", sample], 2, {
      code: "InvalidSample",
      values: { reason },
    });
  });

  it("refuses a sample that is no hex", async () => {
    await refuses(["predict", "imdb", ...left, "--sample", "12"], 2, { code: "InvalidInput", values: { name: "hex" } });
  });

  it("says what is needed and what there is when the money does not suffice", async () => {
    world.chain("left").mine("drain", {
      from: "memory-account-3",
      funds: world.chain("left").balance("memory-account-3") - 1n,
      run: () => ({ contract: "elsewhere", outcome: { events: [], paid: 0n } }),
    });
    await refuses(["add", "imdb", ...left, "--label", "1", "wonderful film", "--account", "3"], 1, {
      code: "InsufficientFunds",
      values: { account: "memory-account-3", available: "1", required: "500000" },
    });
    const { stderr } = await at.run("add", "imdb", ...left, "--label", "1", "wonderful film", "--account", "3");
    expect(stderr).toContain("memory-account-3 holds 0.000001 MEM but 0.5 MEM is needed.");
  });

  it("lists the accounts for an unknown one", async () => {
    const { hint } = await refuses(["add", "imdb", ...left, "--label", "1", "good", "--account", "99"], 2, {
      code: "UnknownAccount",
    });
    expect(hint).toContain("0, 1, 2");
  });

  it.each([
    [["refund", "imdb", "7"], 1, "UnknownContribution"],
    [["report", "imdb", "7"], 1, "UnknownContribution"],
    [["refund", "imdb", "x"], 2, "InvalidInput"],
    [["refund", "imdb"], 2, "MissingInput"],
    [["add", "imdb", "good"], 2, "MissingInput"],
    [["add", "imdb", "--label", "1"], 2, "MissingInput"],
    [["predict", "imdb"], 2, "MissingInput"],
    [["predict", "nobody", "good"], 2, "UnknownTrainer"],
    [["status", "nobody"], 2, "UnknownTrainer"],
    [["status", "../nobody"], 2, "InvalidInput"],
    [["predict", "--address", "nowhere", "good"], 2, "ContractMismatch"],
    [["add", "imdb", "--label", "1", "--file", "none.jsonl"], 2, "InvalidInput"],
    [["add", "imdb", "--label", "1", "good", "--batch", "0"], 2, "InvalidInput"],
    [["advance", "soon"], 2, "InvalidInput"],
  ] as const)("refuses %j", async (argv, exitCode, code) => {
    await refuses([...argv, ...left], exitCode, { code });
  });

  it("names the line of a file that is wrong, and sends none of it", async () => {
    const file = write("data.jsonl", '{"text": "good", "label": 1}\n{"words": "bad"}\n');
    await refuses(["add", "imdb", ...left, "--file", file], 2, {
      code: "InvalidInput",
      values: { name: `Line 2 of ${file}` },
    });
    const late = write("late.jsonl", '{"text": "good", "label": 1}\n{"text": "bad", "label": 9}\n');
    await refuses(["add", "imdb", ...left, "--file", late], 2, { code: "UnknownLabel", values: { label: 9 } });
  });

  it("tells what of a file was sent when a later line fails on the chain", async () => {
    const chain = world.chain("left");
    const funds = chain.balance("memory-account-4") - 700_000n;
    chain.mine("drain", {
      from: "memory-account-4",
      funds,
      run: () => ({ contract: "elsewhere", outcome: { events: [], paid: 0n } }),
    });
    const file = write("data.jsonl", '{"text": "good", "label": 1}\n{"text": "bad", "label": 0}\n');
    const { exitCode, document } = await at.json("add", "imdb", ...left, "--file", file, "--account", "4");
    expect(exitCode).toBe(1);
    expect(document).toMatchObject({
      ok: false,
      result: { contributions: [{ id: "0" }] },
      error: { code: "InsufficientFunds" },
    });
  });

  it("refuses another vocabulary than the model's", async () => {
    const file = write("words.json", { good: 0 });
    await refuses(["predict", "imdb", ...left, "good", "--vocabulary", file], 2, { code: "VocabularyMismatch" });
  });
});

describe("the command line", () => {
  it.each([
    [["bogus"], "unknown command 'bogus'"],
    [["status", "--frob"], "unknown option '--frob'"],
    [["advance"], "missing required argument 'duration'"],
    [["chains", "--endpoint", "left"], "left is not CHAIN=URL"],
  ])("%j is refused", async (argv, reason) => {
    await refuses(argv, 2, { code: "InvalidInput", values: { reason: expect.stringContaining(reason) } });
  });

  it("errors for people are a sentence and a hint, with --verbose their causes", async () => {
    const { exitCode, stdout, stderr } = await at.run("deploy", "imdb", ...left, "--param", "minDeposit=x", "--yes");
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toBe(
      "Error: The parameter minDeposit is not valid: x is not an amount of MEM with at most 6 decimals.\nHint:  See the command's --help.\n",
    );
    const verbose = await at.run("deploy", "imdb", ...left, "--param", "minDeposit=x", "--yes", "--verbose");
    expect(verbose.stderr).toContain("because InvalidInput: amount is not valid: x is no decimal number.");
  });
});
