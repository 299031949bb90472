import {
  describeIdentity,
  formatDollars,
  formatMoney,
  incentiveDefinition,
  microDollars,
  modelDefinition,
  type Network,
} from "@omnisum/core";
import { moneyJson } from "../../format/json.ts";
import { facts, heading, table } from "../../format/table.ts";
import { parametersJson, showParameters } from "../parameters.ts";
import type { LoadedModel } from "./model.ts";
import type { ChainPlan } from "./plan.ts";
import type { ChainResult } from "./run.ts";

/** What will be deployed, and what it will cost on each chain. */
export function showPlan(model: LoadedModel, plans: readonly ChainPlan[], networks: readonly Network[]): string {
  const { config, labels, encoder, quantisation, agreement, state } = model;
  const currency = plans[0]?.chain.chain.currency ?? { symbol: "", decimals: 0 };
  const [first] = plans;
  const about = facts([
    ["model", `${config.kind}: ${config.features} features, labels ${labels.join(", ")}`],
    ...(first ? showParameters(modelDefinition(config.kind).parameters, first.plan.model.parameters, currency) : []),
    ...(quantisation ? [["quantised", showQuantisation(quantisation)] as const] : []),
    ...(state
      ? [["exported from", describeIdentity(state.origin)] as const, ["state hash", state.stateHash] as const]
      : []),
    ...(agreement ? [["agreement", showAgreement(agreement)] as const] : []),
    ["encoder", encoder.kind],
    ["incentive", first?.plan.incentive.kind ?? ""],
  ]);
  return [
    heading(`Plan of ${model.name}`),
    about,
    "",
    ...plans.flatMap((plan) => [showChain(plan, networks), ""]),
  ].join("\n");
}

function showQuantisation({ scale, largestError }: NonNullable<LoadedModel["quantisation"]>): string {
  return `scale ${scale}, largest error of a weight ${largestError.toPrecision(2)}`;
}

export function showAgreement({ agree, of }: { readonly agree: number; readonly of: number }): string {
  const percent = of === 0 ? "" : ` (${((100 * agree) / of).toFixed(1)} %)`;
  return `integer and float model agree on ${agree} of ${of} samples${percent}`;
}

function showChain({ chain, from, plan, estimates }: ChainPlan, networks: readonly Network[]): string {
  const { currency, name } = chain.chain;
  const specs = incentiveDefinition(plan.incentive.kind).parameters;
  const total = estimates.reduce((sum, { fee }) => sum + fee.total, 0n);
  const rows = estimates.map(({ step, fee, present }) => [
    step.title,
    present ? "there already" : formatMoney(fee.total, currency),
    present ? "" : dollars(fee.total, name, networks),
  ]);
  return [
    heading(`On ${name}, by ${from.address}`),
    facts([["owner", plan.owner || "none"], ...showParameters(specs, plan.incentive.parameters, currency)]),
    table(
      [{ title: "Step" }, { title: "Estimate", align: "right" }, { title: "USD", align: "right" }],
      [...rows, ["Total", formatMoney(total, currency), dollars(total, name, networks)]],
    ),
  ].join("\n");
}

/** What was expected against what was charged, step by step. */
export function showResult({ plan, fees, charged, address }: ChainResult, networks: readonly Network[]): string {
  const { currency, name } = plan.chain.chain;
  const expected = plan.estimates.reduce((sum, { fee }) => sum + fee.total, 0n);
  const rows = plan.estimates.map(({ step, fee, present }) => {
    const paid = fees.get(step.name);
    return [
      step.title,
      present ? "there already" : formatMoney(fee.total, currency),
      paid === undefined ? "–" : formatMoney(paid, currency),
      "",
    ];
  });
  return [
    heading(`${name}: ${address}`),
    table(
      [
        { title: "Step" },
        { title: "Estimate", align: "right" },
        { title: "Charged", align: "right" },
        { title: "USD", align: "right" },
      ],
      [
        ...rows,
        ["Total", formatMoney(expected, currency), formatMoney(charged, currency), dollars(charged, name, networks)],
      ],
    ),
  ].join("\n");
}

/** At the example prices that networks carry; "" where the coin has none. */
export function dollars(amount: bigint, chain: string, networks: readonly Network[]): string {
  const network = networks.find(({ name }) => name === chain);
  if (network === undefined) return "";
  return formatDollars(microDollars(amount, network.currency.decimals, network.prices.coinPrice.value));
}

export function planJson(model: LoadedModel, plans: readonly ChainPlan[]): unknown {
  const { config, labels, encoder, quantisation, agreement, state } = model;
  const { kind, features, classes } = config;
  return {
    name: model.name,
    model: { kind, features, classes, labels },
    ...(quantisation && { quantisation }),
    ...(state && { origin: state.origin, stateHash: state.stateHash }),
    ...(agreement && { agreement }),
    encoder,
    chains: plans.map(({ chain, from, plan, estimates }) => ({
      chain: chain.chain.name,
      from: from.address,
      owner: plan.owner,
      parameters: parametersJson(modelDefinition(kind).parameters, plan.model.parameters, chain.chain.currency),
      incentive: {
        kind: plan.incentive.kind,
        parameters: parametersJson(
          incentiveDefinition(plan.incentive.kind).parameters,
          plan.incentive.parameters,
          chain.chain.currency,
        ),
      },
      steps: estimates.map(({ step, fee, present }) => ({
        step: step.name,
        title: step.title,
        present,
        estimated: moneyJson(fee.total, chain.chain.currency),
      })),
      estimated: moneyJson(
        estimates.reduce((sum, { fee }) => sum + fee.total, 0n),
        chain.chain.currency,
      ),
    })),
  };
}
