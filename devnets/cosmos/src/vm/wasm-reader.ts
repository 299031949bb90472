/** A cursor over the WebAssembly binary format (core specification 1.0, section 5). */

import { VmError } from "./vm-error.ts";

export class WasmReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  at: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get done(): boolean {
    return this.at >= this.end;
  }

  byte(): number {
    const value = this.at < this.end ? this.bytes[this.at] : undefined;
    if (value === undefined) throw malformed("unexpected end-of-file", this.at);
    this.at += 1;
    return value;
  }

  /** Unsigned LEB128 of at most 32 bits. */
  u32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) === 0) return value;
    }
    throw malformed("invalid var_u32: integer representation too long", this.at);
  }

  /** Passes over a LEB128 integer of any width. */
  skipLeb(): void {
    while ((this.byte() & 0x80) !== 0);
  }

  skip(count: number): void {
    if (this.at + count > this.end) throw malformed("unexpected end-of-file", this.at);
    this.at += count;
  }

  take(count: number): Uint8Array {
    const from = this.at;
    this.skip(count);
    return this.bytes.subarray(from, from + count);
  }

  name(): string {
    return Buffer.from(this.take(this.u32())).toString("utf8");
  }
}

/** The error cosmwasm-vm gives for bytes that are no valid wasm (errors/vm_error.rs, from BinaryReaderError). */
export function malformed(problem: string, at: number): VmError {
  const offset = `(at offset 0x${at.toString(16)})`;
  return new VmError(
    "static",
    `Error during static Wasm validation: Wasm bytecode could not be deserialized. Deserialization error: "${problem} ${offset}"`,
  );
}
