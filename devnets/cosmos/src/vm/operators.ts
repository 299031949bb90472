/**
 * Decoding of instructions, as far as metering and the gatekeeper must know them.
 *
 * Sources: WebAssembly core specification 1.0 §5.4; the sets of operators are those of wasmer-middlewares 5.0
 * (`metering.rs`, `is_accounting`) and cosmwasm-vm 3.0 (`wasm_backend/gatekeeper.rs`).
 */

import { malformed, type WasmReader } from "./wasm-reader.ts";

/** Why the gatekeeper refuses an operator. */
export type Refused = "float" | "bulk-memory" | "reference-types" | "simd" | "threads" | "exceptions" | "tail-call";

/** What a decoded operator means to us: `accounting` ones end a basic block. */
export type OperatorKind = "plain" | "accounting" | Refused;

const NO_IMMEDIATE = 0;
const ONE_LEB = 1;
const TWO_LEBS = 2;

/** Reads one operator with its immediates and says what kind it is. */
export function readOperator(reader: WasmReader): OperatorKind {
  const opcode = reader.byte();
  if (opcode <= 0x11) return readControl(reader, opcode);
  if (opcode >= 0x20 && opcode <= 0x24) return skipLebs(reader, ONE_LEB, "plain");
  if (opcode >= 0x28 && opcode <= 0x3e) return skipLebs(reader, TWO_LEBS, isFloatAccess(opcode) ? "float" : "plain");
  if (opcode >= 0x45 && opcode <= 0xc4) return isFloatArithmetic(opcode) ? "float" : "plain";
  return readRest(reader, opcode);
}

function readControl(reader: WasmReader, opcode: number): OperatorKind {
  switch (opcode) {
    case 0x00: // unreachable
    case 0x01: // nop
      return "plain";
    case 0x02: // block
      return skipLebs(reader, ONE_LEB, "plain");
    case 0x05: // else
    case 0x0b: // end
    case 0x0f: // return
      return "accounting";
    case 0x03: // loop
    case 0x04: // if
    case 0x0c: // br
    case 0x0d: // br_if
    case 0x10: // call
      return skipLebs(reader, ONE_LEB, "accounting");
    case 0x0e: // br_table
      return skipLebs(reader, reader.u32() + 1, "accounting");
    case 0x11: // call_indirect
      return skipLebs(reader, TWO_LEBS, "accounting");
    default:
      return "exceptions";
  }
}

function readRest(reader: WasmReader, opcode: number): OperatorKind {
  switch (opcode) {
    case 0x1a: // drop
    case 0x1b: // select
      return skipLebs(reader, NO_IMMEDIATE, "plain");
    case 0x3f: // memory.size
    case 0x40: // memory.grow
    case 0x41: // i32.const
    case 0x42: // i64.const
      return skipLebs(reader, ONE_LEB, "plain");
    case 0x43: // f32.const
      reader.skip(4);
      return "float";
    case 0x44: // f64.const
      reader.skip(8);
      return "float";
    case 0xfc:
      return reader.u32() <= 7 ? "float" : "bulk-memory";
    case 0xfd:
      return "simd";
    case 0xfe:
      return "threads";
    default:
      return readUnusual(reader, opcode);
  }
}

function readUnusual(reader: WasmReader, opcode: number): OperatorKind {
  if (opcode >= 0x12 && opcode <= 0x15) return "tail-call";
  if (opcode === 0x18 || opcode === 0x19 || opcode === 0x1f) return "exceptions";
  if (opcode === 0x1c || opcode === 0x25 || opcode === 0x26 || (opcode >= 0xd0 && opcode <= 0xd6)) {
    return "reference-types";
  }
  throw malformed(`illegal opcode: 0x${opcode.toString(16)}`, reader.at - 1);
}

function skipLebs(reader: WasmReader, count: number, kind: OperatorKind): OperatorKind {
  for (let i = 0; i < count; i++) reader.skipLeb();
  return kind;
}

function isFloatAccess(opcode: number): boolean {
  return opcode === 0x2a || opcode === 0x2b || opcode === 0x38 || opcode === 0x39;
}

function isFloatArithmetic(opcode: number): boolean {
  return (
    (opcode >= 0x5b && opcode <= 0x66) || // comparisons
    (opcode >= 0x8b && opcode <= 0xa6) || // arithmetic
    (opcode >= 0xa8 && opcode <= 0xab) || // i32.trunc
    (opcode >= 0xae && opcode <= 0xbf) // i64.trunc, convert, demote, promote, reinterpret
  );
}
