import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { EXAMPLES } from "../src/examples.ts";
import { desk } from "./support/command.ts";
import { memoryWorld } from "./support/memory-world.ts";
import { runProcess } from "./support/process.ts";

const LIMIT_MS = 150;
const RUNS = 5;
/** What only a command that runs may load. */
const HEAVY =
  /inversify|ethers|cosmjs|hardhat|polkadot|@omnisum|listr2|inquirer|cli-table3|zod|noble|adapters|core\/dist/;

describe.each(["--help", "--version"])("omnisum %s", (argument) => {
  const folder = mkdtempSync(join(tmpdir(), "omnisum-help-"));

  it("loads no chain library, and nothing else that only a running command needs", async () => {
    const file = join(folder, "modules");
    const before = [fileURLToPath(new URL("support/loaded-modules.mjs", import.meta.url))];
    expect((await runProcess([argument], { folder, env: { OMNISUM_TEST_MODULES: file }, before })).exitCode).toBe(0);
    const modules = readFileSync(file, "utf8")
      .split("\n")
      .map((url) => url.split("/cli/dist/").at(-1) ?? "");
    expect(modules).toContain("program.js");
    expect(modules.filter((url) => HEAVY.test(url))).toEqual([]);
  });

  it(`answers within ${LIMIT_MS} ms of a processor that has nothing else to do`, async () => {
    const file = join(folder, "time");
    const before = [fileURLToPath(new URL("support/processor-time.mjs", import.meta.url))];
    const times: number[] = [];
    for (let i = 0; i < RUNS; i++) {
      await runProcess([argument], { folder, env: { OMNISUM_TEST_TIME: file }, before });
      times.push(Number(readFileSync(file, "utf8")));
    }
    // Processor time, as other tests run beside this one; the fastest run says what the command takes.
    expect(Math.min(...times)).toBeLessThanOrEqual(LIMIT_MS);
  });
});

describe("help", () => {
  let listed: readonly string[];
  beforeAll(async () => {
    const { stdout } = await desk(memoryWorld()).run("--help");
    listed = [...(stdout.split("Commands:")[1]?.matchAll(/^ {2}([a-z]+)/gm) ?? [])].flatMap(([, name]) => name ?? []);
  });

  it("lists every command, each with an example of its own", async () => {
    const commands = listed.filter((name) => name !== "help");
    expect(commands).toEqual(
      expect.arrayContaining(["demo", "devnet", "deploy", "predict", "add", "refund", "report", "fees"]),
    );
    for (const command of commands) {
      const { stdout, exitCode } = await desk(memoryWorld()).run(command, "--help");
      expect([command, exitCode]).toEqual([command, 0]);
      expect(EXAMPLES[command]).toContain(`omnisum ${command}`);
      expect(stdout).toContain(EXAMPLES[command]);
    }
  });
});
