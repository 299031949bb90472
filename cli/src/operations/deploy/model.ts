import { basename, extname } from "node:path";
import {
  createEncoder,
  type EncoderSpec,
  fromHex,
  isError,
  isStateFile,
  MODELS,
  type ModelConfig,
  OmnisumError,
  readHeader,
  readStateFile,
  type StateExport,
  type Vocabulary,
  vocabularyHash,
} from "@omnisum/core";
import { countAgreement, type ImportedModel, type ImportOptions, importModel } from "@omnisum/core/model-file";
import { BUNDLED_NAMES, type BundledModel, bundledModel } from "../../bundled.ts";
import { USUAL_EMBEDDING, USUAL_SCALE } from "../../services/embeddings.ts";
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
  readonly config: ModelConfig;
  /** The body of the canonical state. */
  readonly body: Uint8Array;
  readonly labels: readonly string[];
  readonly encoder: EncoderSpec;
  readonly vocabulary?: Vocabulary;
  /** How it was made integer, if it was a float model. */
  readonly quantisation?: ImportedModel["quantisation"];
  readonly agreement?: Agreement;
  /** The export that it comes from, if it comes from a chain. */
  readonly state?: StateExport;
}

/** Reads a model file, a bundled model or a state file; throws `InvalidModel` or `InvalidStateFile` naming the field that is wrong. */
export async function loadModel(services: Services, input: DeployInput): Promise<LoadedModel> {
  const model = await services.prompts.text(input.model, `The model file, or one of ${BUNDLED_NAMES.join(", ")}`);
  const bundled = await bundledModel(model);
  const file = bundled?.model ?? (await services.files.bytes(model));
  if (typeof file !== "string" && isStateFile(file)) return loadState(services, readStateFile(file), input);
  const text = typeof file === "string" ? file : new TextDecoder().decode(file);
  const imported = importModel(text, importOptions(input, bundled?.encoder));
  const vocabulary =
    input.vocabulary === undefined ? bundled?.vocabulary : await services.vocabularies.read(input.vocabulary);
  const name = input.name ?? bundled?.name ?? basename(model, extname(model));
  const encoder = encoderOf(input, imported, { name: bundled?.name ?? name, vocabulary, usual: bundled?.encoder });
  const sampleSet = await sampleTexts(services, input, bundled);
  const { config, body, quantisation } = imported;
  return {
    name,
    ...(bundled && { description: bundled.description }),
    ...{ config, body, quantisation },
    labels: labelsOf(input) ?? imported.labels,
    encoder,
    ...(vocabulary && { vocabulary }),
    ...(sampleSet && {
      agreement: agreement(imported, await encodeAll(services, sampleSet, { encoder, imported, vocabulary })),
    }),
  };
}

/** A model that was exported from a chain. */
export async function loadState(services: Services, state: StateExport, input: DeployInput): Promise<LoadedModel> {
  const { name, description, labels, encoder } = state.metadata;
  const vocabulary =
    input.vocabulary === undefined
      ? await services.vocabularies.find(encoder)
      : await services.vocabularies.read(input.vocabulary);
  return {
    name: input.name ?? name,
    ...(description !== undefined && { description }),
    config: readHeader(MODELS, state.header),
    body: state.body,
    labels: labelsOf(input) ?? labels,
    encoder,
    ...(vocabulary && { vocabulary }),
    state,
  };
}

function labelsOf({ labels }: DeployInput): readonly string[] | undefined {
  return labels?.split(",").map((label) => label.trim());
}

const ENCODERS = ["vocabulary", "murmur3", "embedding", "raw"];

/** The embedding's scale is what the values of the model's samples are multiplied by. */
function importOptions({ encoder, scale }: DeployInput, usual: string | undefined): ImportOptions {
  if ((encoder ?? usual) !== "embedding") return {};
  const sampleScale = scale === undefined ? USUAL_SCALE : Number(scale);
  if (Number.isFinite(sampleScale) && sampleScale > 0) return { sampleScale };
  throw new OmnisumError("InvalidInput", { name: "--scale", reason: `${scale} is not a number above zero` });
}

interface EncoderParts {
  readonly name: string;
  readonly vocabulary: Vocabulary | undefined;
  /** What a bundled model is made for. */
  readonly usual: string | undefined;
}

function encoderOf(
  { encoder, vocabulary: file }: DeployInput,
  imported: ImportedModel,
  parts: EncoderParts,
): EncoderSpec {
  const { name, vocabulary, usual } = parts;
  const kind = encoder ?? usual ?? (vocabulary === undefined ? "raw" : "vocabulary");
  if (kind === "murmur3" || kind === "raw") return { kind };
  if (kind === "embedding") return embeddingSpec(imported);
  if (kind !== "vocabulary")
    throw new OmnisumError("UnknownKind", { role: "encoder", kind, known: ENCODERS.join(", ") });
  if (vocabulary === undefined) throw new OmnisumError("MissingInput", { name: "The vocabulary (--vocabulary)" });
  const { features } = imported.config;
  const beyond = Object.entries(vocabulary).find(([, index]) => index >= features);
  if (beyond !== undefined) {
    const reason = `${beyond[0]} has the index ${beyond[1]}, but the model has ${features} features`;
    throw new OmnisumError("InvalidInput", { name: file ?? "The vocabulary", reason });
  }
  return { kind, name, hash: vocabularyHash(vocabulary) };
}

function embeddingSpec({ quantisation, featureIndices }: ImportedModel): EncoderSpec {
  const { sampleScale: scale } = quantisation;
  return { kind: "embedding", name: USUAL_EMBEDDING, scale, ...(featureIndices && { features: featureIndices }) };
}

/** What the sample set holds: the named file's lines, else a bundled model's sentences. */
async function sampleTexts(
  services: Services,
  { samples }: DeployInput,
  bundled: BundledModel | undefined,
): Promise<readonly ({ readonly text: string } | { readonly sample: string })[] | undefined> {
  return samples === undefined ? bundled?.samples : readLines(services, samples);
}

async function encodeAll(
  { embeddings }: Services,
  lines: readonly ({ readonly text: string } | { readonly sample: string })[],
  {
    encoder,
    imported,
    vocabulary,
  }: Pick<LoadedModel, "encoder"> & {
    readonly imported: ImportedModel;
    readonly vocabulary: Vocabulary | undefined;
  },
): Promise<readonly Uint8Array[]> {
  const texts = createEncoder(encoder, imported.config, { vocabulary, embed: embeddings.embed });
  const samples = await Promise.all(
    lines.map((line) => ("sample" in line ? fromHex(line.sample) : encodeIfKnown(() => texts.encode(line.text)))),
  );
  return samples.filter((sample) => sample !== undefined);
}

/** A text without any known word has no sample. */
export async function encodeIfKnown(encode: () => Promise<Uint8Array>): Promise<Uint8Array | undefined> {
  try {
    return await encode();
  } catch (error) {
    if (isError(error, "NothingKnown")) return undefined;
    throw error;
  }
}

function agreement(imported: ImportedModel, samples: readonly Uint8Array[]): Agreement {
  return { agree: countAgreement(imported, samples), of: samples.length };
}
