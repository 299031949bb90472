import {
  type Account,
  addFees,
  type Deployment,
  type DeploymentPlan,
  type Fee,
  isError,
  MODELS,
  makeFee,
  OmnisumError,
  readHeader,
  type StepEstimate,
} from "@omnisum/core";
import type { Connection } from "./connection.ts";
import { rehearse } from "./rehearsal.ts";
import { type CosmosStep, deploySteps, travelOfPlan } from "./steps.ts";

/** The most that is uploaded of a state: 64 transactions. Its zeros, which are not uploaded, do not count. */
const MAX_UPLOADED_BYTES = 4_194_304;
const NOTHING = makeFee([], { gas: 0n, bytes: 0 });

interface Planned {
  readonly plan: DeploymentPlan;
  readonly steps: readonly CosmosStep[];
}

/** How a plan is deployed on a CosmWasm chain; throws `ModelTooLarge`. */
export function planDeployment(connection: Connection, plan: DeploymentPlan): Deployment {
  const { header, body } = plan;
  const { uploads } = travelOfPlan(plan);
  if (uploads.reduce((sum, { data }) => sum + data.length, 0) > MAX_UPLOADED_BYTES) {
    const { features } = readHeader(MODELS, header);
    throw new OmnisumError("ModelTooLarge", { features, bytes: body.length, chain: connection.node.config.name });
  }
  const steps = deploySteps(connection, plan);
  return { steps, estimate: (from) => estimate(connection, from, { plan, steps }) };
}

/** Simulates the first step that the chain lacks; those after it cannot be, as they rest on it, and are rehearsed. */
async function estimate(connection: Connection, from: Account, { plan, steps }: Planned): Promise<StepEstimate[]> {
  const { node, transactions } = connection;
  const found = await steps[0]?.find?.({});
  const next = found === undefined ? 0 : 1;
  const rehearsed = async () => (await rehearse(plan, node)).map((work) => transactions.expected(work)).slice(next);
  const [, ...later] = next === steps.length - 1 ? [] : await rehearsed();
  const request = await steps[next]?.request(from, found ?? {});
  const first = request === undefined ? [] : [await transactions.estimate(from, request).catch(needAll(rehearsed))];
  const fees = [...steps.slice(0, next).map(() => NOTHING), ...first, ...later];
  return steps.map((step, i) => ({ step, fee: fees[i] ?? NOTHING, present: i < next }));
}

/** Who cannot pay for the first step is told what all of them need. */
function needAll(fees: () => Promise<readonly Fee[]>): (error: unknown) => Promise<never> {
  return async (error) => {
    if (!isError(error, "InsufficientFunds")) throw error;
    const required = addFees(await fees()).total;
    throw new OmnisumError("InsufficientFunds", { ...error.values, required }, { cause: error });
  };
}
