import { type ChainConfig, type DeploymentPlan, OmnisumError, type Outcomes, type Work } from "@omnisum/core";
import { openConnection } from "./connection.ts";
import { outputsOf } from "./outputs.ts";
import { deploySteps } from "./steps.ts";

/** Not below the embedded chain's least price. */
const GAS_PRICE = "0.0025";

/** What contracts see of the chain that a plan is for. */
interface Stage {
  readonly prefix: string;
  readonly denom: string;
}

/**
 * Deploys a plan on an embedded chain of its own and tells what each step took: on a real chain a step cannot be tried
 * before those that it rests on are done, and the embedded chain counts gas as wasmd does.
 */
export async function rehearse(plan: DeploymentPlan, { prefix, denom }: Stage): Promise<readonly Work[]> {
  const { startCosmosDevnet } = await import("@omnisum/devnet-cosmos");
  const { chainId, url: endpoint, close } = await startCosmosDevnet({ prefix, denom, clock: "manual" });
  const config: ChainConfig = {
    name: "rehearsal",
    family: "cosmos",
    chainId,
    stage: "development",
    endpoint,
    currency: { symbol: denom, decimals: 0 },
    options: { prefix, denom, gasPrice: GAS_PRICE },
  };
  try {
    return await play(plan, config);
  } finally {
    await close();
  }
}

async function play(plan: DeploymentPlan, config: ChainConfig): Promise<readonly Work[]> {
  const connection = await openConnection(config, { kind: "development" });
  const [from] = connection.keys.accounts;
  if (from === undefined) throw new OmnisumError("UnknownAccount", { account: "0", chain: config.name, known: "" });
  const works: Work[] = [];
  let outcomes: Outcomes = {};
  for (const step of deploySteps(connection, plan)) {
    const transaction = await connection.transactions.submit(await step.prepare(from, outcomes));
    outcomes = { ...outcomes, ...outputsOf(transaction) };
    works.push({ gas: transaction.result.gasUsed, bytes: transaction.tx.length });
  }
  connection.node.close();
  return works;
}
