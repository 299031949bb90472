import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "@jest/globals";
import { PREDICTION_MARKET_SPEC, parseTestSet, revealOf, Trainer } from "@omnisum/core";
import { type Desk, desk } from "./support/command.ts";
import { type MemoryWorld, memoryWorld } from "./support/memory-world.ts";

const left = ["--chain", "left"];
const mem = (amount: string) => ({ amount, currency: "MEM", decimals: 6 });
const secret = ["--secret", "secret.json"];

let world: MemoryWorld;
let at: Desk;

const TESTS = [
  ["a wonderful film", "Positive"],
  ["great story", "Positive"],
  ["worst film", "Negative"],
  ["boring waste of time", "Negative"],
  ["excellent film", "Positive"],
  ["terrible acting", "Negative"],
];

beforeEach(() => {
  world = memoryWorld();
  at = desk(world);
  writeFileSync(
    join(at.folder, "test.jsonl"),
    TESTS.map(([text, label]) => `${JSON.stringify({ text, label })}\n`).join(""),
  );
});

const prepare = (...rest: readonly string[]) =>
  at.json("market", "prepare", "imdb", "--file", "test.jsonl", "--pieces", "3", ...rest);
const endOf = (seconds: bigint) => world.chain("left").now + seconds;

async function deploy(...rest: readonly string[]): Promise<void> {
  const { document } = await prepare(...secret);
  const parameters = {
    pieces: 3,
    commitments: document.result.commitments,
    bounty: "3",
    minStake: "0.5",
    participationEnd: endOf(1_000n),
    revealWait: "10m",
    collectWait: "1d",
  };
  const given = Object.entries(parameters).flatMap(([name, value]) => ["--param", `${name}=${value}`]);
  const ran = await at.run("deploy", "imdb", ...left, "--incentive", "prediction-market", ...given, "--yes", ...rest);
  expect(ran).toMatchObject({ exitCode: 0 });
}

const market = (command: string, ...rest: readonly string[]) =>
  at.json("market", command, "imdb", ...left, ...(["open", "reveal"].includes(command) ? secret : []), ...rest);
const add = (account: string, label: string, text: string, ...rest: readonly string[]) =>
  at.json("add", "imdb", ...left, "--account", account, "--label", label, text, ...rest);
const failure = async (command: string, ...rest: readonly string[]) => {
  const { exitCode, document } = await market(command, ...rest);
  return { exitCode, code: document.error?.code, values: document.error?.values };
};
const pass = (duration: string) => at.run("advance", ...left, duration);
const balance = (index: number) => world.chain("left").balance(`memory-account-${index}`);

describe("market prepare", () => {
  it("cuts samples into pieces and keeps them where only their owner can read them", async () => {
    const { exitCode, document } = await prepare(...secret);
    expect(exitCode).toBe(0);
    const file = join(at.folder, "secret.json");
    expect(document.result).toEqual({
      name: "imdb",
      file,
      ...{ pieces: 3, sizes: [2, 2, 2], samples: 6 },
      commitments: expect.stringMatching(/^0x[0-9a-f]{64}$/),
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ commitments: document.result.commitments });
  });

  it("uses other salts each time, and never replaces a file", async () => {
    const { document } = await prepare(...secret);
    const again = await prepare(...secret);
    expect([again.exitCode, again.document.error.code]).toEqual([2, "FileExists"]);
    const { document: other } = await prepare("--secret", "other.json");
    expect(other.result.commitments).not.toBe(document.result.commitments);
  });

  it("keeps them in the person's own folder unless it is told where", async () => {
    const home = desk(world, { HOME: at.folder });
    writeFileSync(join(home.folder, "test.jsonl"), readFileSync(join(at.folder, "test.jsonl")));
    const { document } = await home.json("market", "prepare", "imdb", "--file", "test.jsonl", "--pieces", "2");
    expect(document.result.file).toBe(join(at.folder, ".omnisum", "imdb.test-set.json"));
    const homeless = await prepare();
    expect([homeless.exitCode, homeless.document.error.code]).toEqual([2, "MissingInput"]);
  });

  it("refuses to keep them inside a repository", async () => {
    mkdirSync(join(at.folder, ".git"));
    mkdirSync(join(at.folder, "deep"));
    const { exitCode, document } = await prepare("--secret", "deep/secret.json");
    expect([exitCode, document.error.code]).toEqual([2, "InvalidInput"]);
    expect(() => statSync(join(at.folder, "deep", "secret.json"))).toThrow();
  });

  it.each([
    [["--pieces", "1"], "InvalidInput"],
    [["--pieces", "7"], "InvalidInput"],
    [["--pieces", "many"], "InvalidInput"],
    [["--file", "nowhere.jsonl"], "InvalidInput"],
  ])("refuses %j", async (options, code) => {
    const { exitCode, document } = await prepare(...secret, ...options);
    expect([exitCode, document.error.code]).toEqual([2, code]);
  });

  it.each([
    ['{"text": "great film"}', "MissingInput"],
    ['{"text": "great film", "label": "Funny"}', "UnknownLabel"],
    ['{"text": "qwertz", "label": "Positive"}', "NothingKnown"],
    ['{"sample": "0x00020001", "label": 1}', "InvalidSample"],
    ['{"sample": "0x", "label": 1}', "InvalidSample"],
  ])("refuses the sample %s, which could never be revealed", async (line, code) => {
    writeFileSync(join(at.folder, "test.jsonl"), `${line}\n${line}\n${line}\n`);
    const { exitCode, document } = await prepare(...secret);
    expect([exitCode, document.error.code]).toEqual([2, code]);
    expect(() => statSync(join(at.folder, "secret.json"))).toThrow();
  });
});

/** The market as a program works with it. */
async function byHand() {
  const [network] = world.networks;
  if (network === undefined) throw new Error("there is no network");
  const chain = await (await world.loadFamily("memory")).connect(network, { kind: "development" });
  const { call } = (await Trainer.attach(chain, "memory-trainer-0")).incentive(PREDICTION_MARKET_SPEC);
  const set = parseTestSet(readFileSync(join(at.folder, "secret.json"), "utf8"));
  return { call, set, provider: { address: "memory-account-0", name: "0" } };
}

describe("a market from the command line", () => {
  beforeEach(async () => deploy());

  it("goes through all its phases, and pays out all that it holds", async () => {
    const before = [0, 1, 2].map(balance);
    expect((await market("status")).document.result).toMatchObject({ phase: "setup", bounty: mem("0") });
    const opened = await market("open");
    expect(opened.exitCode).toBe(0);
    expect(opened.document.result).toMatchObject({ chain: "left", bounty: mem("3000000") });
    expect(opened.document.result.transactions.map(({ what }: { what: string }) => what)).toEqual([
      "Opening the market",
      "Drawing the piece to show",
      expect.stringMatching(/^Revealing piece \d of 3$/),
    ]);
    await add("1", "Negative", "wonderful film", "--stake", "2");
    await add("2", "Positive", "great film");
    const { document: during } = await market("status");
    expect(during.result).toMatchObject({
      phase: "participation",
      contributions: "2",
      contributors: 2,
      pieces: "3",
      bounty: mem("3000000"),
      deadlines: { participationEnd: expect.any(String), revealEnd: expect.any(String) },
      balances: [
        { account: "memory-account-1", isProvider: false, balance: mem("2000000") },
        { account: "memory-account-2", isProvider: false, balance: mem("500000") },
        { account: "memory-account-0", isProvider: true, balance: mem("3000000") },
      ],
    });
    await pass("1000s");
    const revealed = await market("reveal");
    expect(revealed.document.result).toMatchObject({ phase: "scoring" });
    expect(revealed.document.result.pieces).toHaveLength(2);
    const scored = await market("score");
    expect(scored.document.result).toMatchObject({ chain: "left", steps: 1 });
    expect((await market("status")).document.result).toMatchObject({ phase: "collect", samples: 4 });
    for (const account of ["0", "1", "2"]) await market("collect", "--account", account);
    expect((await market("status")).document.result.phase).toBe("closed");
    expect(world.chain("left").balance("memory-trainer-0")).toBe(0n);
    const after = [0, 1, 2].map(balance);
    expect(after.reduce((sum, one) => sum + one)).toBe(before.reduce((sum, one) => sum + one));
  });

  it("scores in as many steps as it is told to take", async () => {
    await market("open");
    await add("1", "Positive", "great film");
    await pass("1000s");
    await market("reveal");
    const { document } = await market("score", "--limit", "3");
    // 4 predictions for the baseline, 4 after the contribution, a step for the contributor: 9 units, and perhaps a payment.
    expect(document.result.steps).toBeGreaterThanOrEqual(3);
    expect(document.result.transactions).toHaveLength(document.result.steps);
  });

  it("goes on with opening and revealing where it stopped", async () => {
    const { call, provider, set } = await byHand();
    await call("openMarket", {}, 3_000_000n).send(provider);
    const opened = await market("open");
    expect(opened.document.result.transactions).toHaveLength(2);
    expect(await failure("open")).toMatchObject({ exitCode: 1, code: "WrongPhase", values: { phase: 1 } });
    await add("1", "Positive", "great film");
    await pass("1000s");
    const first = opened.document.result.drawn === 0 ? 1 : 0;
    await call("revealPiece", revealOf(set, first)).send(provider);
    const { pieces } = (await market("reveal")).document.result;
    expect(pieces).toEqual([0, 1, 2].filter((piece) => piece !== first && piece !== opened.document.result.drawn));
    expect(await failure("reveal")).toMatchObject({ exitCode: 1, code: "WrongPhase", values: { phase: 3 } });
  });

  it("refuses what is out of its phase, by name", async () => {
    expect(await failure("reveal")).toMatchObject({ exitCode: 1, code: "WrongPhase", values: { phase: 0 } });
    expect(await failure("score")).toMatchObject({ exitCode: 1, code: "WrongPhase", values: { phase: 0 } });
    expect(await failure("collect")).toMatchObject({ exitCode: 1, code: "WrongPhase", values: { phase: 0 } });
    expect((await add("1", "Positive", "great film")).document.error.code).toBe("WrongPhase");
    await market("open");
    const short = await add("1", "Positive", "great film", "--stake", "0.4");
    expect(short.document.error).toMatchObject({
      code: "InsufficientDeposit",
      values: { sent: "400000", required: "500000" },
    });
    expect((await add("1", "Positive", "great film", "--stake", "much")).document.error.code).toBe("InvalidInput");
    await add("1", "Positive", "great film");
    await pass("1000s");
    await market("reveal");
    await market("score");
    expect(await failure("score")).toMatchObject({ exitCode: 1, code: "WrongPhase", values: { phase: 4 } });
    expect(await failure("collect", "--account", "5")).toMatchObject({ exitCode: 1, code: "NothingToCollect" });
    await market("collect", "--account", "1");
    expect(await failure("collect", "--account", "1")).toMatchObject({ exitCode: 1, code: "NothingToCollect" });
    expect(await failure("score", "--limit", "0")).toMatchObject({ exitCode: 2, code: "InvalidInput" });
  });

  it("refuses to reveal too late: the bounty is the contributors' then", async () => {
    await market("open");
    await add("1", "Positive", "great film");
    await pass("1600s");
    expect(await failure("reveal")).toMatchObject({ exitCode: 1, code: "WrongPhase", values: { phase: 4 } });
    const { document } = await market("collect", "--account", "1");
    expect(document.result.paid).toEqual(mem("3500000"));
  });

  it("lets only the provider open and reveal", async () => {
    expect(await failure("open", "--account", "3")).toMatchObject({ exitCode: 1, code: "NotProvider" });
    await market("open");
    await add("1", "Positive", "great film");
    await pass("1000s");
    expect(await failure("reveal", "--account", "1")).toMatchObject({ exitCode: 1, code: "NotProvider" });
  });

  it("sends nothing with the test set of another market, a broken one or none", async () => {
    await prepare("--secret", "other.json");
    const height = world.chain("left").height;
    const refusal = { exitCode: 2, code: "WrongTestSet", values: { file: join(at.folder, "other.json") } };
    expect(await failure("open", "--secret", "other.json")).toMatchObject(refusal);
    const file = join(at.folder, "secret.json");
    const kept = readFileSync(file, "utf8");
    writeFileSync(file, kept.replace(/"salt": "0x./, '"salt": "0xz'));
    expect(await failure("open")).toMatchObject({ exitCode: 2, code: "InvalidTestSet" });
    writeFileSync(
      file,
      kept.replace(/"salt": "0x(.)/, (_, digit) => `"salt": "0x${digit === "0" ? "1" : "0"}`),
    );
    expect(await failure("open")).toMatchObject({ exitCode: 2, code: "InvalidTestSet" });
    expect(await failure("open", "--secret", "nowhere.json")).toMatchObject({ exitCode: 2, code: "InvalidInput" });
    expect(world.chain("left").height).toBe(height);
  });

  it("is a market only where the mechanism is one", async () => {
    await at.run("deploy", "imdb", ...left, "--name", "other", "--yes");
    const { exitCode, document } = await at.json("market", "status", "other", ...left);
    expect([exitCode, document.error.code]).toEqual([2, "OtherMechanism"]);
  });

  it("has help with an example for each of its commands", async () => {
    for (const command of ["prepare", "open", "reveal", "score", "collect", "status"]) {
      const { stdout, exitCode } = await at.run("market", command, "--help");
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`$ omnisum market ${command} imdb`);
    }
  });
});
