import {
  averageMeasurements,
  type FeeReport,
  type FeeRow,
  feeRows,
  formatAmount,
  formatDollars,
  type Network,
} from "@omnisum/core";
import type { Column } from "../format/table.ts";
import type { LifecycleResult } from "./lifecycle.ts";

/** Columns and rows of a table in any format. */
export interface Grid {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

/** What was measured, and the prices that the tables are computed with. */
export function reportOf(
  results: readonly LifecycleResult[],
  networks: readonly Network[],
  createdAt: Date,
): FeeReport {
  const families = new Set(
    networks.filter(({ name }) => results.some(({ chain }) => chain === name)).map(({ family }) => family),
  );
  return {
    createdAt: createdAt.toISOString(),
    networks: networks.filter(({ family }) => families.has(family)),
    measurements: averageMeasurements(results.flatMap(({ measurements }) => measurements)),
  };
}

/** Where the operations ran: estimated and charged in coin and in dollars, chains beside each other. */
export function chargedGrid(report: FeeReport, shown?: readonly string[]): Grid {
  const rows = rowsOf(report, shown).filter(({ kind }) => kind === "charged");
  const chains = namesOf(report, rows);
  const columns: Column[] = chains.flatMap(({ name, currency }) => [
    { title: `${name}: estimated ${currency.symbol}`, align: "right" },
    { title: "charged", align: "right" },
    { title: "USD", align: "right" },
  ]);
  return {
    title: "What each operation cost",
    columns: [{ title: "Operation" }, ...columns],
    rows: operationsOf(rows).map((operation) => [
      operation,
      ...chains.flatMap(({ name, currency }) => {
        const row = rows.find((one) => one.operation === operation && one.network === name);
        if (row === undefined) return ["–", "–", "–"];
        return [
          coins(row.estimated, currency.decimals),
          coins(row.charged, currency.decimals),
          formatDollars(row.microDollars),
        ];
      }),
    ]),
  };
}

/** What the same work costs on every network, in dollars. */
export function projectedGrid(report: FeeReport, shown?: readonly string[]): Grid {
  const rows = rowsOf(report, shown);
  const networks = namesOf(report, rows).filter(hasPrice);
  return {
    title: "The same work on other networks, in USD",
    columns: [{ title: "Operation" }, ...networks.map(({ name }) => ({ title: name, align: "right" as const }))],
    rows: operationsOf(rows).map((operation) => [
      operation,
      ...networks.map(({ name }) => {
        const row = rows.find((one) => one.operation === operation && one.network === name);
        return row === undefined ? "–" : formatDollars(row.microDollars);
      }),
    ]),
  };
}

/** Every row with all its numbers, for programs and spreadsheets. */
export function fullGrid(report: FeeReport, shown?: readonly string[]): Grid {
  const symbols = new Map(report.networks.map(({ name, currency }) => [name, currency]));
  return {
    title: "Fees",
    columns: ["operation", "network", "kind", "gas", "estimated", "charged", "currency", "decimals", "usd"].map(
      (title) => ({ title }),
    ),
    rows: rowsOf(report, shown).map(({ operation, network, kind, gas, estimated, charged, microDollars }) => [
      operation,
      network,
      kind,
      String(gas),
      String(estimated),
      String(charged),
      symbols.get(network)?.symbol ?? "",
      String(symbols.get(network)?.decimals ?? ""),
      formatAmount(microDollars, 6),
    ]),
  };
}

/** The report's rows, of the networks that are to be shown only. */
export function rowsOf(report: FeeReport, shown?: readonly string[]): readonly FeeRow[] {
  return feeRows(report).filter(({ network }) => shown === undefined || shown.includes(network));
}

/** The comparison for programs; amounts in the network's smallest unit beside its currency. */
export function feesJson(report: FeeReport, shown?: readonly string[]): unknown {
  const currencies = new Map(report.networks.map(({ name, currency }) => [name, currency]));
  return {
    createdAt: report.createdAt,
    prices: report.networks.map(({ name, currency, prices }) => ({
      network: name,
      currency: currency.symbol,
      ...prices,
    })),
    rows: rowsOf(report, shown).map(({ microDollars, ...row }) => {
      const { symbol, decimals } = currencies.get(row.network) ?? { symbol: "", decimals: 0 };
      return { ...row, currency: symbol, decimals, usd: formatAmount(microDollars, 6) };
    }),
  };
}

/** What the dollars were computed with: "ETH at $3000 (example, not a live quote, 2026-11-25)". */
export function pricesNote(report: FeeReport, shown?: readonly string[]): string {
  const networks = report.networks.filter(({ name }) => shown === undefined || shown.includes(name));
  const notes = networks.filter(hasPrice).map(({ currency, prices: { coinPrice } }) => {
    return `${currency.symbol} at $${coinPrice.value} (${coinPrice.source}, ${coinPrice.at})`;
  });
  return `Prices: ${[...new Set(notes)].join("; ")}.`;
}

function operationsOf(rows: readonly FeeRow[]): readonly string[] {
  return [...new Set(rows.map(({ operation }) => operation))];
}

function namesOf({ networks }: FeeReport, rows: readonly FeeRow[]): readonly Network[] {
  const present = new Set(rows.map(({ network }) => network));
  return networks.filter(({ name }) => present.has(name));
}

/** A test network's coin has none. */
function hasPrice({ prices }: Network): boolean {
  return Number(prices.coinPrice.value) > 0;
}

/** Enough of a coin amount to compare: four significant digits. */
function coins(amount: bigint, decimals: number): string {
  const exact = formatAmount(amount, decimals);
  const digits = exact.replace(/^0\.0*|\./g, "").length;
  return digits <= 4
    ? exact
    : String(Number(Number(exact).toPrecision(4)).toFixed(Math.min(12, decimals)).replace(/0+$/, ""));
}
