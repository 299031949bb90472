import {
  type Account,
  type Deployment,
  type DeploymentPlan,
  type Fee,
  MODELS,
  makeFee,
  OmnisumError,
  readHeader,
  type StepEstimate,
} from "@omnisum/core";
import type { Connection } from "./connection.ts";
import { rehearse } from "./rehearsal.ts";
import { type CosmosStep, deploySteps } from "./steps.ts";

/** The state hash of a greater model takes more than the 3,000,000 gas that nodes allow a query (wasmd's default). */
const MAX_WEIGHTS = 50_000;
const NOTHING = makeFee([], { gas: 0n, bytes: 0 });

/** How a plan is deployed on a CosmWasm chain; throws `ModelTooLarge`. */
export function planDeployment(connection: Connection, plan: DeploymentPlan): Deployment {
  const { features, classes } = readHeader(MODELS, plan.header);
  const weights = features * (classes === 2 ? 1 : classes);
  if (weights > MAX_WEIGHTS) {
    const chain = connection.node.config.name;
    throw new OmnisumError("ModelTooLarge", { weights, chain, limit: MAX_WEIGHTS });
  }
  const steps = deploySteps(connection, plan);
  return { steps, estimate: (from) => estimate(connection, from, { plan, steps }) };
}

/** Simulates the first step that the chain lacks; those after it cannot be, as they rest on it, and are rehearsed. */
async function estimate(
  { node, transactions }: Connection,
  from: Account,
  { plan, steps }: { readonly plan: DeploymentPlan; readonly steps: readonly CosmosStep[] },
): Promise<readonly StepEstimate[]> {
  const found = await steps[0]?.find?.({});
  const next = found === undefined ? 0 : 1;
  const works = next === steps.length - 1 ? [] : await rehearse(plan, node);
  const feeOf = async (step: CosmosStep, i: number): Promise<Fee> => {
    if (i < next) return NOTHING;
    if (i === next) return transactions.estimate(from, await step.request(from, found ?? {}));
    return transactions.expected(works[i] ?? NOTHING.work);
  };
  return Promise.all(steps.map(async (step, i) => ({ step, fee: await feeOf(step, i), present: i < next })));
}
