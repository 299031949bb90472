/**
 * `npm run new:model -- KIND`, `npm run new:incentive -- KIND`: writes everything that a new kind consists of, as far as it
 * can be known, and a test that says what is left to do. `--root DIR` works on another copy of the repository.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = dirname(fileURLToPath(import.meta.url));
/** Where each template's file goes. */
const FILES = {
  model: {
    "core.ts": "core/src/models/__kind__.ts",
    "solidity.sol": "contracts-evm/contracts/models/__Kind__.sol",
    "rust.rs": "contracts-wasm/packages/models/src/__snake__.rs",
    "case.ts": "test/cases/models/__kind__.ts",
    "vectors.mjs": "test/vectors/sources/__kind__.mjs",
    "test.ts": "test/__kind__.test.ts",
  },
  incentive: {
    "core.ts": "core/src/incentives/__kind__.ts",
    "solidity.sol": "contracts-evm/contracts/incentives/__Kind__.sol",
    "rust.rs": "contracts-wasm/packages/incentives/src/__snake__.rs",
    "case.ts": "test/cases/incentives/__kind__.ts",
    "test.ts": "test/__kind__.test.ts",
  },
};
/** What becomes known of the new kind elsewhere: in each file, what a place is found by, and what it is replaced by. */
const ENTRIES = {
  model: [
    ["core/src/models/index.ts", /^(import type \{ ModelDefinition)/m, 'import { __KIND__ } from "./__kind__.ts";\n$1'],
    ["core/src/models/index.ts", /(MODELS: readonly ModelDefinition\[\] = \[[^\]]*?),?\s*\];/, "$1,\n  __KIND__,\n];"],
    ["contracts-wasm/packages/models/src/lib.rs", /^mod perceptron;/m, "mod __snake__;\nmod perceptron;"],
    [
      "contracts-wasm/packages/models/src/kind.rs",
      /^( +)_ => return Err\(Refusal::InvalidConfig \{ field: "header" \}\),/m,
      "$1__id__ => crate::__snake__::from_parameters(features, classes, parameters)?,\n$&",
    ],
    ["test/vectors/generate.mjs", /^(import \{ price \})/m, 'import { __camel__ } from "./sources/__kind__.mjs";\n$1'],
    ["test/vectors/generate.mjs", /^( +)"price\.json"/m, '$1"__kind__.json": __camel__,\n$&'],
  ],
  incentive: [
    [
      "core/src/incentives/index.ts",
      /^(import type \{ IncentiveConfig)/m,
      'import { __KIND__ } from "./__kind__.ts";\n$1',
    ],
    [
      "core/src/incentives/index.ts",
      /(INCENTIVES: readonly IncentiveDefinition\[\] = \[[^\]]*?),?\s*\];/,
      "$1,\n  __KIND__,\n];",
    ],
    ["contracts-wasm/packages/incentives/src/lib.rs", /^mod points;/m, "mod __snake__;\nmod points;"],
    [
      "contracts-wasm/packages/incentives/src/kind.rs",
      /^( +)_ => return Err\(Refusal::InvalidConfig \{ field: "incentive" \}\),/m,
      "$1__id__ => crate::__snake__::from_parameters(parameters)?,\n$&",
    ],
  ],
};

const { positionals, values } = parseArgs({ allowPositionals: true, options: { root: { type: "string" } } });
const [role = "", kind = ""] = positionals;
const root = values.root ?? join(here, "..");
if (FILES[role] === undefined || !/^[a-z]+(-[a-z]+)*$/.test(kind)) {
  fail(
    "Say which kind: npm run new:model -- my-model, npm run new:incentive -- my-mechanism. Small letters and hyphens.",
  );
}
const names = namesOf(kind);
const paths = Object.values(FILES[role]).map((path) => join(root, fill(path)));
const taken = paths.find((path) => existsSync(path));
if (taken !== undefined) fail(`There is a ${kind} already: ${taken}`);

for (const [template, path] of Object.entries(FILES[role])) {
  write(fill(path), fill(readFileSync(join(here, "templates", role, `${template}.txt`), "utf8")));
}
for (const [path, place, entry] of ENTRIES[role]) {
  const text = readFileSync(join(root, path), "utf8");
  if (!place.test(text)) fail(`${path} has no place for ${kind} any more`);
  write(path, text.replace(place, fill(entry)));
}
if (role === "model") write(`test/vectors/${kind}.json`, '{\n  "headers": [],\n  "cases": []\n}\n');
console.log(`What is left to do: npm test -- test/${kind}.test.ts`);

/** The kind's names in the languages, and the number after the last. */
function namesOf(text) {
  const pascal = text.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase());
  return {
    __kind__: text,
    __Kind__: pascal,
    __KIND__: text.replaceAll("-", "_").toUpperCase(),
    __snake__: text.replaceAll("-", "_"),
    __camel__: pascal.charAt(0).toLowerCase() + pascal.slice(1),
    __id__: String(countKinds() + 1),
  };
}

function countKinds() {
  const index = readFileSync(join(root, `core/src/${role}s/index.ts`), "utf8");
  const [, list = ""] = /(?:MODELS|INCENTIVES): readonly \w+\[\] = \[([^\]]*)\]/.exec(index) ?? [];
  return list.split(",").filter((entry) => entry.trim() !== "").length;
}

function fill(text) {
  return Object.entries(names).reduce((filled, [name, value]) => filled.replaceAll(name, value), text);
}

function write(path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
