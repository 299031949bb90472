import { type DeploymentPlan, MODELS, OmnisumError, readHeader, readIncentive } from "@omnisum/core";
import { getCreate2Address, keccak256, ZeroHash } from "ethers";

/** Init code that the deterministic deployment proxy makes a contract of, and the address that follows from it. */
export interface SharedCode {
  /** The contract's name in its source. */
  readonly name: string;
  readonly initCode: string;
}

/** `TrainerFactory`. */
export function loadFactory(): Promise<SharedCode> {
  return load("TrainerFactory");
}

/** More features than this, or a longer state, are kept page by page: to fold them into new code would cost too much. */
const MOST_FEATURES_FOLDED = 12_288;
const MOST_BYTES_FOLDED = 73_725;

/** Whether the contract for a plan is one that keeps sparse perceptrons with many features page by page. */
export function isPaged({ header, body }: Pick<DeploymentPlan, "header" | "body">): boolean {
  const { kind, features } = readHeader(MODELS, header);
  return kind === "sparse-perceptron" && (features > MOST_FEATURES_FOLDED || body.length > MOST_BYTES_FOLDED);
}

/** The implementation for a plan's kinds, `SparsePerceptronDepositRefundTake`; throws `UnknownKind` if it is not built. */
export function loadImplementation(plan: DeploymentPlan): Promise<SharedCode> {
  return load(implementationName(plan));
}

/** Names joined as the contracts' are: `sparse-perceptron`, `deposit-refund-take` → `SparsePerceptronDepositRefundTake`. */
function implementationName(plan: DeploymentPlan): string {
  const kinds = [readHeader(MODELS, plan.header).kind, readIncentive(plan.incentive).kind];
  return [...(isPaged(plan) ? ["paged"] : []), ...kinds]
    .map((kind) => kind.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()))
    .join("");
}

/** Where the code is if it was made through the proxy at `deployer`: on every chain the same. */
export function sharedAddress({ initCode }: SharedCode, deployer: string): string {
  return getCreate2Address(deployer, ZeroHash, keccak256(initCode));
}

async function load(name: string): Promise<SharedCode> {
  const { default: artifacts } = await import("@omnisum/contracts-evm/artifacts.json", { with: { type: "json" } });
  const contracts: Readonly<Record<string, { readonly bytecode: string }>> = artifacts;
  const initCode = contracts[name]?.bytecode;
  if (initCode !== undefined) return { name, initCode };
  const known = Object.keys(contracts).join(", ");
  throw new OmnisumError("UnknownKind", { role: "EVM contract", kind: name, known });
}
