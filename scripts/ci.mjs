// Everything that must hold before a change lands, stage after stage; the last line is `N passed, N failed`.
// A stage that runs tests counts them; any other counts as one. `node scripts/ci.mjs NAME …` runs only those named.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bootstrap, environment, root } from "./bootstrap.mjs";

const report = join(root, ".cache", "jest.json");

/** In the order in which a failure is cheapest to find. */
const STAGES = [
  {
    name: "test",
    title: "README's test command",
    command: ["npm", ["test", "--", "--ci", "--json", `--outputFile=${report}`]],
    jest: true,
  },
  { name: "format", title: "format and lint", command: ["npm", ["run", "lint"]] },
  { name: "types", title: "types of the tests", command: ["npm", ["run", "types"]] },
  { name: "imports", title: "import rules", command: ["npm", ["run", "imports"]] },
  { name: "unused", title: "unused files, exports and dependencies", command: ["npm", ["run", "unused"]] },
  { name: "vectors", title: "vectors unchanged", command: ["npm", ["run", "vectors", "--", "--check"]] },
  { name: "readme", title: "README's program and tables", command: ["npm", ["run", "readme", "--", "--check"]] },
  {
    name: "differential",
    title: "20,000 random operations compared with the reference",
    command: ["npm", ["run", "differential", "--", "--ops", "10000"]],
  },
  {
    name: "contracts-evm",
    title: "Solidity fuzz and invariant tests",
    command: ["npm", ["test", "-w", "@omnisum/contracts-evm"]],
  },
  {
    name: "contracts-wasm",
    title: "Rust tests and lints",
    command: ["npm", ["test", "-w", "@omnisum/contracts-wasm"]],
  },
  {
    name: "wasm",
    title: "wasm rebuilt to the same bytes",
    command: ["npm", ["run", "build:wasm", "--", "--install", "--check"]],
  },
  { name: "bench-gas", title: "EVM gas snapshot", command: ["npm", ["run", "bench:gas", "--", "--check"]] },
  {
    name: "bench-follow",
    title: "predictions of a follower",
    command: ["npm", ["run", "bench:follow", "--", "--check"]],
  },
  { name: "wasmd-gas", title: "embedded gas against wasmd's", command: ["npm", ["run", "test:wasmd:gas"]] },
  {
    name: "wasmd",
    title: "conformance on a real wasmd",
    command: ["npm", ["run", "test:wasmd", "--", "--ci", "--json", `--outputFile=${report}`]],
    jest: true,
  },
];

bootstrap();
const wanted = process.argv.slice(2);
const results = STAGES.filter(({ name }) => wanted.length === 0 || wanted.includes(name)).map(runStage);
for (const { title, passed, failed, seconds } of results) {
  console.log(`${failed === 0 ? "ok  " : "FAIL"} ${title}: ${passed} passed, ${failed} failed (${seconds} s)`);
}
const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
console.log(`${total("passed")} passed, ${total("failed")} failed`);
process.exit(total("failed") === 0 ? 0 : 1);

function runStage({ title, command: [program, args], jest: countsTests }) {
  console.log(`\n== ${title}: ${program} ${args.join(" ")}`);
  const start = Date.now();
  rmSync(report, { force: true });
  const { status } = spawnSync(program, args, {
    cwd: root,
    env: environment(),
    stdio: ["ignore", "inherit", "inherit"],
  });
  const seconds = Math.round((Date.now() - start) / 1000);
  const counts = countsTests ? readCounts() : { passed: 0, failed: 0 };
  if (status !== 0 && counts.failed === 0) return { title, passed: counts.passed, failed: 1, seconds };
  return { title, passed: countsTests ? counts.passed : 1, failed: counts.failed, seconds };
}

/** What jest counted; a suite that could not start is a failure too. */
function readCounts() {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, "utf8"));
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
