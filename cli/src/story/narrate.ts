import { type FeeReport, toHex } from "@omnisum/core";
import { REVIEWS_SOURCE } from "../bundled.ts";
import { writeGrid } from "../format/grid.ts";
import { moneyJson } from "../format/json.ts";
import { formatRounded } from "../format/money.ts";
import { facts, heading, table } from "../format/table.ts";
import { shorten } from "../operations/samples.ts";
import { chargedGrid, feesJson, pricesNote, projectedGrid } from "./comparison.ts";
import type { LifecycleResult } from "./lifecycle.ts";
import { type Script, STORY_PARAMETERS } from "./script.ts";
import type { View } from "./view.ts";

/** Everything that the demo has to tell. */
export interface Told {
  readonly script: Script;
  readonly results: readonly LifecycleResult[];
  readonly report: FeeReport;
}

/** The story for people. */
export function narrate(told: Told): string {
  const { results, report } = told;
  return [
    model(told),
    sentences(told),
    contributions(told),
    ...results.map(money),
    learned(told),
    writeGrid(chargedGrid(report), "table"),
    writeGrid(projectedGrid(report), "table"),
    `${pricesNote(report)}\nReviews: ${REVIEWS_SOURCE}.`,
  ].join("\n\n");
}

function model({ script, results }: Told): string {
  const { agree, of } = script.agreement;
  return [
    heading("The model"),
    facts([
      ["labels", script.labels.join(", ")],
      ["quantised", `integer and float model agree on ${agree} of ${of} real reviews (${percent(agree, of)})`],
      ["parameters", [...STORY_PARAMETERS].map(([name, value]) => `${name} ${value}`).join(", ")],
      ...results.map(({ chain, address }) => [`on ${chain}`, address] as const),
    ]),
  ].join("\n");
}

function sentences({ script, results }: Told): string {
  const name = (label: number | undefined) => script.labels[label ?? 0] ?? "";
  const columns = results.flatMap(({ chain }) => [{ title: chain }, { title: "afterwards" }]);
  return [
    heading("Predictions of reviews that nobody contributes"),
    table(
      [{ title: "Review" }, { title: "People say" }, ...columns],
      script.sentences.map(({ text, label }, i) => [
        shorten(text),
        name(label),
        ...results.flatMap(({ before, after }) => [name(before.predictions[i]), name(after.predictions[i])]),
      ]),
    ),
  ].join("\n");
}

function contributions({ script, results }: Told): string {
  const { honest, mislabelled, batches } = script;
  const sizes = batches.map((batch) => batch.length).join(" and ");
  return [
    heading("Contributions"),
    `The honest contributor added ${honest.length} reviews one by one and batches of ${sizes}; the other one ${mislabelled.length} with the wrong label.`,
    table(
      [
        { title: "Chain" },
        ...["Added", "Refunded", "Reported", "Still open"].map((title) => ({ title, align: "right" as const })),
        { title: "A refund for a wrong label" },
      ],
      results.map(({ chain, contributions: added, claims }) => [
        chain,
        ...[added, claims.refunded, claims.reported, claims.open].map(String),
        claims.refusal === undefined ? "was granted" : `refused: ${claims.refusal}`,
      ]),
    ),
  ].join("\n");
}

function money({ chain, currency, balances }: LifecycleResult): string {
  const amount = (value: bigint) => formatRounded(value, currency);
  return [
    heading(`Balances on ${chain}`),
    table(
      [
        { title: "Party" },
        ...["At first", "Deposits held", "At last", "Change"].map((title) => ({ title, align: "right" as const })),
      ],
      balances.map(({ party, before, held, after }) => [
        party,
        amount(before),
        amount(held),
        amount(after),
        amount(after - before),
      ]),
    ),
  ].join("\n");
}

function learned({ results }: Told): string {
  const rows = results.map(({ chain, before, after }) => [
    chain,
    accuracy(before),
    accuracy(after),
    toHex(after.stateHash),
  ]);
  const hashes = new Set(results.map(({ after }) => toHex(after.stateHash)));
  const verdict = hashes.size === 1 ? "The state hashes are equal." : "The state hashes differ!";
  const columns = ["Chain", "Right before", "Right after", "State hash"].map((title) => ({ title }));
  return [heading("The model afterwards"), table(columns, rows), verdict].join("\n");
}

function accuracy({ correct, of }: View): string {
  return `${correct} of ${of} (${percent(correct, of)})`;
}

function percent(part: number, of: number): string {
  return of === 0 ? "–" : `${((100 * part) / of).toFixed(1)} %`;
}

/** The story for programs. */
export function storyJson({ script, results, report }: Told): unknown {
  const view = ({ predictions, correct, of, stateHash }: View) => ({
    predictions,
    accuracy: { correct, of },
    stateHash,
  });
  return {
    reviews: REVIEWS_SOURCE,
    labels: script.labels,
    agreement: script.agreement,
    parameters: Object.fromEntries(STORY_PARAMETERS),
    sentences: script.sentences.map(({ text, label, sample }) => ({ text, label, sample })),
    chains: results.map(({ chain, currency, address, before, after, balances, claims, contributions: added }) => ({
      chain,
      address,
      contributions: added,
      claims,
      before: view(before),
      after: view(after),
      balances: balances.map((one) => ({
        party: one.party,
        address: one.address,
        before: moneyJson(one.before, currency),
        held: moneyJson(one.held, currency),
        after: moneyJson(one.after, currency),
      })),
    })),
    stateHashesEqual: new Set(results.map(({ after }) => toHex(after.stateHash))).size === 1,
    fees: feesJson(report),
  };
}
