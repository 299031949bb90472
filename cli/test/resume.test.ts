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
  readonly address?: string;
  readonly transaction?: { readonly hash: string };
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
    const journal = (name: string): readonly Entry[] =>
      readFileSync(join(folder, "deployments", chainId, `${name}.jsonl`), "utf8")
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
        for (let entry = 1; entry <= whole.length; entry++) {
          for (const moment of ["before", "after"]) {
            const name = `killed-${moment}-${entry}`;
            const before = await height();
            const killed = await runProcess(deploy(name), {
              folder,
              env: { ...env, OMNISUM_TEST_DIE: `${moment} ${entry}` },
              before: [DIE],
            });
            expect([name, killed.exitCode]).toEqual([name, -1]);
            const resumed = await jsonOf(deploy(name, "--resume"), { folder, env });
            expect([name, resumed]).toMatchObject([name, { ok: true }]);
            expect([name, journal(name).map(({ kind, step }) => [kind, step])]).toEqual([
              name,
              whole.map(({ kind, step }) => [kind, step]),
            ]);
            expect([name, (await height()) - before]).toEqual([name, blocks]);
          }
        }
      },
      10 * TIMEOUT_MS,
    );

    it(
      "is not written by two processes at once",
      async () => {
        const two = await Promise.all([
          jsonOf(deploy("both"), { folder, env }),
          jsonOf(deploy("both"), { folder, env }),
        ]);
        const codes = two.map(({ ok, error }) => (ok ? "done" : error.code)).sort();
        expect(codes).toEqual(["DeploymentExists", "done"]);
        expect(journal("both").filter(({ kind }) => kind === "begun")).toHaveLength(1);
      },
      TIMEOUT_MS,
    );
  },
);
