import type { IncentiveConfig } from "../incentives/incentive.ts";
import { incentiveDefinition, readIncentive } from "../incentives/index.ts";
import { MODELS } from "../models/index.ts";
import { readHeader } from "../models/model.ts";
import { type Deployed, type DeployRequest, deployTrainer } from "../trainer/deploy.ts";
import type { Metadata } from "../trainer/metadata.ts";
import type { TrainerPlan } from "../trainer/plan.ts";
import type { StateExport } from "./export.ts";

/** What an import may choose; the state itself it takes as it is. */
export interface ImportChoices {
  /** An account of the new chain; nobody if not given. */
  readonly owner?: string;
  /** As it was where the state comes from, if not given: with the same amounts in coins. */
  readonly incentive?: IncentiveConfig;
  readonly metadata?: Metadata;
}

/** The plan that deploys an exported state on a chain whose coin has so many decimals. */
export function importPlan(state: StateExport, decimals: number, choices: ImportChoices = {}): TrainerPlan {
  return {
    model: readHeader(MODELS, state.header),
    body: state.body,
    incentive: choices.incentive ?? importedIncentive(state, decimals),
    owner: choices.owner ?? "",
    metadata: choices.metadata ?? state.metadata,
  };
}

/** The mechanism that a state was under, with the same amounts in coins whose decimals are others. */
export function importedIncentive({ incentive, origin }: StateExport, decimals: number): IncentiveConfig {
  const { kind, parameters } = readIncentive(incentive);
  const specs = incentiveDefinition(kind).parameters;
  const rescaled = Object.entries(parameters).map(([name, value]) => {
    return [name, specs[name]?.unit === "money" ? rescale(value, decimals - origin.decimals) : value] as const;
  });
  return { kind, parameters: Object.fromEntries(rescaled) };
}

/** An amount of something stays an amount of something. */
function rescale(amount: bigint, by: number): bigint {
  if (by >= 0) return amount * 10n ** BigInt(by);
  const rescaled = amount / 10n ** BigInt(-by);
  return rescaled === 0n && amount > 0n ? 1n : rescaled;
}

/** A deployment of an exported state. */
export interface ImportRequest extends Omit<DeployRequest, "plan">, ImportChoices {
  readonly state: StateExport;
}

/** Deploys an exported state on any chain, or goes on where the journal ends. Throws what `deployTrainer` does. */
export function importState({ state, owner, incentive, metadata, ...request }: ImportRequest): Promise<Deployed> {
  const choices = { ...(owner && { owner }), ...(incentive && { incentive }), ...(metadata && { metadata }) };
  return deployTrainer({ ...request, plan: importPlan(state, request.chain.chain.currency.decimals, choices) });
}
