import { type FeeReport, OmnisumError, parseReport, serializeReport } from "@omnisum/core";
import { GRID_FORMATS, type GridFormat, writeGrid } from "../format/grid.ts";
import { toJson } from "../format/json.ts";
import type { Outcome } from "../outcome.ts";
import type { Services } from "../services/services.ts";
import { chargedGrid, feesJson, fullGrid, pricesNote, projectedGrid, reportOf } from "../story/comparison.ts";
import { perform } from "../story/perform.ts";
import { imdbScript } from "../story/script.ts";

export interface FeesInput {
  readonly scenario: string;
  readonly chain?: readonly string[];
  readonly replay?: string;
  readonly save?: string;
  readonly format: string;
}

const SCENARIOS = ["lifecycle"];

/** Measures what each operation costs, or reads it from an earlier measurement, and projects it to other networks. */
export async function fees(services: Services, input: FeesInput): Promise<Outcome> {
  const format = formatOf(input.format);
  if (!SCENARIOS.includes(input.scenario)) {
    throw new OmnisumError("UnknownKind", { role: "scenario", kind: input.scenario, known: SCENARIOS.join(", ") });
  }
  for (const name of input.chain ?? []) services.chains.network(name);
  const report =
    input.replay === undefined ? await measure(services, input) : parseReport(await services.files.text(input.replay));
  if (input.save !== undefined) await services.files.write(input.save, serializeReport(report));
  const result = feesJson(report, input.chain);
  return {
    result,
    text: format === "json" ? toJson(result) : showFees(report, format, input.chain),
    ...(input.save && { next: `omnisum fees --replay ${input.save}` }),
  };
}

/** Plays the script on a fresh embedded chain of each family that is asked for. */
async function measure(services: Services, { chain }: FeesInput): Promise<FeeReport> {
  const { networks } = services.chains;
  const asked = networks.filter(({ name }) => chain === undefined || chain.includes(name));
  const families = new Set(asked.map(({ family }) => family));
  const stages = networks.filter(({ stage, family }) => stage === "development" && families.has(family));
  const results = await perform(services, stages, await imdbScript());
  return reportOf(results, networks, new Date());
}

/** Programs and spreadsheets get all rows; people get what was charged, and what it would be elsewhere. */
function showFees(report: FeeReport, format: GridFormat, shown: readonly string[] | undefined): string {
  if (format === "csv") return writeGrid(fullGrid(report, shown), format);
  const grids = [chargedGrid(report, shown), projectedGrid(report, shown)].filter(({ columns }) => columns.length > 1);
  return [...grids.map((grid) => writeGrid(grid, format)), pricesNote(report, shown)].join("\n\n");
}

function formatOf(format: string): GridFormat | "json" {
  const known = [...GRID_FORMATS, "json"] as const;
  const found = known.find((one) => one === format);
  if (found !== undefined) return found;
  throw new OmnisumError("UnknownKind", { role: "format", kind: format, known: known.join(", ") });
}
