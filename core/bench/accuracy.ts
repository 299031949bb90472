// What it is worth that a model can be updated, and that its mechanism tells good data from bad: accuracy on real data,
// through trainers on the memory chain. `npm run bench:accuracy`; with --markdown it prints README's table.

import { measure, type Result } from "./accuracy/scenario.ts";
import { CONTRIBUTORS, MISLABELLERS } from "./accuracy/split.ts";
import { readTasks, SOURCES } from "./accuracy/tasks.ts";

const COLUMNS: readonly (readonly [string, (result: Result) => string])[] = [
  ["Data", ({ task }) => task.title],
  [
    "Model",
    ({ task }) => `\`${task.kind}\`, ${task.features.toLocaleString("en")} features, ${task.labels.length} classes`,
  ],
  ["untrained", ({ untrained }) => percent(untrained)],
  ["frozen", ({ frozen }) => percent(frozen)],
  ["updated", ({ honest }) => percent(honest)],
  ["updated, a quarter mislabelled", ({ mixed }) => percent(mixed)],
  ["the same with a market", ({ market }) => percent(market)],
  ["refunded: honest / mislabelled", (one) => `${percent(one.refundedHonest)} / ${percent(one.refundedMislabelled)}`],
];

const results: Result[] = [];
for (const task of await readTasks()) {
  results.push(await measure(task));
  process.stderr.write(".");
}
process.stderr.write("\n");
console.log(process.argv.includes("--markdown") ? markdown() : plain());

function markdown(): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = COLUMNS.map((_, i) => (i < 2 ? "---" : "--:"));
  return [
    line(COLUMNS.map(([title]) => title)),
    line(rule),
    ...results.map((result) => line(COLUMNS.map(([, cell]) => cell(result)))),
    "",
    note(),
  ].join("\n");
}

function plain(): string {
  const blocks = results.map((result) =>
    COLUMNS.map(([title, cell]) => `${title.padEnd(32)}${cell(result)}`).join("\n"),
  );
  return [...blocks, note()].join("\n\n");
}

function note(): string {
  const [first] = results;
  const counts = results.map(({ test, contributed }) => `${contributed} and ${test}`);
  const left = results.map(({ left, leftMislabelling }) => `${left} (${leftMislabelling})`);
  return [
    `The model is trained on ${first?.initial} samples and deployed (frozen: it stays so), ${CONTRIBUTORS} contributors add`,
    `to it, and it is measured on samples that nobody has seen (contributed and measured: ${[...new Set(counts)].join("; ")}).`,
    `${MISLABELLERS} of the ${CONTRIBUTORS} label everything wrongly in the columns after "updated". Contributors who`,
    `left the markets (of them mislabellers): ${left.join(", ")}. ${SOURCES.join(". ")}.`,
  ].join(" ");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
