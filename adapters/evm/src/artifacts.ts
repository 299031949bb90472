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

/** The implementation for a plan's kinds, `SparsePerceptronDepositRefundTake`; throws `UnknownKind` if it is not built. */
export function loadImplementation(plan: DeploymentPlan): Promise<SharedCode> {
  return load(implementationName(plan));
}

/** Names joined as the contracts' are: `sparse-perceptron`, `deposit-refund-take` → `SparsePerceptronDepositRefundTake`. */
function implementationName({ header, incentive }: Pick<DeploymentPlan, "header" | "incentive">): string {
  const kinds = [readHeader(MODELS, header).kind, readIncentive(incentive).kind];
  return kinds.map((kind) => kind.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())).join("");
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
