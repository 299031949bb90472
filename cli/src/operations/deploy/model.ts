import { basename, extname } from "node:path";
import {
  createEncoder,
  type EncoderSpec,
  fromHex,
  isError,
  OmnisumError,
  type Vocabulary,
  vocabularyHash,
} from "@omnisum/core";
import { countAgreement, type ImportedModel, importModel } from "@omnisum/core/model-file";
import { bundledModel, reviews } from "../../bundled.ts";
import type { Services } from "../../services/services.ts";
import { readLines } from "../samples.ts";
import type { DeployInput } from "./input.ts";

/** On how many of a sample set the integer model and the float model agree. */
export interface Agreement {
  readonly agree: number;
  readonly of: number;
}

/** A model that is ready to be planned, whatever the chain. */
export interface LoadedModel {
  readonly name: string;
  readonly description?: string;
  readonly imported: ImportedModel;
  readonly labels: readonly string[];
  readonly encoder: EncoderSpec;
  readonly vocabulary?: Vocabulary;
  readonly agreement?: Agreement;
}

/** Reads a model file or a bundled model; throws `InvalidModel` naming the field that is wrong. */
export async function loadModel(services: Services, input: DeployInput): Promise<LoadedModel> {
  const model = await services.prompts.text(input.model, "The model file, or imdb");
  const bundled = await bundledModel(model);
  const imported = importModel(bundled?.model ?? (await services.files.text(model)));
  const vocabulary =
    input.vocabulary === undefined ? bundled?.vocabulary : await services.vocabularies.read(input.vocabulary);
  const name = input.name ?? bundled?.name ?? basename(model, extname(model));
  const encoder = encoderOf(input, imported, { name: bundled?.name ?? name, vocabulary });
  const sampleSet = await sampleTexts(services, input, bundled !== undefined);
  return {
    name,
    ...(bundled && { description: bundled.description }),
    imported,
    labels: input.labels?.split(",").map((label) => label.trim()) ?? imported.labels,
    encoder,
    ...(vocabulary && { vocabulary }),
    ...(sampleSet && { agreement: agreement(imported, encodeAll(sampleSet, { encoder, imported, vocabulary })) }),
  };
}

function encoderOf(
  { encoder, vocabulary: file }: DeployInput,
  { config }: ImportedModel,
  { name, vocabulary }: { readonly name: string; readonly vocabulary: Vocabulary | undefined },
): EncoderSpec {
  const kind = encoder ?? (vocabulary === undefined ? "raw" : "vocabulary");
  if (kind === "murmur3" || kind === "raw") return { kind };
  if (kind !== "vocabulary") {
    throw new OmnisumError("UnknownKind", { role: "encoder", kind, known: "vocabulary, murmur3, raw" });
  }
  if (vocabulary === undefined) throw new OmnisumError("MissingInput", { name: "The vocabulary (--vocabulary)" });
  const beyond = Object.entries(vocabulary).find(([, index]) => index >= config.features);
  if (beyond !== undefined) {
    const reason = `${beyond[0]} has the index ${beyond[1]}, but the model has ${config.features} features`;
    throw new OmnisumError("InvalidInput", { name: file ?? "The vocabulary", reason });
  }
  return { kind, name, hash: vocabularyHash(vocabulary) };
}

/** What the sample set holds: the named file's lines, for a bundled model the reviews. */
async function sampleTexts(
  services: Services,
  { samples }: DeployInput,
  bundled: boolean,
): Promise<readonly ({ readonly text: string } | { readonly sample: string })[] | undefined> {
  if (samples !== undefined) return readLines(services, samples);
  return bundled ? reviews() : undefined;
}

function encodeAll(
  lines: readonly ({ readonly text: string } | { readonly sample: string })[],
  {
    encoder,
    imported,
    vocabulary,
  }: Pick<LoadedModel, "encoder" | "imported"> & { readonly vocabulary: Vocabulary | undefined },
): readonly Uint8Array[] {
  const texts = createEncoder(encoder, imported.config.features, vocabulary);
  return lines.flatMap((line) => {
    if ("sample" in line) return [fromHex(line.sample)];
    const sample = encodeIfKnown(() => texts.encode(line.text));
    return sample === undefined ? [] : [sample];
  });
}

/** A text without any known word has no sample. */
export function encodeIfKnown(encode: () => Uint8Array): Uint8Array | undefined {
  try {
    return encode();
  } catch (error) {
    if (isError(error, "NothingKnown")) return undefined;
    throw error;
  }
}

function agreement(imported: ImportedModel, samples: readonly Uint8Array[]): Agreement {
  return { agree: countAgreement(imported, samples), of: samples.length };
}
