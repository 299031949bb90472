import { isError, OmnisumError, readStateFile } from "@omnisum/core";
import { moneyJson } from "../../format/json.ts";
import type { Outcome } from "../../outcome.ts";
import type { Services } from "../../services/services.ts";
import type { DeployInput } from "./input.ts";
import { type LoadedModel, loadModel, loadState } from "./model.ts";
import { type ChainPlan, checkParameters, planFor } from "./plan.ts";
import { type ChainResult, checkFunds, checkName, deployOn } from "./run.ts";
import { planJson, showPlan, showResult } from "./show.ts";

/** Plans, shows, asks, deploys side by side, and compares what was expected with what was charged. */
export async function deploy(services: Services, input: DeployInput): Promise<Outcome> {
  const chainNames = await wanted(services, input);
  const model = await loadModel(services, input);
  return deployModel(services, {
    input,
    model,
    chainNames,
    begin: ["deploy", input.model ?? ""],
    chainOption: "--chain",
  });
}

/** The same for an exported state. */
export async function importState(services: Services, input: DeployInput): Promise<Outcome> {
  const chainNames = await wanted(services, input);
  const file = await services.prompts.text(input.model, "The state file");
  const model = await loadState(services, readStateFile(await services.files.bytes(file)), input);
  return deployModel(services, { input, model, chainNames, begin: ["import", file] });
}

/** What is deployed, where, and how the command began that would continue it. */
export interface Request {
  readonly input: DeployInput;
  readonly model: LoadedModel;
  readonly chainNames: readonly string[];
  readonly begin: readonly string[];
  /** The options that name a chain to deploy on and the deployment, where they have names of their own. */
  readonly chainOption?: string;
  readonly nameOption?: string;
}

export async function deployModel(services: Services, request: Request): Promise<Outcome> {
  const { input, model, chainNames } = request;
  for (const name of chainNames) checkParameters(input, model, services.chains.network(name).currency);
  const plans = await Promise.all(chainNames.map((name) => planFor(services, name, { input, model })));
  for (const plan of plans) await checkName(services, plan, { name: model.name, resume: input.resume });
  for (const plan of plans) if (!input.resume) await checkFunds(plan);
  const shown = showPlan(model, plans, services.chains.networks);
  if (input.dryRun)
    return { result: { plan: planJson(model, plans) }, text: shown, next: "the same without --dry-run" };
  services.progress.note(shown);
  await services.prompts.confirm(`Deploy ${model.name} on ${chainNames.join(" and ")}?`, input.yes);
  return deployAll(services, plans, request);
}

async function wanted({ chains, prompts }: Services, { chain = [] }: DeployInput): Promise<readonly string[]> {
  const known = chains.networks.map(({ name }) => name);
  const names = chain.length > 0 ? chain : [await prompts.choose(undefined, "The chain (--chain)", known)];
  for (const name of names) chains.network(name);
  return [...new Set(names)];
}

async function deployAll(services: Services, plans: readonly ChainPlan[], request: Request): Promise<Outcome> {
  const { input, model } = request;
  const settled = await services.progress.run(
    plans.map((plan) => ({
      title: plan.chain.chain.name,
      work: (update: (text: string) => void) => deployOn(services, plan, { model, input, update }),
    })),
  );
  const results = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const failures = settled.flatMap((one, i) =>
    one.status === "rejected" ? [{ plan: plans[i], error: one.reason }] : [],
  );
  const [only] = failures;
  if (only !== undefined && plans.length === 1) throw resumable(only.error, only.plan, request);
  const error = failures.length > 0 ? incomplete(failures, request) : undefined;
  return {
    result: { plan: planJson(model, plans), deployed: results.map(resultJson), failed: failures.map(failureJson) },
    text: [
      ...results.map((result) => showResult(result, services.chains.networks)),
      ...failures.map(({ plan, error }) => `${plan?.chain.chain.name}: ${messageOf(error)}`),
    ].join("\n\n"),
    ...(error && { error }),
    next: `omnisum predict ${model.name} ${results.map(({ plan }) => `--chain ${plan.chain.chain.name}`).join(" ")} "…"`,
  };
}

interface Failure {
  readonly plan: ChainPlan | undefined;
  readonly error: unknown;
}

/** A failure on the only chain is told as what it is; when something was begun, with how to go on. */
function resumable(error: unknown, plan: ChainPlan | undefined, request: Request): unknown {
  if (!isError(error, "ChainUnreachable") && !isError(error, "TransactionFailed")) return error;
  return incomplete([{ plan, error }], request);
}

function incomplete(failures: readonly Failure[], request: Request): OmnisumError {
  const chains = failures.map(({ plan }) => plan?.chain.chain.name ?? "");
  const account = failures[0]?.plan?.from.name ?? "0";
  return new OmnisumError(
    "DeploymentIncomplete",
    { name: request.model.name, chains: chains.join(" and "), command: resumeCommand({ chains, account }, request) },
    { cause: failures[0]?.error },
  );
}

/** The command that continues, with everything that the plan depends on. */
function resumeCommand(
  { chains, account }: { readonly chains: readonly string[]; readonly account: string },
  { input, model, begin, chainOption = "--chain", nameOption = "--name" }: Request,
): string {
  const given = (name: string, value: string | undefined) => (value === undefined ? [] : [`--${name}`, value]);
  const words = [
    ...["omnisum", ...begin, nameOption, model.name],
    ...chains.flatMap((chain) => [chainOption, chain]),
    ...["--account", account],
    ...given("incentive", input.incentive),
    ...(input.param ?? []).flatMap((one) => ["--param", one]),
    ...given("owner", input.owner),
    ...given("encoder", input.encoder),
    ...given("scale", input.scale),
    ...given("vocabulary", input.vocabulary),
    ...given("labels", input.labels),
    "--resume",
  ];
  return words.map(quote).join(" ");
}

/** As a shell takes it as one word. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function resultJson({ plan, address, stateHash, fees, charged }: ChainResult): unknown {
  const { currency, name: chain } = plan.chain.chain;
  const steps = plan.estimates.map(({ step, fee, present }) => ({
    step: step.name,
    present,
    estimated: moneyJson(fee.total, currency),
    charged: moneyJson(fees.get(step.name) ?? 0n, currency),
  }));
  return { chain, address, stateHash, steps, charged: moneyJson(charged, currency) };
}

function failureJson({ plan, error }: Failure): unknown {
  const code = isError(error) ? error.name : "Unexpected";
  return {
    chain: plan?.chain.chain.name,
    code,
    message: messageOf(error),
    ...(isError(error) && { values: error.values }),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
