/** Compiles the contracts where anything changed, and writes what clients need of them to dist/artifacts.json. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const STAMP = join(root, "cache", "build-hash");
const ARTIFACTS = join(root, "dist", "artifacts.json");

/** What only a factory or the trainer itself calls is no part of what a trainer offers. */
const INTERNAL = ["ITrainerSetup", "IMarketModel"].map((name) => `interfaces/${name}.sol/${name}.json`);
/** What a trainer offers that passes calls on: the operations of a market. */
const PASSED_ON = "market/MarketOperations.sol/MarketOperations.json";

const hash = hashOfInputs();
if (hash !== read(STAMP)?.toString() || read(ARTIFACTS) === undefined) {
  execFileSync(process.execPath, [hardhat(), "build", "--no-tests", "--quiet"], { cwd: root, stdio: "inherit" });
  mkdirSync(dirname(ARTIFACTS), { recursive: true });
  writeFileSync(ARTIFACTS, `${JSON.stringify(collect(), null, 1)}\n`);
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, hash);
}

function hashOfInputs() {
  const digest = createHash("sha256");
  const inputs = [
    "hardhat.config.ts",
    "package.json",
    "scripts/build.mjs",
    ...globSync("contracts/**/*.sol", { cwd: root }).sort(),
  ];
  for (const path of inputs)
    digest
      .update(path)
      .update("\0")
      .update(readFileSync(join(root, path)));
  return digest.digest("hex");
}

/** The contracts that are deployed are those of trainer/ that have code; everything else is a part of them. */
function collect() {
  const internal = new Set(INTERNAL.flatMap((path) => artifact(path).abi.map((entry) => entry.name)));
  const names = globSync("contracts/trainer/*.sol", { cwd: root }).map((path) => basename(path, ".sol"));
  const final = names.sort().map((name) => [name, artifact(`trainer/${name}.sol/${name}.json`)]);
  return Object.fromEntries(
    final
      .filter(([, contract]) => contract !== undefined && contract.bytecode !== "0x")
      .map(([name, { abi, bytecode, deployedBytecode }]) => [
        name,
        { abi: offered(abi).filter((entry) => !internal.has(entry.name)), bytecode, deployedBytecode },
      ]),
  );
}

/** Without the fallback, and with what it passes on. */
function offered(abi) {
  if (!abi.some(({ type }) => type === "fallback")) return abi;
  const entries = [...abi, ...artifact(PASSED_ON).abi].filter(({ name }) => name !== undefined);
  return [...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values()];
}

function artifact(path) {
  const text = read(join(root, "artifacts", "contracts", path));
  return text === undefined ? undefined : JSON.parse(text.toString());
}

function hardhat() {
  return fileURLToPath(import.meta.resolve("hardhat/package.json")).replace(/package\.json$/, "dist/src/cli.js");
}

function read(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
