import {
  describeIdentity,
  exportState,
  identityOf,
  isSame,
  OmnisumError,
  packStateFile,
  readStateFile,
  type StateExport,
} from "@omnisum/core";
import type { Outcome } from "../outcome.ts";
import { bytesIfPresent, writeWhole } from "../services/files.ts";
import type { Services } from "../services/services.ts";
import type { OpenTrainer } from "../services/trainers.ts";
import { deployModel } from "./deploy/deploy.ts";
import type { DeployInput } from "./deploy/input.ts";
import { loadState } from "./deploy/model.ts";

export interface MigrateInput extends Omit<DeployInput, "chain" | "name" | "model"> {
  /** The name of the deployment whose model moves. */
  readonly source?: string;
  readonly address?: string;
  /** The chain that it is on. */
  readonly chain?: string;
  readonly to?: readonly string[];
  /** The new deployment's name. */
  readonly as?: string;
}

/** Exports a model, keeps the export, deploys it on other chains and compares. */
export async function migrate(services: Services, input: MigrateInput): Promise<Outcome> {
  const { source, address, chain, to, as, ...rest } = input;
  const chainNames = await targets(services, to);
  const open = await services.trainers.openOne(
    {
      ...(source !== undefined && { name: source }),
      ...(address !== undefined && { address }),
      ...(chain !== undefined && { chain: [chain] }),
    },
    "read",
  );
  const name = as ?? open.metadata.name;
  const state = await stateToMove(services, open, { name, chainNames, resume: input.resume ?? false });
  const deployInput: DeployInput = { ...rest, name };
  return deployModel(services, {
    input: deployInput,
    model: await loadState(services, state, deployInput),
    chainNames,
    begin: [
      "migrate",
      ...(address === undefined ? [open.name] : ["--address", address]),
      "--chain",
      open.chain.chain.name,
    ],
    chainOption: "--to",
    nameOption: "--as",
  });
}

async function targets({ chains, prompts }: Services, to: readonly string[] = []): Promise<readonly string[]> {
  const known = chains.networks.map(({ name }) => name);
  const names = to.length > 0 ? to : [await prompts.choose(undefined, "The chain to move to (--to)", known)];
  for (const name of names) chains.network(name);
  return [...new Set(names)];
}

interface Move {
  readonly name: string;
  readonly chainNames: readonly string[];
  readonly resume: boolean;
}

/**
 * The state that was kept when the migration began, if it goes on; else the present one, kept before anything is sent. So it
 * ends with the state that it began with, whatever its source has learned since.
 */
async function stateToMove(
  services: Services,
  open: OpenTrainer,
  { name, chainNames, resume }: Move,
): Promise<StateExport> {
  const { chains, deployments } = services;
  const files = chainNames.map((chain) => deployments.path(chains.network(chain).chainId, `${name}.omnisum`));
  for (const file of resume ? files : []) {
    const kept = await bytesIfPresent(file);
    if (kept !== undefined) return checkOrigin(readStateFile(kept), open);
  }
  const begun = await Promise.all(chainNames.map((chain) => deployments.find(chains.network(chain).chainId, name)));
  const state = await exportState(open.trainer);
  // The plan is refused as soon as one was begun; its state stays.
  if (begun.every((one) => one === undefined)) {
    await Promise.all(files.map((file) => writeWhole(file, packStateFile(state), { replace: true })));
  }
  return state;
}

function checkOrigin(state: StateExport, { trainer }: OpenTrainer): StateExport {
  const identity = identityOf(trainer);
  if (isSame(state.origin, identity)) return state;
  throw new OmnisumError("ForeignState", {
    actual: describeIdentity(state.origin),
    expected: describeIdentity(identity),
  });
}
