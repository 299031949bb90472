/**
 * Injects gas metering into a module: the same operators at the same places as wasmer's middleware, with
 * cosmwasm-vm's costs, so that V8 counts what the production VM counts.
 *
 * Sources: wasmer-middlewares 5.0 `metering.rs` (accumulate per basic block, charge before the accounting operator),
 * cosmwasm-vm 3.0 `wasm_backend/engine.rs` (`cost`) and `limiting_tunables.rs` (the memory's maximum).
 */

import { readOperator } from "./operators.ts";
import { section, type WasmModule } from "./wasm-module.ts";
import { WasmReader } from "./wasm-reader.ts";
import { WasmWriter } from "./wasm-writer.ts";

/** Wasm gas of one operator. */
const GAS_PER_OPERATION = 115;
/** Operators at which metering does its work are this many times dearer. */
const ACCOUNTING_FACTOR = 14;
/** wasmd's `contractMemoryLimit` of 32 MiB, in pages of 64 KiB. */
const MEMORY_LIMIT_PAGES = 512;

/** Exported names of the two added globals, as wasmer names them. */
export const REMAINING_POINTS = "wasmer_metering_remaining_points";
export const POINTS_EXHAUSTED = "wasmer_metering_points_exhausted";

const I32 = 0x7f;
const I64 = 0x7e;

/** The same module with metering, two more globals and a bounded memory. */
export function meterModule(module: WasmModule): Uint8Array<ArrayBuffer> {
  const writer = new WasmWriter(module.bytes.length * 3);
  writer.append(module.bytes.subarray(0, 8));
  const present = new Set(module.sections.map((entry) => entry.id));
  const remaining = module.globals;
  let globalsWritten = false;
  for (const { id, from, to } of module.sections) {
    if (id === section.custom) continue;
    if (!globalsWritten && id > section.global && id !== section.dataCount && !present.has(section.global)) {
      writeSection(writer, section.global, newGlobals());
      globalsWritten = true;
    }
    writeSection(writer, id, meterSection(module, id, module.bytes.subarray(from, to), remaining));
  }
  return writer.finish().slice();
}

function meterSection(module: WasmModule, id: number, payload: Uint8Array, remaining: number): Uint8Array {
  switch (id) {
    case section.memory:
      return boundedMemory(module);
    case section.global:
      return extend(payload, 2, (writer) => writeGlobals(writer));
    case section.export:
      return extend(payload, 2, (writer) => {
        writeGlobalExport(writer, REMAINING_POINTS, remaining);
        writeGlobalExport(writer, POINTS_EXHAUSTED, remaining + 1);
      });
    case section.code:
      return meterCode(payload, remaining);
    default:
      return payload;
  }
}

function meterCode(payload: Uint8Array, remaining: number): Uint8Array {
  const reader = new WasmReader(payload);
  const writer = new WasmWriter(payload.length * 3);
  const count = reader.u32();
  writer.u32(count);
  for (let i = 0; i < count; i++) {
    const size = reader.u32();
    const body = meterBody(new WasmReader(payload, reader.at, reader.at + size), remaining);
    reader.skip(size);
    writer.u32(body.length);
    writer.append(body);
  }
  return writer.finish();
}

function meterBody(reader: WasmReader, remaining: number): Uint8Array {
  const writer = new WasmWriter((reader.end - reader.at) * 3 + 64);
  let copied = reader.at;
  skipLocals(reader);
  let cost = 0;
  while (!reader.done) {
    const start = reader.at;
    const accounting = readOperator(reader) === "accounting";
    cost += accounting ? GAS_PER_OPERATION * ACCOUNTING_FACTOR : GAS_PER_OPERATION;
    if (!accounting) continue;
    writer.append(reader.bytes.subarray(copied, start));
    writeCharge(writer, cost, remaining);
    copied = start;
    cost = 0;
  }
  writer.append(reader.bytes.subarray(copied, reader.end));
  return writer.finish();
}

/** Passes over the declarations of a function's local variables. */
export function skipLocals(reader: WasmReader): void {
  const groups = reader.u32();
  for (let i = 0; i < groups; i++) {
    reader.u32();
    reader.byte();
  }
}

/** `if (remaining < cost) { exhausted = 1; trap } remaining -= cost`, unsigned. */
function writeCharge(writer: WasmWriter, cost: number, remaining: number): void {
  writer.byte(0x23); // global.get remaining
  writer.u32(remaining);
  writer.byte(0x42); // i64.const cost
  writer.signed(cost);
  writer.byte(0x54); // i64.lt_u
  writer.byte(0x04); // if, no result
  writer.byte(0x40);
  writer.byte(0x41); // i32.const 1
  writer.byte(1);
  writer.byte(0x24); // global.set exhausted
  writer.u32(remaining + 1);
  writer.byte(0x00); // unreachable
  writer.byte(0x0b); // end
  writer.byte(0x23); // global.get remaining
  writer.u32(remaining);
  writer.byte(0x42); // i64.const cost
  writer.signed(cost);
  writer.byte(0x7d); // i64.sub
  writer.byte(0x24); // global.set remaining
  writer.u32(remaining);
}

function boundedMemory(module: WasmModule): Uint8Array {
  const writer = new WasmWriter(16);
  writer.u32(1);
  writer.byte(1); // with a maximum
  writer.u32(module.memories[0]?.initial ?? 0);
  writer.u32(MEMORY_LIMIT_PAGES);
  return writer.finish();
}

function newGlobals(): Uint8Array {
  const writer = new WasmWriter(16);
  writer.u32(2);
  writeGlobals(writer);
  return writer.finish();
}

function writeGlobals(writer: WasmWriter): void {
  for (const [type, constant] of [
    [I64, 0x42],
    [I32, 0x41],
  ] as const) {
    writer.byte(type);
    writer.byte(1); // mutable
    writer.byte(constant);
    writer.byte(0);
    writer.byte(0x0b); // end
  }
}

function writeGlobalExport(writer: WasmWriter, name: string, index: number): void {
  writer.name(name);
  writer.byte(3); // a global
  writer.u32(index);
}

function extend(payload: Uint8Array, more: number, write: (writer: WasmWriter) => void): Uint8Array {
  const reader = new WasmReader(payload);
  const writer = new WasmWriter(payload.length + 128);
  writer.u32(reader.u32() + more);
  writer.append(payload.subarray(reader.at));
  write(writer);
  return writer.finish();
}

function writeSection(writer: WasmWriter, id: number, payload: Uint8Array): void {
  writer.byte(id);
  writer.u32(payload.length);
  writer.append(payload);
}
