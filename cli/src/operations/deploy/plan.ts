import {
  type Account,
  type ChainAdapter,
  type Currency,
  type IncentiveConfig,
  importedIncentive,
  incentiveDefinition,
  modelDefinition,
  packPlan,
  readIncentive,
  type StepEstimate,
  type TrainerPlan,
} from "@omnisum/core";
import type { Services } from "../../services/services.ts";
import { checkNames, readAssignments, readParameterValues } from "../parameters.ts";
import type { DeployInput } from "./input.ts";
import type { LoadedModel } from "./model.ts";

/** The mechanism of a model that nothing is said of. */
const USUAL_INCENTIVE = "deposit-refund-take";

/** A deployment on one chain: planned and estimated, nothing sent. */
export interface ChainPlan {
  readonly chain: ChainAdapter;
  readonly from: Account;
  readonly plan: TrainerPlan;
  readonly estimates: readonly StepEstimate[];
}

/** Throws before any chain is asked when a parameter is unknown or not valid. */
export function checkParameters(input: DeployInput, loaded: LoadedModel, currency: Currency): void {
  const given = readAssignments(input.param ?? []);
  const model = modelDefinition(loaded.config.kind);
  checkNames(given, incentiveDefinition(incentiveKind(input, loaded)).parameters, model.parameters);
  const { kind, parameters } = incentiveOf(input, loaded, currency);
  incentiveDefinition(kind).validate(parameters);
  model.validate(readParameterValues(model.parameters, given, { currency, defaults: loaded.config.parameters }));
}

/** The mechanism that is wanted, else the one that an exported model was under, else the usual one. */
function incentiveKind({ incentive }: DeployInput, { state }: LoadedModel): string {
  return incentive ?? (state === undefined ? USUAL_INCENTIVE : readIncentive(state.incentive).kind);
}

/** Its parameters: those that were given, else those that the exported model was under. */
function incentiveOf(input: DeployInput, loaded: LoadedModel, currency: Currency): IncentiveConfig {
  const kind = incentiveKind(input, loaded);
  const before = loaded.state && importedIncentive(loaded.state, currency.decimals);
  const defaults = before?.kind === kind ? before.parameters : {};
  const given = readAssignments(input.param ?? []);
  return { kind, parameters: readParameterValues(incentiveDefinition(kind).parameters, given, { currency, defaults }) };
}

/** The plan for one chain, with what each step will cost there; throws `InvalidConfig`, `ModelTooLarge`. */
export async function planFor(
  services: Services,
  chainName: string,
  { input, model }: { readonly input: DeployInput; readonly model: LoadedModel },
): Promise<ChainPlan> {
  const chain = await services.chains.connect(chainName, "write");
  const from = await services.accounts.acting(chain);
  const plan = trainerPlan({
    input,
    model,
    currency: chain.chain.currency,
    owner: await owner(services, chain, { from, input }),
  });
  const estimates = await chain.deployment(packPlan(plan)).estimate(from);
  return { chain, from, plan, estimates };
}

interface Planned {
  readonly input: DeployInput;
  readonly model: LoadedModel;
  readonly currency: Currency;
  readonly owner: string;
}

function trainerPlan({ input, model, currency, owner }: Planned): TrainerPlan {
  const { labels, encoder, description } = model;
  const given = readAssignments(input.param ?? []);
  const { parameters: defaults, ...config } = model.config;
  const parameters = readParameterValues(modelDefinition(config.kind).parameters, given, { currency, defaults });
  return {
    model: { ...config, parameters },
    body: model.body,
    incentive: incentiveOf(input, model, currency),
    owner,
    metadata: { name: model.name, ...(description && { description }), labels, encoder },
  };
}

function owner(
  { accounts }: Services,
  chain: ChainAdapter,
  { from, input }: { readonly from: Account; readonly input: DeployInput },
): Promise<string> {
  if (input.owner === undefined) return Promise.resolve(from.address);
  return input.owner === "none" ? Promise.resolve("") : accounts.address(chain, input.owner);
}
