import { table } from "../format/table.ts";
import type { Outcome } from "../outcome.ts";
import type { Services } from "../services/services.ts";
import type { OpenTrainer, TrainerReference } from "../services/trainers.ts";
import { encodeLine, type Input, type Line, labelName, readLines, shorten } from "./samples.ts";

export interface PredictInput extends TrainerReference {
  readonly text: readonly string[];
  readonly sample?: readonly string[];
  readonly file?: string;
}

interface Prediction extends Input {
  readonly chain: string;
  readonly label: number;
  readonly labelName: string;
  readonly scores: readonly bigint[];
}

/** Asks the model on each chain for the label of each text or sample. */
export async function predict(services: Services, input: PredictInput): Promise<Outcome> {
  const trainers = await services.trainers.openAll(input, "read");
  const lines = await wantedLines(services, input);
  const predictions = (await Promise.all(trainers.map((open) => predictAll(open, lines)))).flat();
  const [first] = trainers;
  const labels = first?.metadata.labels ?? [];
  return {
    result: { name: first?.name, predictions: predictions.map(toResult) },
    text: show(predictions, trainers.length > 1),
    next: `omnisum add ${first?.name} --chain ${first?.chain.chain.name} --label ${labels[1] ?? "LABEL"} "…"`,
  };
}

/** The texts and samples that were given. */
export async function wantedLines(
  services: Services,
  { text, sample = [], file }: PredictInput,
): Promise<readonly Line[]> {
  const lines: Line[] = [...text.map((one) => ({ text: one })), ...sample.map((one) => ({ sample: one }))];
  if (file !== undefined) lines.push(...(await readLines(services, file)));
  return lines.length > 0 ? lines : [{ text: await services.prompts.text(undefined, "The text, --sample or --file") }];
}

async function predictAll(open: OpenTrainer, lines: readonly Line[]): Promise<readonly Prediction[]> {
  const inputs = await Promise.all(lines.map((line) => encodeLine(open, line)));
  const labels = await open.trainer.predictBatch(inputs.map(({ sample }) => sample));
  return Promise.all(
    inputs.map(async (input, i) => {
      const label = labels[i] ?? 0;
      const scores = await open.trainer.scores(input.sample);
      return { ...input, chain: open.chain.chain.name, label, labelName: labelName(open, label), scores };
    }),
  );
}

function toResult({ shown, sample, chain, label, labelName, scores }: Prediction): unknown {
  return { chain, input: shown, sample, label, labelName, scores };
}

function show(predictions: readonly Prediction[], withChain: boolean): string {
  const chain = withChain ? [{ title: "Chain" }] : [];
  return table(
    [...chain, { title: "Label" }, { title: "Score", align: "right" }, { title: "Input" }],
    predictions.map((one) => [
      ...(withChain ? [one.chain] : []),
      one.labelName,
      one.scores.join(" "),
      shorten(one.shown),
    ]),
  );
}
