// Writes the generated parts of README.md: the integrator's program (which it runs first), the fee table from
// docs/fees.json, the accuracy table (which it measures), and the gas table from the EVM benchmark's snapshot. With --check
// it changes nothing and fails if a part is out of date. `node scripts/readme.mjs --measure` measures docs/fees.json anew.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { environment, root } from "./bootstrap.mjs";

const readme = join(root, "README.md");
const fees = join("docs", "fees.json");
const cli = join("cli", "dist", "main.js");
const options = new Set(process.argv.slice(2));

if (options.has("--measure")) node(cli, "fees", "--save", fees);
process.stderr.write(node(join("docs", "integrator.ts")));

const parts = {
  program: `\`\`\`ts\n${readFileSync(join(root, "docs", "integrator.ts"), "utf8")}\`\`\`\n`,
  fees: node(cli, "fees", "--replay", fees, "--format", "md"),
  accuracy: node(join("core", "bench", "accuracy.ts"), "--markdown"),
  gas: node(join("contracts-evm", "bench", "gas.ts"), "--markdown"),
};
const before = readFileSync(readme, "utf8");
const after = Object.entries(parts).reduce((text, [name, part]) => replacePart(text, name, part), before);
if (after === before) process.exit(0);
if (options.has("--check")) {
  process.stderr.write("README.md is out of date: run `npm run readme` and commit it.\n");
  process.exit(1);
}
writeFileSync(readme, after);

/** What a program of this project prints. */
function node(...args) {
  return execFileSync("node", args, {
    cwd: root,
    env: environment(),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
}

function replacePart(text, name, part) {
  const pattern = new RegExp(`(<!-- generated: ${name} -->\n)[^]*?(<!-- end -->)`);
  if (!pattern.test(text)) throw new Error(`README.md has no generated part ${name}`);
  return text.replace(pattern, (_, begin, end) => `${begin}\n${part.trim()}\n\n${end}`);
}
