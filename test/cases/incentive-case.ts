import type { Parameters } from "@omnisum/core";
import type { World } from "../conformance/world.ts";
import type { ModelCase } from "./model-case.ts";

/**
 * What the tests of all trainers need to know of one incentive mechanism: `test/cases/incentives/<kind>.ts` exports one as
 * `incentiveCase`.
 */
export interface IncentiveCase {
  readonly kind: string;
  /** Whether its trainers are waited for long: where time cannot be moved, its story with one model has to do. */
  readonly waits?: true;
  /** What most tests deploy it with; `now` in seconds since 1970. */
  parameters(now: bigint): Parameters;
  /** The mechanism's own suite. */
  describe(world: () => World, model: ModelCase): void;
  /** In short, everything that its trainers do, with any model: what happens, who gains what, what is refused. */
  tell(world: World, model: ModelCase): Promise<void>;
}
