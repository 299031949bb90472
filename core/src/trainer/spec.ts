import { incentiveDefinition } from "../incentives/index.ts";
import type { InterfaceSpec } from "../protocol/interface.ts";
import { TRAINER } from "../protocol/trainer.ts";

const joined = new Map<string, InterfaceSpec>();

/**
 * All that a trainer with this kind of incentive mechanism offers: what every trainer does, and what the mechanism adds.
 * One description for each kind, always the same object. Throws `UnknownKind`.
 */
export function trainerSpec(incentive: string): InterfaceSpec {
  const spec = joined.get(incentive) ?? joinSpecs(TRAINER, incentiveDefinition(incentive).spec);
  joined.set(incentive, spec);
  return spec;
}

function joinSpecs(a: InterfaceSpec, b: InterfaceSpec): InterfaceSpec {
  return {
    methods: { ...a.methods, ...b.methods },
    events: { ...a.events, ...b.events },
    errors: [...(a.errors ?? []), ...(b.errors ?? [])],
  };
}
