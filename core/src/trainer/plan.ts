import { keccak256, toHex, utf8 } from "../bytes.ts";
import { OmnisumError } from "../errors.ts";
import type { IncentiveConfig } from "../incentives/incentive.ts";
import { packIncentive, readIncentive } from "../incentives/index.ts";
import { MODELS, modelDefinition } from "../models/index.ts";
import { type ModelConfig, packHeader, readHeader } from "../models/model.ts";
import { stateHash } from "../models/state-hash.ts";
import { type Metadata, packMetadata, readMetadata } from "./metadata.ts";

/** Everything that makes a trainer: the same plan gives the same trainer on every chain. */
export interface TrainerPlan {
  readonly model: ModelConfig;
  /** The body of the canonical state (docs/protocol.md §8). */
  readonly body: Uint8Array;
  readonly incentive: IncentiveConfig;
  /** An account of the chain; empty for none. */
  readonly owner: string;
  readonly metadata: Metadata;
  /** State that travels with the first transaction, in bytes; the rest follows in uploads. For tests of those. */
  readonly firstBytes?: number;
}

/** A plan in the form that contracts take. */
export interface DeploymentPlan {
  readonly header: Uint8Array;
  readonly incentive: Uint8Array;
  readonly owner: string;
  readonly metadata: string;
  readonly body: Uint8Array;
  readonly firstBytes?: number;
}

/** Checks and packs a plan; throws `InvalidConfig` with the first field that fails. */
export function packPlan(plan: TrainerPlan): DeploymentPlan {
  const definition = modelDefinition(plan.model.kind);
  const header = packHeader(definition, plan.model);
  readHeader(MODELS, header);
  const incentive = packIncentive(plan.incentive);
  readIncentive(incentive, plan.owner);
  if (plan.body.length !== definition.bodyLength(plan.model)) {
    throw new OmnisumError("InvalidConfig", { field: "weights" });
  }
  return {
    header,
    incentive,
    owner: plan.owner,
    metadata: packMetadata(plan.metadata, plan.model.classes),
    body: plan.body,
    ...(plan.firstBytes === undefined ? {} : { firstBytes: plan.firstBytes }),
  };
}

/** Reads a plan back from what a contract answers; the inverse of `packPlan`. */
export function readPlan(packed: DeploymentPlan): TrainerPlan {
  return {
    model: readHeader(MODELS, packed.header),
    body: packed.body,
    incentive: readIncentive(packed.incentive),
    owner: packed.owner,
    metadata: readMetadata(packed.metadata),
  };
}

/** The state hash that `finalize` must give. */
export function planStateHash(plan: DeploymentPlan): string {
  return toHex(stateHash(plan.header, plan.body));
}

/** Names a plan: two plans with one digest are the same. */
export function planDigest(plan: DeploymentPlan): string {
  const { header, incentive, owner, metadata, body } = plan;
  return toHex(keccak256(...[header, incentive, utf8(owner), utf8(metadata), body].map((part) => keccak256(part))));
}
