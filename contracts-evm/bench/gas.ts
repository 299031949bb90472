/** `npm run bench:gas`: what each operation costs, beside the predecessor, the floor and the target. */
import { readFileSync, writeFileSync } from "node:fs";
import type { Figures } from "./measure.ts";
import { ROWS, type Row } from "./rows.ts";

const SNAPSHOT = new URL("./gas-snapshot.json", import.meta.url);
const HEADER = `Gas of whole transactions (gasUsed of real ones on Hardhat's EDR, osaka), workload W3a: D = 1,000, 20 entries, two classes,
deposit-refund-take, deposit 0.06 ETH. "In use": base folded into a blob of code, every log slot written before, record slots
reused, totals and credit not zero. W2a's inputs are the same indices, so the same transactions stand beside its predecessor.
Predecessor: 0xDeCA10B, unchanged, as shipped. Floor: packed storage and calldata with no computation.`;

const options = new Set(process.argv.slice(2));
const markdown = options.has("--markdown");
// Measuring loads Hardhat, which only runs in this package's folder.
const figures = markdown ? snapshot() : await (await import("./measure.ts")).measure();
if (markdown) printMarkdown(figures);
else if (options.has("--json")) printJson(figures);
else print(figures);
if (options.has("--update")) writeFileSync(SNAPSHOT, `${JSON.stringify(figures, null, 2)}\n`);
if (options.has("--check")) check(figures);

/** The figures as they were committed. */
function snapshot(): Figures {
  return JSON.parse(readFileSync(SNAPSHOT, "utf8"));
}

function printJson(measured: Figures): void {
  const rows = ROWS.map((row) => ({ ...row, ours: measured[row.key] }));
  process.stdout.write(`${JSON.stringify({ figures: measured, rows }, null, 2)}\n`);
}

/** The table for a document, from the snapshot: no chain is run. */
function printMarkdown(measured: Figures): void {
  const table = [
    ["operation", "state", "gas", "predecessor", "ratio", "target"],
    ["---", "---", "--:", "--:", "--:", "--:"],
    ...ROWS.map((row) => {
      const [operation = "", state = "", ours = "", before = "", ratio = "", , , target = ""] = line(
        row,
        measured[row.key] ?? Number.NaN,
      );
      return [operation, state, ours, before, ratio, target];
    }),
  ];
  process.stdout.write(`${table.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`);
}

function print(measured: Figures): void {
  const table = [
    ["operation", "state", "ours", "W3a before", "ratio", "W2a before", "floor", "target", ""],
    ...ROWS.map((row) => line(row, measured[row.key] ?? Number.NaN)),
  ];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0))) ?? [];
  const text = table.map((cells) =>
    cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  "),
  );
  process.stdout.write(`${HEADER}\n\n${text.join("\n")}\n`);
}

function line(row: Row, ours: number): readonly string[] {
  const { before, target } = row;
  return [
    row.operation,
    row.state,
    grouped(ours),
    grouped(before),
    before === undefined ? "" : `${(before / ours).toFixed(1)}×`,
    grouped(row.dense),
    grouped(row.floor),
    grouped(target),
    target === undefined ? "" : ours <= target ? "pass" : `FAIL +${grouped(ours - target)}`,
  ];
}

function grouped(value: number | undefined): string {
  return value === undefined ? "" : value.toLocaleString("en-US");
}

/** Fails if any figure grew. */
function check(measured: Figures): void {
  const before = snapshot();
  const names = [...new Set([...Object.keys(before), ...Object.keys(measured)])];
  const grown = names.filter((name) => (measured[name] ?? Infinity) > (before[name] ?? -Infinity));
  for (const name of grown) process.stderr.write(`${name}: ${grouped(before[name])} → ${grouped(measured[name])}\n`);
  process.stderr.write(`gas snapshot: ${names.length - grown.length} figures not above it, ${grown.length} above\n`);
  if (grown.length > 0) process.exitCode = 1;
}
