import { deployTrainer, initialStateHash, OmnisumError } from "@omnisum/core";
import { requireFunds } from "../../services/accounts.ts";
import { withJournalLock } from "../../services/journal-lock.ts";
import type { Services } from "../../services/services.ts";
import type { DeployInput } from "./input.ts";
import type { LoadedModel } from "./model.ts";
import type { ChainPlan } from "./plan.ts";

/** What a deployment came to on one chain. */
export interface ChainResult {
  readonly plan: ChainPlan;
  readonly address: string;
  readonly stateHash: string;
  /** What this attempt paid for each step that it sent, by the step's name. */
  readonly fees: ReadonlyMap<string, bigint>;
  /** What all steps cost, those of earlier attempts included. */
  readonly charged: bigint;
}

/** Throws `DeploymentExists`, `DeploymentPending` unless resuming, `JournalMismatch` for the journal of another chain. */
export async function checkName(
  { deployments }: Services,
  { chain }: Pick<ChainPlan, "chain">,
  { name, resume }: { readonly name: string; readonly resume: boolean | undefined },
): Promise<void> {
  const { chainId, name: chainName } = chain.chain;
  const found = await deployments.find(chainId, name);
  if (found === undefined || resume) return;
  // A journal of another chain is named as such, whatever its state.
  if (found.state === "pending") {
    deployments.checkChain(found, chain.chain);
    throw new OmnisumError("DeploymentPending", { name, chain: chainName });
  }
  const address = await deployments.address(chain.chain, name);
  throw new OmnisumError("DeploymentExists", { name, chain: chainName, address });
}

/** Throws `InsufficientFunds` when the account cannot pay what the steps will cost. */
export function checkFunds({ chain, from, estimates }: ChainPlan): Promise<void> {
  return requireFunds(
    chain,
    from,
    estimates.reduce((sum, { fee }) => sum + fee.total, 0n),
  );
}

/** Deploys on one chain, or continues where its journal ends. */
export function deployOn(
  services: Services,
  plan: ChainPlan,
  {
    model,
    input,
    update,
  }: { readonly model: LoadedModel; readonly input: DeployInput; readonly update: (text: string) => void },
): Promise<ChainResult> {
  const { chain } = plan;
  const { chainId } = chain.chain;
  const journal = services.deployments.journal(chainId, model.name);
  return withJournalLock(journal.file, async () => {
    await checkName(services, plan, { name: model.name, resume: input.resume });
    if (model.vocabulary !== undefined) await services.vocabularies.save(chainId, model.name, model.vocabulary);
    const fees = new Map<string, bigint>();
    const { trainer, charged } = await deployTrainer({
      chain,
      from: plan.from,
      plan: plan.plan,
      journal,
      onProgress: ({ step, number, of, state }) => {
        if (state === "sending") update(`${step.title} (${number} of ${of})`);
      },
      onReceipt: (step, receipt) => void fees.set(step.name, receipt.fee.total),
    });
    update(`deployed at ${trainer.address}`);
    return { plan, address: trainer.address, stateHash: await initialStateHash(trainer), fees, charged };
  });
}
