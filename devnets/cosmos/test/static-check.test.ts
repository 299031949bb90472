import { expect, test } from "@jest/globals";
import { Vm } from "../src/vm/vm.ts";
import { VmError } from "../src/vm/vm-error.ts";
import { probeWasm } from "./probe.ts";
import { CONTRACT_EXPORTS, contract, I32 } from "./wasm-builder.ts";

const STATIC = "Error during static Wasm validation: ";
const types = [
  [[I32], [I32]],
  [[I32], []],
  [[], []],
] as const;
/** A contract whose third function has these instructions. */
const withCode = (...code: number[]): Uint8Array =>
  contract({
    functions: [
      [0, [0x20, 0]],
      [1, []],
      [2, code],
    ],
  });

function refusal(wasm: Uint8Array): string | undefined {
  try {
    new Vm().store(wasm);
    return undefined;
  } catch (error) {
    if (!(error instanceof VmError)) throw error;
    return error.message;
  }
}

test("the least contract and a real one are accepted", () => {
  expect(refusal(contract())).toBeUndefined();
  expect(refusal(probeWasm)).toBeUndefined();
});

test("code is compiled once for each checksum", () => {
  const vm = new Vm();
  expect(vm.store(probeWasm)).toBe(vm.store(probeWasm.slice()));
});

test.each([
  [
    "a memory with a maximum",
    { memories: [[1, 1, 2]] },
    "Wasm contract memory's maximum must be unset. The host will set it for you.",
  ],
  ["no memory", { memories: [], exports: CONTRACT_EXPORTS.slice(1) }, "Wasm contract must contain exactly one memory"],
  ["too large a memory", { memories: [[0, 0x81, 0x04]] }, "Wasm contract memory's minimum must not exceed 512 pages."],
  ["an unbound table", { table: [0, 1] }, "Wasm contract must not have unbound table section"],
  [
    "no interface version",
    { exports: CONTRACT_EXPORTS.slice(0, 3) },
    "Wasm contract missing a required marker export: interface_version_*",
  ],
  [
    "no deallocate",
    { exports: [CONTRACT_EXPORTS[0], CONTRACT_EXPORTS[1], CONTRACT_EXPORTS[3]] },
    `Wasm contract doesn't have required export: "deallocate". Exports required by VM: ["allocate", "deallocate"].`,
  ],
  [
    "a capability that live chains lack",
    { exports: [...CONTRACT_EXPORTS, ["requires_token_factory", 0, 2]] },
    `Wasm contract requires unavailable capabilities: {"token_factory"}`,
  ],
  [
    "a function with two results",
    { types: [...types, [[], [I32, I32]]] },
    "Wasm contract contains function with more than 1 results",
  ],
] as const)("a contract with %s is refused", (_, changes, problem) => {
  expect(refusal(contract(changes))).toBe(STATIC + problem);
});

test("an import that no chain offers is refused and named", () => {
  const wasm = contract({
    types,
    imports: [["env", "random_number", 0]],
    exports: CONTRACT_EXPORTS.map(([name, kind, index]) => [name, kind, kind === 0 ? index + 1 : index] as const),
  });
  expect(refusal(wasm)).toMatch(
    /^Error during static Wasm validation: Wasm contract requires unsupported import: "env\.random_number"\. Required imports: \{"env\.random_number"\}\. Available imports: \["env\.abort", /,
  );
});

test.each([
  [
    "floating point",
    [0x43, 0, 0, 0x80, 0x3f, 0x1a],
    /Gatekeeper: Float operator detected at offset 0x[0-9a-f]+\. The use of floats is not supported\.$/,
  ],
  [
    "bulk memory",
    [0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 0x0a, 0, 0],
    /bulk memory support is not enabled \(at offset 0x[0-9a-f]+\)"$/,
  ],
  ["references", [0xd0, 0x70, 0x1a], /Gatekeeper: Reference type operation detected at offset/],
  ["vectors", [0xfd, 0x0c], /SIMD support is not enabled/],
  ["threads", [0xfe, 0x03, 0x00], /threads support is not enabled/],
  ["an unknown instruction", [0x27], /illegal opcode: 0x27 \(at offset 0x[0-9a-f]+\)/],
])("a contract with %s is refused", (_, code, problem) => {
  expect(refusal(withCode(...code))).toMatch(problem);
});

test("sign extension is accepted", () => {
  expect(refusal(withCode(0x41, 1, 0xc0, 0x1a))).toBeUndefined();
});

test("code that does not validate is refused by the compiler", () => {
  expect(refusal(withCode(0x6a))).toMatch(/^Error compiling Wasm: Could not compile: /);
});

test.each([
  ["nothing", new Uint8Array()],
  ["a text", new Uint8Array(Buffer.from("this is no wasm"))],
  ["the first half of a contract", probeWasm.slice(0, probeWasm.length / 2)],
])("%s is refused as malformed", (_, bytes) => {
  expect(refusal(bytes)).toMatch(/^Error during static Wasm validation: Wasm bytecode could not be deserialized\./);
});
