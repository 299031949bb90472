import {
  type Currency,
  createEncoder,
  incentiveDefinition,
  type LabelledSample,
  modelDefinition,
  type TrainerPlan,
  vocabularyHash,
} from "@omnisum/core";
import { countAgreement, importModel } from "@omnisum/core/model-file";
import { bundledModel, type Review, reviews } from "../bundled.ts";
import { encodeIfKnown } from "../operations/deploy/model.ts";
import { readParameterValues } from "../operations/parameters.ts";

/** A review that the model knows a word of. */
export interface EncodedReview extends Review, LabelledSample {
  readonly label: 0 | 1;
}

/** Who adds what, in the order in which it happens; the same on every chain. */
export interface Script {
  plan(currency: Currency, owner: string, name: string): TrainerPlan;
  readonly labels: readonly string[];
  readonly agreement: { readonly agree: number; readonly of: number };
  /** Shown to the model before and after. */
  readonly sentences: readonly EncodedReview[];
  /** The honest contributor's, one by one. */
  readonly honest: readonly EncodedReview[];
  /** The other one's: with the wrong label. */
  readonly mislabelled: readonly EncodedReview[];
  readonly batches: readonly (readonly EncodedReview[])[];
  /** Nobody contributes these. */
  readonly heldOut: readonly EncodedReview[];
}

/** How the trainer of the story is set up; money in whole coins of each chain. */
export const STORY_PARAMETERS: ReadonlyMap<string, string> = new Map([
  ["trainBias", "yes"],
  ["refundWait", "1h"],
  ["ownerWait", "1d"],
  ["anyoneWait", "7d"],
  ["costWeight", "0.000005"],
  ["minDeposit", "0.0001"],
  ["maxDeposit", "0.01"],
]);

const INCENTIVE = "deposit-refund-take";
const HONEST_SINGLES = 6;
const MISLABELLED = 3;
const BATCH_SIZE = 50;
const BATCHES = 2;
const SENTENCES = 4;
const LONGEST_SENTENCE = 60;
/** The last so many of the reviews. */
const HELD_OUT = 400;

/** The story of the IMDB model: real reviews in the order of their file. */
export async function imdbScript(): Promise<Script> {
  const bundled = await bundledModel("imdb");
  if (bundled?.vocabulary === undefined) throw new TypeError("the bundled model is missing");
  const imported = importModel(bundled.model);
  const encoder = { kind: "vocabulary", name: bundled.name, hash: vocabularyHash(bundled.vocabulary) } as const;
  const { encode } = createEncoder(encoder, imported.config, { vocabulary: bundled.vocabulary });
  const encoded = await Promise.all(
    (await reviews()).map(async (review): Promise<readonly EncodedReview[]> => {
      const sample = await encodeIfKnown(() => encode(review.text));
      return sample === undefined ? [] : [{ ...review, sample }];
    }),
  );
  const known = encoded.flat();
  const take = taker(known);
  const heldOut = known.slice(-HELD_OUT);
  return {
    plan: (currency, owner, name) => {
      const { parameters: defaults, ...config } = imported.config;
      const parameters = readParameterValues(modelDefinition(config.kind).parameters, STORY_PARAMETERS, {
        currency,
        defaults,
      });
      const mechanism = incentiveDefinition(INCENTIVE);
      return {
        model: { ...config, parameters },
        body: imported.body,
        incentive: {
          kind: mechanism.kind,
          parameters: readParameterValues(mechanism.parameters, STORY_PARAMETERS, { currency }),
        },
        owner,
        metadata: { name, description: bundled.description, labels: imported.labels, encoder },
      };
    },
    labels: imported.labels,
    agreement: {
      agree: countAgreement(
        imported,
        known.map(({ sample }) => sample),
      ),
      of: known.length,
    },
    honest: take(HONEST_SINGLES),
    mislabelled: take(MISLABELLED).map((review) => ({ ...review, label: review.label === 1 ? 0 : 1 })),
    batches: Array.from({ length: BATCHES }, () => take(BATCH_SIZE)),
    sentences: heldOut.filter(({ text }) => text.length <= LONGEST_SENTENCE).slice(0, SENTENCES),
    heldOut,
  };
}

/** Takes the next so many. */
function taker<T>(items: readonly T[]): (count: number) => readonly T[] {
  let at = 0;
  return (count) => {
    at += count;
    return items.slice(at - count, at);
  };
}
