import { type ContributionFilter, type ContributionView, formatMoney } from "@omnisum/core";
import { moneyJson } from "../format/json.ts";
import { table } from "../format/table.ts";
import { formatTime } from "../format/time.ts";
import type { Outcome } from "../outcome.ts";
import type { Services } from "../services/services.ts";
import type { OpenTrainer, TrainerReference } from "../services/trainers.ts";
import { contributionJson } from "./add.ts";
import { labelName, shorten } from "./samples.ts";

export interface ContributionsInput extends TrainerReference {
  readonly author?: string;
  readonly refundable?: boolean;
  readonly reportable?: boolean;
}

/** Lists a trainer's contributions as they stand now. */
export async function contributions(services: Services, input: ContributionsInput): Promise<Outcome> {
  const open = await services.trainers.openOne(input, "read");
  const views: ContributionView[] = [];
  for await (const view of open.trainer.contributions(await filterOf(services, open, input))) views.push(view);
  const first = views.find((view) => view.refundable);
  const chain = open.chain.chain.name;
  return {
    result: { name: open.name, chain, contributions: views.map((view) => viewJson(open, view)) },
    text: views.length === 0 ? "There are none." : show(open, views),
    ...(first && { next: `omnisum refund ${open.name} --chain ${chain} ${first.contribution.id}` }),
  };
}

async function filterOf(services: Services, open: OpenTrainer, input: ContributionsInput): Promise<ContributionFilter> {
  const { author, refundable, reportable } = input;
  return {
    ...(author !== undefined && { author: await services.accounts.address(open.chain, author) }),
    ...(refundable && { refundable }),
    ...(reportable && { reportable, reporter: (await services.accounts.acting(open.chain)).address }),
  };
}

function viewJson(open: OpenTrainer, view: ContributionView): unknown {
  const { contribution, status, claimable, predicted, refundable, reportable } = view;
  return {
    ...contributionJson(open, contribution),
    status,
    claimable: moneyJson(claimable, open.chain.chain.currency),
    ...(predicted !== undefined && { predicted, predictedName: labelName(open, predicted) }),
    refundable,
    reportable,
  };
}

function show(open: OpenTrainer, views: readonly ContributionView[]): string {
  return table(
    [
      { title: "ID", align: "right" },
      { title: "Author" },
      { title: "Added (UTC)" },
      { title: "Label" },
      { title: "Model says" },
      { title: "Left", align: "right" },
      { title: "Status" },
    ],
    views.map((view) => [
      String(view.contribution.id),
      shorten(view.contribution.author, 14),
      formatTime(view.contribution.addedAt),
      labelName(open, view.contribution.label),
      view.predicted === undefined ? "" : labelName(open, view.predicted),
      formatMoney(view.claimable, open.chain.chain.currency),
      statusOf(view),
    ]),
  );
}

function statusOf({ status, refundable, reportable }: ContributionView): string {
  const able = [...(refundable ? ["refundable"] : []), ...(reportable ? ["reportable"] : [])];
  return [status, ...able].join(", ");
}
