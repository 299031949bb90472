/** Assembles small wasm modules by hand, for tests of the VM. */

import { WasmWriter } from "../src/vm/wasm-writer.ts";

export const I32 = 0x7f;

export interface ModuleParts {
  /** Parameters and results of each type. */
  readonly types?: readonly (readonly [readonly number[], readonly number[]])[];
  readonly imports?: readonly (readonly [module: string, name: string, type: number])[];
  /** Type and instructions, without the last `end`, of each function. */
  readonly functions?: readonly (readonly [type: number, code: readonly number[]])[];
  readonly table?: readonly number[];
  /** Flags and limits of each memory. */
  readonly memories?: readonly (readonly number[])[];
  /** Name, kind (0 function, 2 memory) and index of each export. */
  readonly exports?: readonly (readonly [name: string, kind: number, index: number])[];
}

export function wasmModule(parts: ModuleParts): Uint8Array {
  const writer = new WasmWriter(256);
  writer.append(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00));
  section(writer, 1, parts.types, (out, [params, results]) => {
    out.byte(0x60);
    vector(out, params);
    vector(out, results);
  });
  section(writer, 2, parts.imports, (out, [module, name, type]) => {
    out.name(module);
    out.name(name);
    out.byte(0);
    out.u32(type);
  });
  section(writer, 3, parts.functions, (out, [type]) => out.u32(type));
  section(writer, 4, parts.table && [parts.table], (out, limits) => out.append(Uint8Array.of(0x70, ...limits)));
  section(writer, 5, parts.memories, (out, limits) => out.append(Uint8Array.from(limits)));
  section(writer, 7, parts.exports, (out, [name, kind, index]) => {
    out.name(name);
    out.byte(kind);
    out.u32(index);
  });
  section(writer, 10, parts.functions, (out, [, code]) => {
    const body = Uint8Array.of(0, ...code, 0x0b); // no locals
    out.u32(body.length);
    out.append(body);
  });
  return writer.finish().slice();
}

function vector(out: WasmWriter, bytes: readonly number[]): void {
  out.u32(bytes.length);
  out.append(Uint8Array.from(bytes));
}

function section<T>(
  writer: WasmWriter,
  id: number,
  items: readonly T[] | undefined,
  write: (out: WasmWriter, item: T) => void,
): void {
  if (items === undefined) return;
  const out = new WasmWriter(64);
  out.u32(items.length);
  for (const item of items) write(out, item);
  writer.byte(id);
  writer.u32(out.length);
  writer.append(out.finish());
}

/** The least module that may be stored: memory, `allocate`, `deallocate` and the interface's version. */
export function contract(changes: ModuleParts = {}): Uint8Array {
  return wasmModule({
    types: [
      [[I32], [I32]],
      [[I32], []],
      [[], []],
    ],
    functions: [
      [0, [0x20, 0]], // local.get 0
      [1, []],
      [2, []],
    ],
    memories: [[0, 1]],
    exports: CONTRACT_EXPORTS,
    ...changes,
  });
}

export const CONTRACT_EXPORTS = [
  ["memory", 2, 0],
  ["allocate", 0, 0],
  ["deallocate", 0, 1],
  ["interface_version_8", 0, 2],
] as const;
