import type { LabelledSample, ModelConfig } from "@omnisum/core";
import type { World } from "../conformance/world.ts";
import type { Random } from "../support/random.mjs";

/**
 * What the tests of all trainers need to know of one kind of model, to be given to every chain family and every incentive
 * mechanism: `test/cases/models/<kind>.ts` exports one as `modelCase`.
 */
export interface ModelCase {
  readonly kind: string;
  /** The usual model of these tests: 16 features, two classes. */
  readonly model: ModelConfig;
  /** Its canonical body. */
  readonly body: Uint8Array;
  /** A packed sample of the usual model that has just these features. */
  sampleOf(...indices: readonly number[]): Uint8Array;
  /** Samples that the usual model gives 1, and 0, after a handful of lessons too. */
  readonly positive: Uint8Array;
  readonly negative: Uint8Array;
  /** A sample that it gives 0 and, after one lesson to that effect, 1. */
  readonly strange: Uint8Array;
  /** Whether it predicts whenever it learns, so that `taught` is told always. */
  readonly knows: boolean;
  /** What makes it give `negative` 1; still fewer than a batch. */
  readonly persuasion: readonly LabelledSample[];
  /** What learning refuses, because a counter would leave its range; only of kinds that count. */
  readonly overflow?: { readonly body: Uint8Array; readonly lesson: LabelledSample };
  /** Models that differ in everything that a rule depends on. */
  readonly configs: readonly ModelConfig[];
  /** A state of such a model that lessons change the predictions of, with values at the ends of their ranges among it. */
  randomBody(config: ModelConfig, random: Random): Uint8Array;
  /** A valid sample of such a model. */
  randomSample(config: ModelConfig, random: Random): Uint8Array;
  /** Loads the tests of what only this kind does. */
  suite?(): Promise<{ describeSuite(world: () => World, model: ModelCase): void }>;
}
