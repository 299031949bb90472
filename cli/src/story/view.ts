import type { Trainer } from "@omnisum/core";
import type { Scene } from "./lifecycle.ts";

/** The model as it stands at one moment. */
export interface View {
  /** The label of each of the script's sentences. */
  readonly predictions: readonly number[];
  readonly correct: number;
  readonly of: number;
  readonly stateHash: Uint8Array;
}

/** How many samples are predicted with one query. */
const AT_ONCE = 100;

/** Asks the chain for its predictions of the sentences and of the held-out reviews. */
export async function look({ script, update }: Pick<Scene, "script" | "update">, trainer: Trainer): Promise<View> {
  update(`predicting ${script.heldOut.length} held-out reviews`);
  const predictions = await trainer.predictBatch(script.sentences.map(({ sample }) => sample));
  let correct = 0;
  for (let at = 0; at < script.heldOut.length; at += AT_ONCE) {
    const part = script.heldOut.slice(at, at + AT_ONCE);
    const labels = await trainer.predictBatch(part.map(({ sample }) => sample));
    correct += part.filter(({ label }, i) => labels[i] === label).length;
  }
  return { predictions, correct, of: script.heldOut.length, stateHash: await trainer.stateHash() };
}
