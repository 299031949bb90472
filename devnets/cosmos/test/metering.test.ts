import { expect, test } from "@jest/globals";
import { meterModule, POINTS_EXHAUSTED, REMAINING_POINTS } from "../src/vm/metering.ts";
import { parseModule } from "../src/vm/wasm-module.ts";
import { probeWasm } from "./probe.ts";
import { I32, wasmModule } from "./wasm-builder.ts";

/** Costs of operators in wasm gas: any, and those at which a basic block ends. */
const [ANY, ACCOUNTING] = [115n, 1610n];

/** Runs a function from one number to one with so much gas; answers its result and the gas that is left. */
function run(code: readonly number[], argument: number, gas: bigint) {
  const wasm = wasmModule({
    types: [[[I32], [I32]]],
    functions: [[0, code]],
    memories: [[0, 1]],
    exports: [
      ["memory", 2, 0],
      ["f", 0, 0],
    ],
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(meterModule(parseModule(wasm))));
  // CAST: metering adds two globals, and the function was assembled above
  const remaining = exports[REMAINING_POINTS] as WebAssembly.Global;
  // CAST: see above
  const exhausted = exports[POINTS_EXHAUSTED] as WebAssembly.Global;
  remaining.value = gas;
  let result: number | undefined;
  try {
    // CAST: see above
    result = (exports.f as (argument: number) => number)(argument);
  } catch {
    result = undefined;
  }
  return { result, used: gas - BigInt(remaining.value), exhausted: exhausted.value === 1 };
}

const IDENTITY = [0x20, 0];
/** `if (x) 7 else { nop; 8 }` */
const BRANCH = [0x20, 0, 0x04, I32, 0x41, 7, 0x05, 0x01, 0x41, 8, 0x0b];
/** Counts its argument down to 0 in a loop: `loop { x -= 1; br_if x }`. */
const COUNT_DOWN = [0x03, 0x40, 0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b, 0x20, 0];

test("straight code costs each operator and its end", () => {
  expect(run(IDENTITY, 5, 1_000_000n)).toEqual({ result: 5, used: ANY + ACCOUNTING, exhausted: false });
});

test("a branch costs the side that is taken", () => {
  const enter = ANY + ACCOUNTING;
  const first = enter + ANY + ACCOUNTING; // const, else
  const second = enter + 2n * ANY + ACCOUNTING; // nop, const, end
  expect(run(BRANCH, 1, 1_000_000n)).toMatchObject({ result: 7, used: first + ACCOUNTING });
  expect(run(BRANCH, 0, 1_000_000n)).toMatchObject({ result: 8, used: second + ACCOUNTING });
});

test("a loop costs its body as often as it runs", () => {
  const round = 4n * ANY + ACCOUNTING;
  const rest = ACCOUNTING + ACCOUNTING + ANY + ACCOUNTING; // loop, its end, local.get, end
  expect(run(COUNT_DOWN, 10, 1_000_000n)).toMatchObject({ result: 0, used: 10n * round + rest });
});

test("gas for all but the last block stops the code there, with the rest of the gas untouched", () => {
  const cost = ANY + ACCOUNTING;
  expect(run(IDENTITY, 5, cost)).toEqual({ result: 5, used: cost, exhausted: false });
  expect(run(IDENTITY, 5, cost - 1n)).toEqual({ result: undefined, used: 0n, exhausted: true });
});

test("gas is counted without a sign, so that the greatest limit is no negative one", () => {
  const gas = BigInt.asIntN(64, 2n ** 64n - 1n);
  expect(run(IDENTITY, 5, gas)).toMatchObject({ result: 5, exhausted: false });
});

test("a real contract's memory is bounded to 512 pages and its module stays valid", () => {
  const metered = meterModule(parseModule(probeWasm));
  expect(WebAssembly.validate(metered)).toBe(true);
  expect(parseModule(metered).memories).toMatchObject([{ maximum: 512 }]);
});
