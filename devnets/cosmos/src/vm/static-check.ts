/**
 * Checks of a contract's wasm before it is stored, in the order and with the words of cosmwasm-vm 3.0
 * (`compatibility.rs`, `capabilities.rs`, `wasm_backend/gatekeeper.rs`; limits of `config.rs`).
 *
 * One rule is stricter: floating point is refused, as on chains with wasmvm 1.x. What this chain stores therefore
 * uploads everywhere, and no result can depend on how a processor represents NaN.
 */

import { skipLocals } from "./metering.ts";
import { type Refused, readOperator } from "./operators.ts";
import { SUPPORTED_IMPORTS } from "./supported-imports.ts";
import { VmError } from "./vm-error.ts";
import { section, type WasmModule } from "./wasm-module.ts";
import { malformed, WasmReader } from "./wasm-reader.ts";

const INITIAL_MEMORY_LIMIT_PAGES = 512;
const TABLE_SIZE_LIMIT_ELEMENTS = 2_500;
const MAX_IMPORTS = 100;
const MAX_FUNCTIONS = 20_000;
const MAX_FUNCTION_PARAMS = 100;
const MAX_TOTAL_FUNCTION_PARAMS = 10_000;
const MAX_FUNCTION_RESULTS = 1;
const ONE_MEMORY = "Wasm contract must contain exactly one memory";
const REQUIRED_EXPORTS = ["allocate", "deallocate"] as const;

/** wasmd 0.70 `BuiltInCapabilities` without `ibc2`, which no large live chain has. */
const CAPABILITIES: readonly string[] = [
  "iterator",
  "staking",
  "stargate",
  "cosmwasm_1_1",
  "cosmwasm_1_2",
  "cosmwasm_1_3",
  "cosmwasm_1_4",
  "cosmwasm_2_0",
  "cosmwasm_2_1",
  "cosmwasm_2_2",
];

/** Throws a {@link VmError} if the module may not be stored. */
export function checkModule(module: WasmModule): void {
  checkTables(module);
  checkMemories(module);
  checkInterfaceVersion(module);
  checkExports(module);
  checkImports(module);
  checkCapabilities(module);
  checkFunctions(module);
  checkOperators(module);
}

/** Capabilities that a module asks for with exports `requires_*`, sorted. */
function requiredCapabilities(module: WasmModule): string[] {
  return [...module.exportedFunctions]
    .filter((name) => name.startsWith("requires_"))
    .map((name) => name.slice("requires_".length))
    .sort();
}

function refuse(problem: string): never {
  throw VmError.staticValidation(problem);
}

function checkTables({ tables }: WasmModule): void {
  if (tables.length > 1) refuse("Wasm contract must not have more than 1 table section");
  for (const { maximum } of tables) {
    if (maximum === undefined) refuse("Wasm contract must not have unbound table section");
    if (maximum > TABLE_SIZE_LIMIT_ELEMENTS) {
      refuse("Wasm contract's first table section has a too large max limit");
    }
  }
}

function checkMemories({ memories }: WasmModule): void {
  const [memory, ...others] = memories;
  if (memory === undefined || others.length > 0) throw VmError.staticValidation(ONE_MEMORY);
  if (memory.initial > INITIAL_MEMORY_LIMIT_PAGES) {
    refuse(`Wasm contract memory's minimum must not exceed ${INITIAL_MEMORY_LIMIT_PAGES} pages.`);
  }
  if (memory.maximum !== undefined) {
    refuse("Wasm contract memory's maximum must be unset. The host will set it for you.");
  }
}

function checkInterfaceVersion({ exportedFunctions }: WasmModule): void {
  const versions = [...exportedFunctions].filter((name) => name.startsWith("interface_version_"));
  if (versions.length === 0) refuse("Wasm contract missing a required marker export: interface_version_*");
  if (versions.length > 1) refuse("Wasm contract contains more than one marker export: interface_version_*");
  if (versions[0] !== "interface_version_8") {
    refuse(
      "Wasm contract has unknown interface_version_* marker export (see https://github.com/CosmWasm/cosmwasm/blob/main/packages/vm/README.md)",
    );
  }
}

function checkExports({ exportedFunctions }: WasmModule): void {
  for (const name of REQUIRED_EXPORTS) {
    if (!exportedFunctions.has(name)) {
      refuse(
        `Wasm contract doesn't have required export: "${name}". Exports required by VM: ["allocate", "deallocate"].`,
      );
    }
  }
}

function checkImports({ imports }: WasmModule): void {
  if (imports.length > MAX_IMPORTS) {
    refuse(`Import count exceeds limit. Imports: ${imports.length}. Limit: ${MAX_IMPORTS}.`);
  }
  const names = imports.map((entry) => `${entry.module}.${entry.name}`);
  for (const [i, name] of names.entries()) {
    if (!SUPPORTED_IMPORTS.includes(name)) {
      refuse(
        `Wasm contract requires unsupported import: "${name}". Required imports: ${quoted([...new Set(names)].sort(), "{")}. Available imports: ${quoted(SUPPORTED_IMPORTS, "[")}.`,
      );
    }
    if (imports[i]?.kind !== 0) {
      refuse(`Wasm contract requires non-function import: "${name}". Right now, all supported imports are functions.`);
    }
  }
}

function checkCapabilities(module: WasmModule): void {
  const unavailable = requiredCapabilities(module).filter((name) => !CAPABILITIES.includes(name));
  if (unavailable.length > 0) {
    refuse(`Wasm contract requires unavailable capabilities: ${quoted(unavailable, "{")}`);
  }
}

function checkFunctions({ functions, types }: WasmModule): void {
  if (functions.length > MAX_FUNCTIONS) refuse(`Wasm contract contains more than ${MAX_FUNCTIONS} functions`);
  if (types.some((type) => type.params > MAX_FUNCTION_PARAMS)) {
    refuse(`Wasm contract contains function with more than ${MAX_FUNCTION_PARAMS} parameters`);
  }
  if (types.some((type) => type.results > MAX_FUNCTION_RESULTS)) {
    refuse(`Wasm contract contains function with more than ${MAX_FUNCTION_RESULTS} results`);
  }
  const total = functions.reduce((sum, type) => sum + (types[type]?.params ?? 0), 0);
  if (total > MAX_TOTAL_FUNCTION_PARAMS) {
    refuse(`Wasm contract contains more than ${MAX_TOTAL_FUNCTION_PARAMS} function parameters in total`);
  }
}

function checkOperators({ bytes, sections }: WasmModule): void {
  const code = sections.find((entry) => entry.id === section.code);
  if (code === undefined) return;
  const reader = new WasmReader(bytes, code.from, code.to);
  const count = reader.u32();
  for (let i = 0; i < count; i++) {
    const size = reader.u32();
    const body = new WasmReader(bytes, reader.at, reader.at + size);
    reader.skip(size);
    skipLocals(body);
    while (!body.done) {
      const at = body.at;
      const kind = readOperator(body);
      if (kind !== "plain" && kind !== "accounting") refuseOperator(kind, at);
    }
  }
}

/** The gatekeeper's words; operators of features that the parser does not know fail as malformed. */
function refuseOperator(kind: Refused, at: number): never {
  if (kind === "bulk-memory") throw malformed("bulk memory support is not enabled", at);
  if (kind === "simd") throw malformed("SIMD support is not enabled", at);
  if (kind === "threads") throw malformed("threads support is not enabled", at);
  if (kind === "exceptions") throw malformed("exceptions support is not enabled", at);
  if (kind === "tail-call") throw malformed("tail calls support is not enabled", at);
  const offset = `at offset 0x${at.toString(16)}`;
  const problem =
    kind === "float"
      ? `Float operator detected ${offset}. The use of floats is not supported.`
      : `Reference type operation detected ${offset}. Reference types are not supported.`;
  throw new VmError("compile", `Error compiling Wasm: Could not compile: Error in middleware Gatekeeper: ${problem}`);
}

function quoted(names: readonly string[], open: "{" | "["): string {
  const close = open === "{" ? "}" : "]";
  return `${open}${names.map((name) => `"${name}"`).join(", ")}${close}`;
}
