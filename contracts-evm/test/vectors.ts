/** Reads `test/vectors`, which all implementations share, and deploys the models that stand in them. */
import { readFileSync } from "node:fs";
import { MODELS } from "@omnisum/core";
import { after, create, exists, pascalCase, type Trainer } from "../support/chain.ts";
import { packedIncentive } from "./configs.ts";
import * as f from "./fixture.ts";

/** Free contributions, so that only the model matters, which is asked whether it disagreed. */
const FREE = { ...f.CONFIG, costWeight: 0n, credit: 1 };
/** What goes into one transaction. */
const PART_BYTES = 24_000;

const implementations = new Map<string, Promise<f.Shared>>();

/** A list of a file of vectors. */
export function read<T>(file: string, list: string): readonly T[] {
  return JSON.parse(readFileSync(new URL(`../../test/vectors/${file}.json`, import.meta.url), "utf8"))[list];
}

/** The contract of trainers with models of a kind and the mechanism `deposit-refund-take`. */
export function implementationOf(kind: string): string {
  return `${pascalCase(kind)}DepositRefundTake`;
}

/** Whether there is such a contract for the kind of model that a header names. */
export function known(header: Uint8Array): boolean {
  return exists(implementationOf(kindOf(header)));
}

/** A trainer whose model is `body`, sent in as many parts as it takes; throws `Refused`. */
export async function deployed(
  header: Uint8Array,
  body: Uint8Array,
  name = implementationOf(kindOf(header)),
): Promise<Trainer> {
  const shared = implementations.get(name) ?? f.share(name);
  implementations.set(name, shared);
  const { factory, implementation } = await shared;
  await after(1);
  const plan = await f.planOf({ header, incentive: packedIncentive(FREE), weights: body.slice(0, PART_BYTES) });
  const trainer = await create(factory, implementation, plan, f.ALICE);
  if (body.length <= PART_BYTES) return trainer;
  for (let offset = PART_BYTES; offset < body.length; offset += PART_BYTES) {
    await trainer.send(f.ALICE, "upload", [offset, body.slice(offset, offset + PART_BYTES)]);
  }
  await trainer.send(f.ALICE, "finalize", []);
  return trainer;
}

/** The sparse perceptron for a header that names no kind: something has to refuse it. */
function kindOf(header: Uint8Array): string {
  return MODELS.find(({ id }) => id === header[2])?.kind ?? "sparse-perceptron";
}
