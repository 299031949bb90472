/** Runs the Solidity tests and the tests from outside, and ends with one line that counts both. */
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const hardhat = fileURLToPath(import.meta.resolve("hardhat/package.json")).replace(/package\.json$/, "dist/src/cli.js");

run(["scripts/build.mjs"]);
const solidity = run([hardhat, "test", "solidity"]);
const outside = run(["--test", ...globSync("test/*.test.ts", { cwd: root }).sort()]);

const passed = count(solidity, /(\d+) passing/) + count(outside, /pass (\d+)/);
const counted = count(solidity, /(\d+) failing/) + count(outside, /fail (\d+)/);
const failed = solidity.ok && outside.ok ? counted : Math.max(1, counted);
process.stdout.write(`contracts-evm: ${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

function run(args) {
  const { status, stdout } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: "utf8",
    stdio: ["inherit", "pipe", "inherit"],
  });
  process.stdout.write(stdout);
  return { ok: status === 0, text: stdout };
}

function count({ text }, pattern) {
  return Number(text.match(pattern)?.[1] ?? 0);
}
