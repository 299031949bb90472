import { exportState, MODELS, modelDefinition, packStateFile, readHeader } from "@omnisum/core";
import { facts } from "../format/table.ts";
import type { Outcome } from "../outcome.ts";
import type { Services } from "../services/services.ts";
import type { TrainerReference } from "../services/trainers.ts";

export interface ExportInput extends TrainerReference {
  readonly output?: string;
  readonly force?: boolean;
}

/** Writes a trainer's state to a file: all of it, as it was at one block. */
export async function exportModel(services: Services, input: ExportInput): Promise<Outcome> {
  const open = await services.trainers.openOne(input, "read");
  const { trainer, chain, name } = open;
  const config = readHeader(MODELS, trainer.info.header);
  const length = modelDefinition(config.kind).bodyLength(config);
  const [settled] = await services.progress.run([
    {
      title: `${name} on ${chain.chain.name}`,
      work: (update) =>
        exportState(trainer, {
          onProgress: (bytes) => update(`${Math.floor((100 * bytes) / length)} % of ${length} bytes`),
        }),
    },
  ]);
  if (settled?.status !== "fulfilled") throw settled?.reason;
  const state = settled.value;
  const replace = input.force ?? false;
  const file = await services.files.writeWhole(input.output ?? `${name}.omnisum`, packStateFile(state), { replace });
  const { origin, stateHash, body } = state;
  return {
    result: { name, chain: chain.chain.name, file, stateHash, bodyBytes: body.length, origin },
    text: facts([
      ["file", file],
      ["block", String(origin.block)],
      ["contributions", String(origin.contributions)],
      ["state hash", stateHash],
    ]),
    next: `omnisum import ${input.output ?? `${name}.omnisum`} --chain CHAIN`,
  };
}
