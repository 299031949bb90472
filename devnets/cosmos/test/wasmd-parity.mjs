// Compares the embedded chain with a real wasmd, transaction by transaction: gas within 1 %, and codes, logs, events and
// answers the same. More lists of operations can be given: node wasmd-parity.mjs [list.mjs …], each exporting `operations`.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { startWasmd } from "../../../scripts/wasmd.mjs";
import { startCosmosDevnet } from "../dist/index.js";
import { connect, perform, row, table } from "./parity/compare.mjs";
import { operations } from "./parity/probe-operations.mjs";

const GREATEST_DIFFERENCE_PERCENT = 1;
const chainId = "omnisum-parity";

const lists = [operations];
for (const file of process.argv.slice(2)) lists.push((await import(pathToFileURL(resolve(file)).href)).operations);

const wasmd = await startWasmd({ chainId });
const devnet = await startCosmosDevnet({ chainId });
try {
  const ours = await connect(devnet, devnet.accounts);
  const theirs = await connect(wasmd, devnet.accounts);
  const rows = [];
  for (const operation of lists.flat()) {
    rows.push(row(operation, await perform(ours, operation), await perform(theirs, operation)));
  }
  report(rows);
} finally {
  await devnet.close();
  await wasmd.stop();
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
