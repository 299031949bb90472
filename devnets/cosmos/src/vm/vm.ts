/** Stores contract code and calls contracts: what wasmvm 3.0 offers to wasmd (`lib_libwasmvm.go`, `calls.rs`). */

import { sha256 } from "@noble/hashes/sha2.js";
import { hex } from "../bytes.ts";
import type { Backend } from "./backend.ts";
import * as cost from "./gas-config.ts";
import { Guest } from "./guest.ts";
import { type HostContext, hostFunctions } from "./host.ts";
import { cryptoFunctions } from "./host-crypto.ts";
import { meterModule } from "./metering.ts";
import { checkModule } from "./static-check.ts";
import { VmError } from "./vm-error.ts";
import { parseModule } from "./wasm-module.ts";

/** Longest answer that is read out of a contract's memory, in bytes (`calls.rs`, `read_limits`). */
const RESULT_LIMIT = 64 * 1024 * 1024;

/** Code that was checked, metered and compiled once. */
export interface Code {
  readonly checksum: Uint8Array;
  readonly bytes: Uint8Array;
  readonly module: WebAssembly.Module;
  /** True iff the contract exports all entry points of an IBC contract. */
  readonly ibc: boolean;
}

/** One call of an entry point. */
export interface Call {
  readonly code: Code;
  readonly entry: string;
  readonly args: readonly Uint8Array[];
  readonly backend: Backend;
  /** Wasm gas. */
  readonly gasLimit: bigint;
  readonly readonly: boolean;
}

/** What a call answered, or how it failed; the gas in either case. */
export type CallResult = { readonly gasUsed: bigint } & (
  | { readonly ok: true; readonly data: Uint8Array }
  | { readonly ok: false; readonly error: VmError }
);

const IBC_EXPORTS = [
  "ibc_channel_open",
  "ibc_channel_connect",
  "ibc_channel_close",
  "ibc_packet_receive",
  "ibc_packet_ack",
  "ibc_packet_timeout",
] as const;

export class Vm {
  readonly #codes = new Map<string, Code>();

  /** Checks and compiles code, once for each checksum; throws a {@link VmError}. */
  store(wasm: Uint8Array): Code {
    const checksum = sha256(wasm);
    const known = this.#codes.get(hex(checksum));
    if (known !== undefined) return known;
    const parsed = parseModule(wasm);
    checkModule(parsed);
    const code: Code = {
      checksum,
      bytes: wasm,
      module: compile(meterModule(parsed)),
      ibc: IBC_EXPORTS.every((name) => parsed.exportedFunctions.has(name)),
    };
    this.#codes.set(hex(checksum), code);
    return code;
  }

  /** Code that was stored before. */
  code(checksum: Uint8Array): Code {
    const code = this.#codes.get(hex(checksum));
    if (code === undefined) throw new VmError("other", "Cache error: Error opening Wasm file for reading");
    return code;
  }

  /** Calls an entry point in a fresh instance, with the host's part of the work charged as cosmwasm-vm does. */
  call(call: Call): CallResult {
    let guest: Guest | undefined;
    try {
      guest = instantiate(call);
      const pointers: number[] = [];
      for (const arg of call.args) pointers.push(guest.allocateWith(arg));
      const result = guest.callForPointer(call.entry, pointers);
      const data = guest.readRegion(result, RESULT_LIMIT);
      guest.call("deallocate", [result]);
      return { ok: true, data, gasUsed: guest.gasUsedInternally };
    } catch (error) {
      if (!(error instanceof VmError)) throw error;
      return { ok: false, error, gasUsed: guest?.gasUsedInternally ?? 0n };
    }
  }
}

function compile(wasm: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  try {
    return new WebAssembly.Module(wasm);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new VmError("compile", `Error compiling Wasm: Could not compile: ${reason}`);
  }
}

function instantiate({ code, backend, gasLimit, readonly }: Call): Guest {
  let host: HostContext | undefined;
  const context = (): HostContext => {
    if (host === undefined) throw new VmError("other", "Uninitialized Context Data: wasmer_instance");
    return host;
  };
  const enter = (): HostContext => {
    const entered = context();
    entered.guest.charge(cost.HOST_CALL);
    return entered;
  };
  const env = { ...hostFunctions(enter), ...cryptoFunctions(enter) };
  const guest = new Guest(link(code.module, { env }), gasLimit);
  host = { guest, backend, readonly, iterators: [] };
  return guest;
}

function link(module: WebAssembly.Module, imports: WebAssembly.Imports): WebAssembly.Instance {
  try {
    return new WebAssembly.Instance(module, imports);
  } catch (error) {
    if (error instanceof VmError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new VmError("instantiation", `Error instantiating a Wasm module: Error instantiating module: ${reason}`);
  }
}
