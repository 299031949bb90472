/** `npm run bench:gas`: what each operation costs, beside the predecessor, the floor and the target. */
import { readFileSync, writeFileSync } from "node:fs";
import type { Figures } from "./measure.ts";
import type { Row, Workload } from "./workload.ts";
import { WORKLOADS } from "./workloads/index.ts";

const SNAPSHOT = new URL("./gas-snapshot.json", import.meta.url);
const HEADER = `Gas of whole transactions (gasUsed of real ones on Hardhat's EDR, osaka), two classes, deposit-refund-take, deposit 0.06 ETH.
"In use": base folded into a blob of code, every log slot written before, record slots reused, totals and credit not zero.
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
  const workloads = WORKLOADS.map(({ title, prefix, rows }) => ({
    title,
    rows: rows.map((row) => ({ ...row, ours: measured[prefix + row.key] })),
  }));
  process.stdout.write(`${JSON.stringify({ figures: measured, workloads }, null, 2)}\n`);
}

/** The tables for a document, from the snapshot: no chain is run. */
function printMarkdown(measured: Figures): void {
  const tables = WORKLOADS.map((workload) => {
    const [head = [], ...rows] = lines(workload, measured).map((cells) => [...cells.slice(0, 5), cells[6] ?? ""]);
    const table = [head, ["---", "---", "--:", "--:", "--:", "--:"], ...rows];
    return `${workload.title}\n\n${table.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`;
  });
  process.stdout.write(tables.join("\n"));
}

function print(measured: Figures): void {
  process.stdout.write(`${HEADER}\n`);
  for (const workload of WORKLOADS) {
    const table = lines(workload, measured);
    const widths = table[0]?.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0))) ?? [];
    const text = table.map((cells) =>
      cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  "),
    );
    process.stdout.write(`\n${workload.title}\n${text.join("\n")}\n`);
  }
}

function lines({ prefix, rows }: Workload, measured: Figures): readonly (readonly string[])[] {
  return [
    ["operation", "state", "gas", "predecessor", "ratio", "floor", "target", ""],
    ...rows.map((row) => line(row, measured[prefix + row.key] ?? Number.NaN)),
  ];
}

function line(row: Row, ours: number): readonly string[] {
  const { before, target } = row;
  return [
    row.operation,
    row.state,
    grouped(ours),
    grouped(before),
    before === undefined ? "" : `${(before / ours).toFixed(1)}×`,
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
