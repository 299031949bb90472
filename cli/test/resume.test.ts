import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { NETWORKS } from "@omnisum/adapters";
import { environmentName } from "../src/services/endpoints.ts";
import { freePort, jsonOf, type RunningDevnet, runProcess, startDevnet } from "./support/process.ts";

const TIMEOUT_MS = 120_000;
const DIE = fileURLToPath(new URL("support/die-at-journal.mjs", import.meta.url));

interface Entry {
  readonly kind: string;
  readonly step?: string;
}

describe.each(NETWORKS.filter(({ stage }) => stage === "development"))(
  "a deployment on $name",
  ({ name: chain, chainId }) => {
    const folder = mkdtempSync(join(tmpdir(), "omnisum-resume-"));
    let env: Readonly<Record<string, string>>;
    let devnet: RunningDevnet;

    const deploy = (name: string, ...rest: readonly string[]) => [
      "deploy",
      "imdb",
      "--chain",
      chain,
      "--name",
      name,
      "--yes",
      ...rest,
    ];
    const journalFile = (name: string) => join(folder, "deployments", chainId, `${name}.jsonl`);
    const journal = (name: string): readonly Entry[] =>
      readFileSync(journalFile(name), "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
    const height = async () => {
      const { result } = await jsonOf(["chains"], { folder, env });
      return Number(result.find((one: { chain: string }) => one.chain === chain).height);
    };

    beforeAll(async () => {
      env = { [environmentName("OMNISUM_ENDPOINT", chain)]: `http://127.0.0.1:${await freePort()}` };
      devnet = await startDevnet([chain], { folder, env });
      // The code that trainers share is there from now on, so that all further deployments take the same steps.
      expect(await jsonOf(deploy("first"), { folder, env })).toMatchObject({ ok: true });
    }, TIMEOUT_MS);
    afterAll(async () => {
      expect(await devnet.stop()).toBe(0);
      rmSync(folder, { recursive: true });
    }, TIMEOUT_MS);

    it(
      "goes on after a kill at any moment of its journal, and sends nothing twice",
      async () => {
        const start = await height();
        await jsonOf(deploy("whole"), { folder, env });
        const blocks = (await height()) - start;
        const whole = journal("whole");
        const moments = whole.flatMap((_, i) => [`before ${i + 1}`, `after ${i + 1}`]);
        for (const [i, moment] of moments.entries()) {
          const name = `killed-${moment.replace(" ", "-")}`;
          const died = { folder, env: { ...env, OMNISUM_TEST_DIE: moment }, before: [DIE] };
          expect([name, (await runProcess(deploy(name), died)).exitCode]).toEqual([name, -1]);
          // The lock of a dead process lapses by itself after some seconds; the first round waits for that, as people would.
          if (i > 0) rmSync(`${journalFile(name)}.lock`, { recursive: true, force: true });
          expect([name, await jsonOf(deploy(name, "--resume"), { folder, env })]).toMatchObject([name, { ok: true }]);
          expect([name, kinds(journal(name))]).toEqual([name, kinds(whole)]);
        }
        expect((await height()) - start).toBe(blocks * (1 + moments.length));
      },
      10 * TIMEOUT_MS,
    );

    it(
      "is not written by two processes at once",
      async () => {
        const place = { folder, env };
        const two = await Promise.all([jsonOf(deploy("both"), place), jsonOf(deploy("both"), place)]);
        // Whoever comes second finds the journal of the first, begun or finished.
        expect(two.filter(({ ok }) => ok)).toHaveLength(1);
        expect(["DeploymentExists", "DeploymentPending"]).toContain(two.find(({ ok }) => !ok)?.error.code);
        expect(journal("both").filter(({ kind }) => kind === "begun")).toHaveLength(1);
      },
      TIMEOUT_MS,
    );
  },
);

function kinds(entries: readonly Entry[]): unknown {
  return entries.map(({ kind, step }) => [kind, step]);
}
