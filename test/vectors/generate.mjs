// Writes the vectors from core's references: `node test/vectors/generate.mjs`. With `--check`, writes nothing and fails
// if a file would change. README.md describes the files.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { commitments } from "./sources/commitments.mjs";
import { configs } from "./sources/configs.mjs";
import { encoders } from "./sources/encoders.mjs";
import { labelledLists } from "./sources/labelled-lists.mjs";
import { merkle } from "./sources/merkle.mjs";
import { naiveBayes } from "./sources/naive-bayes.mjs";
import { nearestCentroid } from "./sources/nearest-centroid.mjs";
import { perceptron } from "./sources/perceptron.mjs";
import { price } from "./sources/price.mjs";
import { samples } from "./sources/samples.mjs";
import { stateHashes } from "./sources/state-hash.mjs";

const FILES = {
  "samples.json": samples,
  "labelled-lists.json": labelledLists,
  "sparse-perceptron.json": () => perceptron("sparse-perceptron"),
  "dense-perceptron.json": () => perceptron("dense-perceptron"),
  "naive-bayes.json": naiveBayes,
  "sparse-nearest-centroid.json": () => nearestCentroid("sparse-nearest-centroid"),
  "dense-nearest-centroid.json": () => nearestCentroid("dense-nearest-centroid"),
  "price.json": price,
  "commitments.json": commitments,
  "merkle.json": merkle,
  "state-hash.json": stateHashes,
  "configs.json": configs,
  "encoders.json": encoders,
};

const check = process.argv.includes("--check");
const changed = [];
for (const [file, vectors] of Object.entries(FILES)) if (!write(file, await vectors())) changed.push(file);
if (check && changed.length > 0) {
  console.error(`These vectors are not what core gives: ${changed.join(", ")}`);
  process.exitCode = 1;
}

/** Writes a file unless only checking; returns whether it was so already. */
function write(file, vectors) {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const text = `${format(vectors)}\n`;
  const same = read(path) === text;
  if (!same && !check) writeFileSync(path, text);
  return same;
}

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined; // not written yet
  }
}

/** JSON with one case a line, so that a change shows as the lines of its cases. */
function format(vectors) {
  const lists = Object.entries(vectors).map(([name, cases]) => {
    const lines = cases.map((item) => `    ${JSON.stringify(item)}`);
    return `  ${JSON.stringify(name)}: [\n${lines.join(",\n")}\n  ]`;
  });
  return `{\n${lists.join(",\n")}\n}`;
}
