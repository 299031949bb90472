import {
  type Account,
  type ChainAdapter,
  type Currency,
  incentiveDefinition,
  modelDefinition,
  packPlan,
  type StepEstimate,
  type TrainerPlan,
} from "@omnisum/core";
import type { Services } from "../../services/services.ts";
import { checkNames, readAssignments, readParameterValues } from "../parameters.ts";
import type { DeployInput } from "./input.ts";
import type { LoadedModel } from "./model.ts";

/** A deployment on one chain: planned and estimated, nothing sent. */
export interface ChainPlan {
  readonly chain: ChainAdapter;
  readonly from: Account;
  readonly plan: TrainerPlan;
  readonly estimates: readonly StepEstimate[];
}

/** Throws before any chain is asked when a parameter is unknown or not valid. */
export function checkParameters(
  { incentive, param = [] }: DeployInput,
  { imported }: LoadedModel,
  currency: Currency,
): void {
  const given = readAssignments(param);
  const model = modelDefinition(imported.config.kind);
  const mechanism = incentiveDefinition(incentive);
  checkNames(given, mechanism.parameters, model.parameters);
  mechanism.validate(readParameterValues(mechanism.parameters, given, { currency }));
  model.validate(readParameterValues(model.parameters, given, { currency, defaults: imported.config.parameters }));
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
  const { imported, labels, encoder, description } = model;
  const given = readAssignments(input.param ?? []);
  const { parameters: defaults, ...config } = imported.config;
  const parameters = readParameterValues(modelDefinition(config.kind).parameters, given, { currency, defaults });
  return {
    model: { ...config, parameters },
    body: imported.body,
    incentive: {
      kind: input.incentive,
      parameters: readParameterValues(incentiveDefinition(input.incentive).parameters, given, { currency }),
    },
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
