import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { loadFamily, NETWORKS } from "@omnisum/adapters";
import { environmentName } from "../src/services/endpoints.ts";
import { desk } from "./support/command.ts";
import { freePort, jsonOf, type Place, type RunningDevnet, runProcess, startDevnet } from "./support/process.ts";

/** The mnemonic of development chains everywhere. */
const TEST_MNEMONIC = "test test test test test test test test test test test junk";
const TIMEOUT_MS = 120_000;
const CHAINS = NETWORKS.filter(({ stage }) => stage === "development").map(({ name }) => name);
const every = CHAINS.flatMap((chain) => ["--chain", chain]);

/** The built command, the embedded chains, and a folder: what a person has. */
describe("the built command on the embedded chains", () => {
  const folder = mkdtempSync(join(tmpdir(), "omnisum-end-"));
  let place: Place;
  let devnet: RunningDevnet;
  const run = (...argv: readonly string[]) => jsonOf(argv, place);

  beforeAll(async () => {
    const endpoints = await Promise.all(
      CHAINS.map(
        async (chain) => [environmentName("OMNISUM_ENDPOINT", chain), `http://127.0.0.1:${await freePort()}`] as const,
      ),
    );
    place = { folder, env: Object.fromEntries(endpoints) };
    devnet = await startDevnet(CHAINS, place);
  }, TIMEOUT_MS);
  afterAll(async () => {
    expect(await devnet.stop()).toBe(0);
    rmSync(folder, { recursive: true });
  }, TIMEOUT_MS);

  it("devnet names the chains, where they answer, and their test accounts", () => {
    expect(devnet.document).toMatchObject({ ok: true, command: "devnet" });
    expect(devnet.document.result.map(({ chain }: { chain: string }) => chain)).toEqual(CHAINS);
    for (const { endpoint, testAccounts } of devnet.document.result) {
      expect(Object.values(place.env ?? {})).toContain(endpoint);
      expect(testAccounts.length).toBeGreaterThanOrEqual(3);
    }
  });

  it(
    "devnet refuses a port that is taken",
    async () => {
      const { error } = await run("devnet", "--chains", CHAINS[0] ?? "");
      expect(error).toMatchObject({ code: "PortInUse", values: { chain: CHAINS[0] } });
    },
    TIMEOUT_MS,
  );

  it(
    "chains says that they answer",
    async () => {
      const { result } = await run("chains");
      expect(
        result
          .filter(({ reachable }: { reachable: boolean }) => reachable)
          .map(({ chain }: { chain: string }) => chain),
      ).toEqual(CHAINS);
    },
    TIMEOUT_MS,
  );

  it(
    "deploy estimates before it sends, and what it is charged is at most that",
    async () => {
      const planned = await run(
        "deploy",
        "imdb",
        ...every,
        "--param",
        "refundWait=1h",
        "--param",
        "minDeposit=0.001",
        "--dry-run",
      );
      const deployed = await run(
        "deploy",
        "imdb",
        ...every,
        "--param",
        "refundWait=1h",
        "--param",
        "minDeposit=0.001",
        "--yes",
      );
      expect(deployed).toMatchObject({ ok: true, result: { failed: [] } });
      expect(deployed.result.deployed.map(({ chain }: { chain: string }) => chain)).toEqual(CHAINS);
      for (const [i, { charged, steps }] of deployed.result.deployed.entries()) {
        expect(steps.map(({ step }: { step: string }) => step)).toEqual(
          planned.result.plan.chains[i].steps.map(({ step }: { step: string }) => step),
        );
        expect(BigInt(charged.amount)).toBeGreaterThan(0n);
        expect(BigInt(charged.amount)).toBeLessThanOrEqual(BigInt(planned.result.plan.chains[i].estimated.amount));
      }
    },
    TIMEOUT_MS,
  );

  it(
    "status and predict answer alike on all of them",
    async () => {
      const { result } = await run("status", "imdb");
      expect(new Set(result.map(({ stateHash }: { stateHash: string }) => stateHash)).size).toBe(1);
      const { predictions } = (await run("predict", "imdb", ...every, "a truly wonderful film", "the worst film"))
        .result;
      expect(predictions.map(({ labelName }: { labelName: string }) => labelName)).toEqual(
        CHAINS.flatMap(() => ["Positive", "Negative"]),
      );
    },
    TIMEOUT_MS,
  );

  describe.each(CHAINS)("on %s", (chain) => {
    const on = ["imdb", "--chain", chain];

    it(
      "add, advance, refund and report pay who they should",
      async () => {
        const added = await run("add", ...on, "--label", "Positive", "a truly wonderful film", "--account", "1");
        expect(added.result.contributions).toMatchObject([{ id: "0", label: 1, taught: false }]);
        const { deposit } = added.result.contributions[0];
        await run("add", ...on, "--label", "Positive", "the worst film", "--account", "2");
        await run("add", ...on, "--label", "Negative", "the worst film", "--account", "1");
        expect((await run("status", ...on)).result[0].balance.amount).toBe(String(3n * BigInt(deposit.amount)));
        expect((await run("refund", ...on, "0", "--account", "1")).error.code).toBe("TooEarly");
        await run("advance", "--chain", chain, "2h");
        expect((await run("refund", ...on, "0", "--account", "2")).error.code).toBe("NotAuthor");
        expect((await run("report", ...on, "1", "--account", "1")).error.code).toBe("NoCredit");
        expect((await run("refund", ...on, "0", "--account", "1")).result.paid).toEqual(deposit);
        expect((await run("refund", ...on, "1", "--account", "2")).error).toMatchObject({
          code: "ModelDisagrees",
          values: { predicted: expect.anything() },
        });
        expect((await run("report", ...on, "1", "--account", "1")).result.paid).toEqual(deposit);
        const { contributions } = (await run("contributions", ...on)).result;
        expect(contributions.map(({ status }: { status: string }) => status)).toEqual(["settled", "settled", "open"]);
        expect((await run("status", ...on)).result[0].balance).toEqual(deposit);
      },
      TIMEOUT_MS,
    );

    it(
      "a batch is added, refunded in one payment, and the log folded",
      async () => {
        const lines = ["great film", "awful film", "wonderful story"].map((text, i) =>
          JSON.stringify({ text, label: i === 1 ? 0 : 1 }),
        );
        writeFileSync(join(folder, "data.jsonl"), lines.join("\n"));
        const added = await run("add", ...on, "--file", "data.jsonl", "--batch", "3", "--account", "1");
        expect(added.result.contributions.map(({ id }: { id: string }) => id)).toEqual(["3", "4", "5"]);
        await run("advance", "--chain", chain, "1h");
        const { paid } = (await run("refund", ...on, "4", "--batch", "--account", "1")).result;
        expect(paid).toEqual(added.result.transactions[0].deposit);
        const before = (await run("status", ...on)).result[0].stateHash;
        expect((await run("compact", ...on)).ok).toBe(true);
        expect((await run("status", ...on)).result[0].stateHash).toBe(before);
      },
      TIMEOUT_MS,
    );

    it.each([
      [["--sample", "0x00010001"], "InvalidSample", 2],
      [["--sample", "0x00020001"], "InvalidSample", 2],
      [["--sample", "0x03e8"], "InvalidSample", 2],
      [["good", "--account", "99"], "UnknownAccount", 2],
    ] as const)(
      "%j is refused with %s, and nothing is sent",
      async (given, code, exitCode) => {
        const before = await run("status", ...on);
        const refused = await runProcess(["add", ...on, "--label", "1", ...given, "--json"], place);
        expect([refused.exitCode, JSON.parse(refused.stdout).error.code]).toEqual([exitCode, code]);
        expect(await run("status", ...on)).toEqual(before);
      },
      TIMEOUT_MS,
    );

    it(
      "a model of more features than the protocol has is refused before anything is sent",
      async () => {
        const file = {
          type: "sparse perceptron",
          classifications: ["no", "yes"],
          weights: [],
          sparseWeights: { 16777216: 1 },
        };
        writeFileSync(join(folder, "large.json"), JSON.stringify(file));
        const { error } = await run("deploy", "large.json", "--chain", chain, "--yes");
        expect(error).toMatchObject({ code: "InvalidModel", values: { field: "sparseWeights.16777216" } });
      },
      TIMEOUT_MS,
    );

    it(
      "a key is asked for, checked, and refused when everybody knows it, before anything is sent",
      async () => {
        const before = await run("chains");
        const endpoint = place.env?.[environmentName("OMNISUM_ENDPOINT", chain)] ?? "";
        // The same chain, as if it were a network where keys have to be given.
        const networks = NETWORKS.filter(({ name }) => name === chain).map((network) => ({
          ...network,
          stage: "live" as const,
          endpoint,
        }));
        const deploy = (env: Readonly<Record<string, string>>) =>
          desk({ networks, loadFamily }, env).json("deploy", "imdb", "--chain", chain, "--yes");
        const variable = environmentName("OMNISUM_SECRET", chain);
        expect(await deploy({})).toMatchObject({ exitCode: 2, document: { error: { code: "MissingInput" } } });
        for (const secret of ["nonsense", "0x12", `0x${"00".repeat(32)}`]) {
          const refused = { code: "InvalidKey", values: { source: variable, reason: expect.any(String) } };
          const { exitCode, document } = await deploy({ [variable]: secret });
          expect([secret, exitCode, document.error]).toMatchObject([secret, 2, refused]);
          expect(JSON.stringify(document)).not.toContain(secret);
        }
        const known = await deploy({ OMNISUM_SECRET: TEST_MNEMONIC });
        expect(known).toMatchObject({ exitCode: 2, document: { error: { code: "TestKeyRefused" } } });
        const poor = await deploy({ OMNISUM_SECRET: `0x${"5a".repeat(32)}` });
        expect(poor).toMatchObject({
          exitCode: 1,
          document: { error: { code: "InsufficientFunds", values: { available: "0" } } },
        });
        expect(await run("chains")).toEqual(before);
      },
      TIMEOUT_MS,
    );

    it(
      "an account that is poor is told what is needed and what there is",
      async () => {
        const { error } = await run(
          "deploy",
          "imdb",
          "--chain",
          chain,
          "--name",
          "dear",
          "--param",
          "minDeposit=100000000",
          "--yes",
        ).then(() => run("add", "dear", "--chain", chain, "--label", "1", "good", "--account", "2"));
        expect(error).toMatchObject({
          code: "InsufficientFunds",
          values: { available: expect.stringMatching(/^\d+$/), required: expect.stringMatching(/^\d+$/) },
        });
      },
      TIMEOUT_MS,
    );
  });
});

it(
  "the demo compares the chains and leaves equal models",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "omnisum-demo-"));
    const { exitCode, stdout } = await runProcess(["demo", "--json"], { folder });
    rmSync(folder, { recursive: true });
    const { result } = JSON.parse(stdout);
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ stateHashesEqual: true, agreement: { of: 914 } });
    expect(result.chains.map(({ chain }: { chain: string }) => chain)).toEqual(CHAINS);
    const charged = result.fees.rows.filter(
      ({ kind, operation }: Record<string, string>) => kind === "charged" && operation !== "predict",
    );
    for (const row of charged) {
      expect(BigInt(row.charged)).toBeGreaterThan(0n);
      expect(BigInt(row.charged)).toBeLessThanOrEqual(BigInt(row.estimated));
    }
  },
  TIMEOUT_MS,
);
