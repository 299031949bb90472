import {
  isStateFile,
  originOf,
  packStateFile,
  readMetadata,
  readStateFile,
  replay,
  type StateExport,
  stateHash,
  toHex,
} from "@omnisum/core";
import { importModel } from "@omnisum/core/model-file";
import { bundledModel } from "../bundled.ts";
import { facts } from "../format/table.ts";
import type { Outcome } from "../outcome.ts";
import type { Services } from "../services/services.ts";
import type { OpenTrainer, TrainerReference } from "../services/trainers.ts";

export interface ReplayInput extends TrainerReference {
  readonly from?: string;
  readonly output?: string;
}

/** Rebuilds a model from its beginning and its events, and compares it with the chain's. */
export async function replayModel(services: Services, input: ReplayInput): Promise<Outcome> {
  const open = await services.trainers.openOne(input, "read");
  const from = await beginning(
    services,
    open,
    await services.prompts.text(input.from, "The state to begin with (--from)"),
  );
  const { model, mark, events } = await replay({ trainer: open.trainer, from });
  const { block, contributions } = mark;
  if (input.output !== undefined) {
    const rebuilt = { ...from, body: model.body(), stateHash: mark.stateHash, origin: originOf(open.trainer, mark) };
    await services.files.writeWhole(input.output, packStateFile(rebuilt), { replace: false });
  }
  const chain = open.chain.chain.name;
  return {
    result: { name: open.name, chain, equal: true, events, contributions, block, stateHash: mark.stateHash },
    text: [
      `${open.name} on ${chain} is what its events make of its beginning.`,
      facts([
        ["events", String(events)],
        ["contributions", String(contributions)],
        ["block", String(block)],
        ["state hash", mark.stateHash],
      ]),
    ].join("\n"),
  };
}

/** The state in a state file, or the one that a model file gives under the trainer's own configuration. */
async function beginning(services: Services, { trainer }: OpenTrainer, file: string): Promise<StateExport> {
  const text = (await bundledModel(file))?.model;
  const bytes = text === undefined ? await services.files.bytes(file) : new TextEncoder().encode(text);
  if (isStateFile(bytes)) return readStateFile(bytes);
  const { body } = importModel(new TextDecoder().decode(bytes));
  const { header, incentive, metadata, deployedAt: block } = trainer.info;
  return {
    ...{ header, body, incentive },
    stateHash: toHex(stateHash(header, body)),
    metadata: readMetadata(metadata),
    // It comes from a file, not from a chain.
    origin: { ...originOf(trainer, { block, contributions: 0n }), address: file },
  };
}
