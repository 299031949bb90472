import type { Grid } from "../story/comparison.ts";
import { heading, table } from "./table.ts";

/** The formats that a table can be written in. */
export const GRID_FORMATS = ["table", "csv", "md", "html"] as const;
export type GridFormat = (typeof GRID_FORMATS)[number];

const WRITERS: Readonly<Record<GridFormat, (grid: Grid) => string>> = { table: plain, csv, md: markdown, html };

export function writeGrid(grid: Grid, format: GridFormat): string {
  return WRITERS[format](grid);
}

function plain({ title, columns, rows }: Grid): string {
  return `${heading(title)}\n${table(columns, rows)}`;
}

/** RFC 4180, with line feeds. */
function csv({ columns, rows }: Grid): string {
  const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [columns.map(({ title }) => title), ...rows].map((row) => row.map(cell).join(",")).join("\n");
}

function markdown({ title, columns, rows }: Grid): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = columns.map(({ align }) => (align === "right" ? "--:" : "---"));
  return [`### ${title}`, "", line(columns.map((column) => column.title)), line(rule), ...rows.map(line)].join("\n");
}

function html({ title, columns, rows }: Grid): string {
  const row = (tag: string, cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join("")}</tr>`;
  const head = row(
    "th",
    columns.map((column) => column.title),
  );
  return [
    "<table>",
    `<caption>${escapeHtml(title)}</caption>`,
    head,
    ...rows.map((cells) => row("td", cells)),
    "</table>",
  ].join("\n");
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
