/** The parts of a wasm module that static checks and metering look at. */

import { malformed, WasmReader } from "./wasm-reader.ts";

export const section = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
} as const;

interface Section {
  readonly id: number;
  /** Where the payload lies in the file. */
  readonly from: number;
  readonly to: number;
}

interface FunctionType {
  readonly params: number;
  readonly results: number;
}

interface Import {
  readonly module: string;
  readonly name: string;
  /** 0 function, 1 table, 2 memory, 3 global. */
  readonly kind: number;
}

interface Limits {
  readonly initial: number;
  readonly maximum: number | undefined;
}

export interface WasmModule {
  readonly bytes: Uint8Array;
  readonly sections: readonly Section[];
  readonly types: readonly FunctionType[];
  readonly imports: readonly Import[];
  /** Type index of each function that the module defines. */
  readonly functions: readonly number[];
  readonly tables: readonly Limits[];
  readonly memories: readonly Limits[];
  /** Globals that the module defines. */
  readonly globals: number;
  readonly exportedFunctions: ReadonlySet<string>;
}

const MAGIC = [0x00, 0x61, 0x73, 0x6d] as const;
const VERSION = [0x01, 0x00, 0x00, 0x00] as const;
const HEADER_LENGTH = MAGIC.length + VERSION.length;

/** Reads a module's outline; function bodies stay where they are. */
export function parseModule(bytes: Uint8Array): WasmModule {
  checkHeader(bytes);
  const sections = readSections(bytes);
  const list = <T>(id: number, item: (reader: WasmReader) => T): T[] => readList(bytes, sections, id, item);
  const exports = list(section.export, (reader) => ({ name: reader.name(), kind: reader.byte(), index: reader.u32() }));
  return {
    bytes,
    sections,
    types: list(section.type, readType),
    imports: list(section.import, readImport),
    functions: list(section.function, (reader) => reader.u32()),
    tables: list(section.table, readTable),
    memories: list(section.memory, readLimits),
    globals: countOf(bytes, sections, section.global),
    exportedFunctions: new Set(exports.filter((entry) => entry.kind === 0).map((entry) => entry.name)),
  };
}

function checkHeader(bytes: Uint8Array): void {
  if (bytes.length < HEADER_LENGTH) throw malformed("unexpected end-of-file", bytes.length);
  if (MAGIC.some((expected, at) => bytes[at] !== expected)) {
    const listed = (list: Iterable<number>): string =>
      [...list].map((byte) => `    0x${byte.toString(16)},\n`).join("");
    const actual = listed(bytes.subarray(0, MAGIC.length));
    throw malformed(
      `magic header not detected: bad magic number - expected=[\n${listed(MAGIC)}] actual=[\n${actual}]`,
      0,
    );
  }
  if (VERSION.some((expected, at) => bytes[MAGIC.length + at] !== expected)) {
    throw malformed("unknown binary version and encoding combination", MAGIC.length);
  }
}

function readSections(bytes: Uint8Array): Section[] {
  const reader = new WasmReader(bytes, HEADER_LENGTH);
  const sections: Section[] = [];
  while (!reader.done) {
    const id = reader.byte();
    const size = reader.u32();
    const from = reader.at;
    reader.skip(size);
    sections.push({ id, from, to: reader.at });
  }
  return sections;
}

function readList<T>(bytes: Uint8Array, sections: readonly Section[], id: number, item: (r: WasmReader) => T): T[] {
  const found = sections.find((candidate) => candidate.id === id);
  if (found === undefined) return [];
  const reader = new WasmReader(bytes, found.from, found.to);
  return Array.from({ length: reader.u32() }, () => item(reader));
}

function countOf(bytes: Uint8Array, sections: readonly Section[], id: number): number {
  const found = sections.find((candidate) => candidate.id === id);
  return found === undefined ? 0 : new WasmReader(bytes, found.from, found.to).u32();
}

function readType(reader: WasmReader): FunctionType {
  if (reader.byte() !== 0x60) throw malformed("invalid leading byte for type", reader.at - 1);
  const params = reader.u32();
  reader.skip(params);
  const results = reader.u32();
  reader.skip(results);
  return { params, results };
}

function readImport(reader: WasmReader): Import {
  const module = reader.name();
  const name = reader.name();
  const kind = reader.byte();
  if (kind === 0) reader.u32();
  else if (kind === 1) readTable(reader);
  else if (kind === 2) readLimits(reader);
  else reader.skip(2);
  return { module, name, kind };
}

function readTable(reader: WasmReader): Limits {
  reader.byte();
  return readLimits(reader);
}

function readLimits(reader: WasmReader): Limits {
  const bounded = (reader.byte() & 1) === 1;
  return { initial: reader.u32(), maximum: bounded ? reader.u32() : undefined };
}
