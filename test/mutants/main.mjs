/**
 * `npm run mutants`: puts small faults into a copy of the sources, one at a time, and sees whether the tests find them.
 *   --only TEXT   only faults whose name, file or language has this text
 *   --json        the results as JSON
 *   --again       also those with a result from before
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT, syncTree } from "../support/tree.mjs";
import { MUTANTS, TREE } from "./suites.mjs";

const RESULTS = join(ROOT, ".cache", "mutants", "results.json");
/** The share of all faults that tests must find. */
const WANTED = 0.95;

const { values: options } = parseArgs({
  options: { only: { type: "string", default: "" }, json: { type: "boolean" }, again: { type: "boolean" } },
});
const chosen = MUTANTS.filter(({ name, file, language }) =>
  [name, file, language].some((text) => text.includes(options.only)),
);
const results = readResults();

syncTree(TREE);
const sound = new Set();
for (const [i, mutant] of chosen.entries()) {
  if (!hasPlace(mutant)) continue;
  const key = keyOf(mutant);
  if (options.again || results[key] === undefined) {
    proveSound(mutant);
    results[key] = { ...tryOut(mutant), name: mutant.name };
    mkdirSync(dirname(RESULTS), { recursive: true });
    writeFileSync(RESULTS, JSON.stringify(results, null, 1));
  }
  const { found, seconds } = results[key];
  tell(`${i + 1}/${chosen.length} ${found ? "found" : "SURVIVED"} (${seconds} s) ${mutant.language} ${mutant.name}`);
}

const placed = chosen.filter(hasPlace);
const lost = chosen.filter((mutant) => !hasPlace(mutant));
const judged = placed.map((mutant) => ({ ...mutant, found: results[keyOf(mutant)].found }));
const real = judged.filter(({ equivalent }) => !equivalent);
const found = real.filter((mutant) => mutant.found).length;
const survivors = real.filter((mutant) => !mutant.found);
if (options.json) {
  const plain = judged.map(({ name, language, file, found, equivalent }) => ({
    name,
    language,
    file,
    found,
    equivalent,
  }));
  console.log(JSON.stringify({ found, of: real.length, mutants: plain }, null, 1));
} else {
  console.log(`found ${found} of ${real.length} faults (${((100 * found) / real.length).toFixed(1)} %)`);
  for (const { language, name, file } of survivors) console.log(`  survived: ${language} ${file}: ${name}`);
  for (const { language, name } of lost) console.log(`  has no place any more: ${language} ${name}`);
  for (const { name, found: noticed } of judged.filter(({ equivalent }) => equivalent)) {
    console.log(`  ${noticed ? "found all the same" : "survived, as it must"}: ${name}`);
  }
}
process.exit(found >= WANTED * real.length ? 0 : 1);

/** Puts a fault into the copy; returns what takes it out again. */
function plant({ file, find, replace }) {
  const path = join(TREE, file);
  const text = readFileSync(path, "utf8");
  const places = text.split(find).length - 1;
  if (places !== 1) throw new RangeError(`${file} has ${places} places like ${JSON.stringify(find)}`);
  writeFileSync(
    path,
    text.replace(find, () => replace),
  );
  return () => writeFileSync(path, text);
}

function hasPlace({ file, find }) {
  return readFileSync(join(TREE, file), "utf8").split(find).length === 2;
}

/** A suite that fails without any fault would find every one. */
function proveSound(mutant) {
  const suite = JSON.stringify([mutant.language, mutant.target]);
  if (sound.has(suite)) return;
  if (!mutant.prepare() || mutant.finds(mutant)) throw new Error(`fails as it is: ${suite}`);
  sound.add(suite);
}

function tryOut(mutant) {
  const start = Date.now();
  const remove = plant(mutant);
  try {
    return { found: mutant.finds(mutant), seconds: Math.round((Date.now() - start) / 1000) };
  } finally {
    remove();
  }
}

function keyOf({ file, find, replace, target }) {
  return createHash("sha256")
    .update(JSON.stringify([file, find, replace, target]))
    .digest("hex")
    .slice(0, 16);
}

function readResults() {
  try {
    return JSON.parse(readFileSync(RESULTS, "utf8"));
  } catch {
    return {};
  }
}

function tell(line) {
  if (!options.json) console.log(line);
}
