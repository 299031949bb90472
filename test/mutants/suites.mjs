/** For each language: how the copy is built with a fault in it, and which tests should fail then. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { treeOf } from "../support/tree.mjs";
import { RUST } from "./rust.mjs";
import { SOLIDITY } from "./solidity.mjs";
import { TYPESCRIPT } from "./typescript.mjs";

/** Where faults are put into. */
export const TREE = treeOf("mutants");
const OPERATIONS = "1500";
const QUIET = "--disable-warning=ExperimentalWarning";
const JEST = [QUIET, "--experimental-vm-modules", "node_modules/jest/bin/jest.js", "--bail", "--silent"];
const TIMEOUT_MS = 600_000;

/** Every fault, with the suite that should find it: `prepare` runs once, `finds` with the fault in the copy. */
export const MUTANTS = [
  ...TYPESCRIPT.map((entry) => mutant("TypeScript", entry, { prepare: buildCore, finds: failsInJest })),
  ...RUST.map((entry) => mutant("Rust", entry, { prepare: buildRust, finds: failsInCargo })),
  ...SOLIDITY.map((entry) => mutant("Solidity", entry, { prepare: buildCore, finds: differsOnEvm })),
];

function mutant(language, [target, file, find, replace, why, equivalent = false], suite) {
  const name = `${file.split("/").at(-1)}: ${why}`;
  return { name, language, target, file, find, replace, why, equivalent, ...suite };
}

function buildCore() {
  return run("node", ["node_modules/typescript/bin/tsc", "-b"]);
}

function failsInJest({ target }) {
  if (!buildCore()) throw new Error("it does not compile");
  return !run("node", [...JEST, ...target]);
}

function buildRust() {
  return run("cargo", ["test", "--quiet", "--locked", "--no-run", "--workspace"], "contracts-wasm");
}

function failsInCargo({ target }) {
  if (!run("cargo", ["test", "--quiet", "--locked", "--no-run", ...target], "contracts-wasm")) {
    throw new Error("it does not compile");
  }
  return !run("cargo", ["test", "--quiet", "--locked", ...target], "contracts-wasm");
}

/** Compiles one trainer with the fault, and compares it with the reference. */
function differsOnEvm({ target: [model, incentive] }) {
  const contract = pascalCase(`${model}-${incentive}`);
  const build = [
    "../node_modules/hardhat/dist/src/cli.js",
    "build",
    `contracts/trainer/${contract}.sol`,
    "--no-tests",
    "--quiet",
  ];
  if (!run("node", build, "contracts-evm")) throw new Error("it does not compile");
  const kept = replaceArtifact(contract);
  try {
    const trainers = `${model},${incentive}`;
    return !run("node", [
      QUIET,
      "test/differential/main.ts",
      "--chains",
      "evm",
      "--ops",
      OPERATIONS,
      "--trainers",
      trainers,
    ]);
  } finally {
    kept();
  }
}

/** Puts what was just compiled in the place of the artifact that tests use; returns what puts that back. */
function replaceArtifact(contract) {
  const path = join(TREE, "contracts-evm/dist/artifacts.json");
  const text = readFileSync(path, "utf8");
  const artifacts = JSON.parse(text);
  const compiled = join(TREE, `contracts-evm/artifacts/contracts/trainer/${contract}.sol/${contract}.json`);
  const { bytecode, deployedBytecode } = JSON.parse(readFileSync(compiled, "utf8"));
  artifacts[contract] = { ...artifacts[contract], bytecode, deployedBytecode };
  writeFileSync(path, JSON.stringify(artifacts));
  return () => writeFileSync(path, text);
}

/** Whether the command succeeds in the copy. */
function run(program, args, folder = "") {
  const env = { ...process.env, CARGO_TARGET_DIR: process.env.CARGO_TARGET_DIR ?? join(TREE, "../target") };
  const command = program === "node" ? process.execPath : program;
  const { status } = spawnSync(command, args, { cwd: join(TREE, folder), env, stdio: "ignore", timeout: TIMEOUT_MS });
  return status === 0;
}

function pascalCase(kind) {
  return kind.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase());
}
