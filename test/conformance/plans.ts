import { modelDefinition, type TrainerPlan } from "@omnisum/core";
import type { IncentiveCase } from "../cases/incentive-case.ts";
import type { ModelCase } from "../cases/model-case.ts";
import type { PlanChanges } from "./fixture.ts";

/** What a contribution costs in most tests, in the smallest unit. */
export const PRICE = 1_000n;
/** A wait that no test sits out, in seconds. */
export const LONG = 1_000_000n;

/** What the plans of a test are made of. */
export interface Kinds {
  readonly model: ModelCase;
  readonly incentive: IncentiveCase;
}

/** The usual plan of these kinds but for `changes`; a model of another size has learned nothing unless `body` says so. */
export function planOf(kinds: Kinds, now: bigint, { model, incentive, ...changes }: PlanChanges = {}): TrainerPlan {
  const usual = kinds.model.model;
  const config = { ...usual, ...model, parameters: { ...usual.parameters, ...model?.parameters } };
  const resized = config.features !== usual.features || config.classes !== usual.classes;
  return {
    body: resized ? new Uint8Array(modelDefinition(config.kind).bodyLength(config)) : kinds.model.body,
    owner: "",
    metadata: {
      name: "Conformance — ü 評",
      description: "A small model.",
      labels: Array.from({ length: config.classes }, (_, i) => `label ${i}`),
      encoder: { kind: "raw" },
    },
    ...changes,
    model: config,
    incentive: {
      kind: kinds.incentive.kind,
      parameters: { ...kinds.incentive.parameters(now), ...incentive },
    },
  };
}

/** Without bounds, the price that the plan's formula gives (docs/protocol.md §6.1), with floor(elapsed ÷ count) already taken. */
export function costOf(costWeight: bigint, elapsed: bigint): bigint {
  const root = BigInt(Math.floor(Math.sqrt(Number(elapsed))));
  return (costWeight * 3_600n) / (root > 1n ? root : 1n);
}
