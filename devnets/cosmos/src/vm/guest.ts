/**
 * The contract's side of the border: its memory, its regions and its gas.
 *
 * Sources: cosmwasm-vm 3.0 `memory.rs` (regions), `environment.rs` (`process_gas_info`, call depth).
 */

import * as cost from "./gas-config.ts";
import { POINTS_EXHAUSTED, REMAINING_POINTS } from "./metering.ts";
import { VmError } from "./vm-error.ts";

const REGION_BYTES = 12;
const U32_MAX = 0xffff_ffff;
/** A contract may be entered once, and once more by the host to allocate. */
const MAX_CALL_DEPTH = 2;

interface Region {
  readonly offset: number;
  readonly capacity: number;
  readonly length: number;
}

export class Guest {
  readonly #exports: WebAssembly.Exports;
  readonly #memory: WebAssembly.Memory;
  readonly #remaining: WebAssembly.Global;
  readonly #exhausted: WebAssembly.Global;
  readonly #limit: bigint;
  #external = 0n;
  #depth = 0;

  constructor(instance: WebAssembly.Instance, gasLimit: bigint) {
    this.#exports = instance.exports;
    // CAST: static checks made sure of one memory; metering added the two globals
    this.#memory = instance.exports.memory as WebAssembly.Memory;
    if (this.#memory === undefined) {
      throw new VmError("instantiation", "Error instantiating a Wasm module: Could not get memory 'memory'");
    }
    // CAST: see above
    this.#remaining = instance.exports[REMAINING_POINTS] as WebAssembly.Global;
    // CAST: see above
    this.#exhausted = instance.exports[POINTS_EXHAUSTED] as WebAssembly.Global;
    this.#limit = gasLimit;
    this.#setGasLeft(gasLimit);
  }

  /** Wasm gas that is left. */
  get gasLeft(): bigint {
    return this.#exhausted.value === 0 ? BigInt.asUintN(64, this.#remaining.value) : 0n;
  }

  /** Wasm gas spent in here, without what the chain's own meter has counted. */
  get gasUsedInternally(): bigint {
    return saturatingSub(saturatingSub(this.#limit, this.#external), this.gasLeft);
  }

  /** Charges work of the host, and takes note of gas that the chain has charged already. */
  charge(amount: bigint, external = 0n): void {
    const left = this.gasLeft;
    this.#external += external;
    this.#setGasLeft(saturatingSub(saturatingSub(left, external), amount));
    if (amount + external > left) throw VmError.gasDepletion();
  }

  /** Calls an exported function. */
  call(name: string, args: readonly number[]): unknown {
    const entry = this.#exports[name];
    if (typeof entry !== "function") {
      throw new VmError("resolve", `Error resolving Wasm function: Could not get export: Missing export ${name}`);
    }
    if (entry.length !== args.length) {
      throw new VmError(
        "other",
        `The called function args arity does not match. The contract's method arity: ${entry.length}`,
      );
    }
    if (this.#depth >= MAX_CALL_DEPTH) throw new VmError("other", "Maximum call depth exceeded.");
    this.#depth += 1;
    try {
      return entry(...args);
    } catch (error) {
      throw this.#explain(error);
    } finally {
      this.#depth -= 1;
    }
  }

  /** Calls an exported function that answers a pointer. */
  callForPointer(name: string, args: readonly number[]): number {
    const result = this.call(name, args);
    if (typeof result !== "number") {
      throw new VmError("other", `Unexpected number of result values when calling '${name}'. Expected: 1, actual: 0.`);
    }
    return result >>> 0;
  }

  /** Has the contract allocate a region; answers its address. */
  allocate(size: number): number {
    const pointer = this.callForPointer("allocate", [size]);
    if (pointer === 0) throw VmError.communication("Got a zero Wasm address");
    return pointer;
  }

  /** Allocates a region and fills it. */
  allocateWith(data: Uint8Array): number {
    const pointer = this.allocate(data.length);
    this.writeRegion(pointer, data);
    return pointer;
  }

  readRegion(pointer: number, maxLength: number): Uint8Array {
    const region = this.#region(pointer);
    this.charge(cost.readRegion(region.length));
    if (region.length > maxLength) throw new RegionTooLong(region.length, maxLength);
    if (region.offset + region.length > this.#memory.buffer.byteLength) throw this.#accessError(region);
    return new Uint8Array(this.#memory.buffer, region.offset, region.length).slice();
  }

  writeRegion(pointer: number, data: Uint8Array): void {
    const region = this.#region(pointer);
    this.charge(cost.writeRegion(data.length));
    if (data.length > region.capacity) {
      throw VmError.communication(`Region too small. Got ${region.capacity}, required ${data.length}`);
    }
    if (region.offset + data.length > this.#memory.buffer.byteLength) throw this.#accessError(region);
    new Uint8Array(this.#memory.buffer).set(data, region.offset);
    new DataView(this.#memory.buffer).setUint32(pointer + 8, data.length, true);
  }

  #region(pointer: number): Region {
    if (pointer + REGION_BYTES > this.#memory.buffer.byteLength) {
      throw VmError.communication(
        `The Wasm memory address ${pointer} provided by the contract could not be dereferenced: Could not dereference this pointer to a Region`,
      );
    }
    const view = new DataView(this.#memory.buffer, pointer, REGION_BYTES);
    const [offset, capacity, length] = [view.getUint32(0, true), view.getUint32(4, true), view.getUint32(8, true)];
    if (offset === 0) throw invalidRegion("Got a zero Wasm address in the offset");
    if (length > capacity) {
      throw invalidRegion(`Region length exceeds capacity. Length ${length}, capacity ${capacity}`);
    }
    if (capacity > U32_MAX - offset) {
      throw invalidRegion(`Region exceeds address space. Offset ${offset}, capacity ${capacity}`);
    }
    return { offset, capacity, length };
  }

  #setGasLeft(amount: bigint): void {
    this.#remaining.value = BigInt.asIntN(64, amount);
    this.#exhausted.value = 0;
  }

  #accessError({ offset, capacity, length }: Region): VmError {
    return VmError.communication(
      `Tried to access memory of region Region { offset: ${offset}, capacity: ${capacity}, length: ${length} } in Wasm memory of size ${this.#memory.buffer.byteLength} bytes. This typically happens when the given Region pointer does not point to a proper Region struct.`,
    );
  }

  /** Turns V8's errors and the host's own into what wasmer reports. */
  #explain(error: unknown): VmError {
    if (this.#exhausted.value !== 0) return VmError.gasDepletion();
    const message = error instanceof VmError ? error.message : trapMessage(error);
    return new VmError("runtime", `Error executing Wasm: Wasmer runtime error: RuntimeError: ${message}`);
  }
}

/** A region that is longer than the host reads; writers to storage word it differently. */
export class RegionTooLong extends VmError {
  readonly length: number;
  readonly maxLength: number;

  constructor(length: number, maxLength: number) {
    super(
      "communication",
      `Error in guest/host communication: Region length too big. Got ${length}, limit ${maxLength}`,
    );
    this.length = length;
    this.maxLength = maxLength;
  }
}

/** wasmer-types 5.0 `TrapCode::message`, by V8's words for the same traps. */
const TRAPS: readonly (readonly [RegExp, string])[] = [
  [/unreachable/, "unreachable"],
  [/divide by zero|remainder by zero/, "integer divide by zero"],
  [/divide result unrepresentable/, "integer overflow"],
  [/memory access out of bounds/, "out of bounds memory access"],
  [/null function or function signature mismatch/, "indirect call type mismatch"],
  [/table index is out of bounds/, "undefined element: out of bounds table access"],
];

function trapMessage(error: unknown): string {
  if (error instanceof RangeError) return "call stack exhausted";
  if (!(error instanceof WebAssembly.RuntimeError)) throw error;
  return TRAPS.find(([pattern]) => pattern.test(error.message))?.[1] ?? error.message;
}

function invalidRegion(problem: string): VmError {
  return VmError.communication(`Got an invalid region: ${problem}`);
}

function saturatingSub(a: bigint, b: bigint): bigint {
  return a > b ? a - b : 0n;
}
