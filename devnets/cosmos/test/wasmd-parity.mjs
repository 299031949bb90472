// Compares the embedded chain with a real wasmd, transaction by transaction: gas within 1 %, and codes, logs, events and
// answers the same. With --record the gas that wasmd charged is kept for the tests that run without it. More lists of operations can be given: node wasmd-parity.mjs [list.mjs …], each exporting `operations`.
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { startWasmd } from "../../../scripts/wasmd.mjs";
import { startCosmosDevnet } from "../dist/index.js";
import { connect, perform, reachFirstHeight, row, table } from "./parity/compare.mjs";
import { operations } from "./parity/probe-operations.mjs";

const GREATEST_DIFFERENCE_PERCENT = 1;
const chainId = "omnisum-parity";

const record = process.argv.includes("--record");
const files = process.argv.slice(2).filter((argument) => argument !== "--record");
const lists = [operations];
for (const file of files) lists.push((await import(pathToFileURL(resolve(file)).href)).operations);

const wasmd = await startWasmd({ chainId });
const devnet = await startCosmosDevnet({ chainId });
try {
  const ours = await connect(devnet, devnet.accounts);
  const theirs = await connect(wasmd, devnet.accounts);
  await reachFirstHeight(ours, devnet.url, true);
  await reachFirstHeight(theirs, wasmd.url, false);
  const rows = [];
  for (const operation of lists.flat()) {
    rows.push(row(operation, await perform(ours, operation), await perform(theirs, operation)));
  }
  report(rows);
  if (record) keep(rows.slice(0, operations.length));
} finally {
  await devnet.close();
  await wasmd.stop();
}

/** Gas by operation, used and simulated; null where the chain refused. */
function keep(rows) {
  const measured = rows.map(({ name, wasmd: used, simulatedWasmd }) => [name, used ?? null, simulatedWasmd ?? null]);
  const lines = measured.map((line) => `  ${JSON.stringify(line)}`).join(",\n");
  writeFileSync(new URL("./parity/measured.json", import.meta.url), `[\n${lines}\n]\n`);
}

function report(rows) {
  console.log(table(rows));
  for (const { name, differences } of rows) {
    if (differences.length > 0) console.log(`\n${name}\n  ${differences.join("\n  ")}`);
  }
  const far = (one) => Math.max(Math.abs(one.difference), Math.abs(one.simulatedDifference));
  const failed = rows.filter((one) => far(one) > GREATEST_DIFFERENCE_PERCENT || one.differences.length > 0);
  const worst = Math.max(...rows.map(far));
  console.log(`\nlargest difference of gas ${worst.toFixed(4)} %`);
  console.log(`${rows.length - failed.length} passed, ${failed.length} failed`);
  if (failed.length > 0) process.exitCode = 1;
}
