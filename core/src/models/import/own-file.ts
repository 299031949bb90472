import { z } from "zod/mini";
import { fromHex, toHex } from "../../bytes.ts";
import { isError } from "../../errors.ts";
import { MODELS, modelDefinition } from "../index.ts";
import { type ModelConfig, packHeader, readHeader } from "../model.ts";
import { type ImportedModel, invalid } from "./imported-model.ts";
import { labels, number, numbers, positive, readShape } from "./shape.ts";

/** What `format` says in the project's own model files. */
export const OWN_FORMAT = "omnisum-model";
const VERSION = 1;

const OWN_FILE = z.object({
  version: z.literal(VERSION, `must be ${VERSION}`),
  kind: z.string("must be a kind of model"),
  features: number,
  parameters: z.record(z.string(), z.int("must be a whole number"), "must be {name: number}"),
  labels,
  quantisation: z.object(
    { scale: positive, sampleScale: positive, largestError: number, clipped: number },
    "must say how the model was made integer",
  ),
  featureIndices: z.optional(numbers),
  body: z.string("must be 0x and hex digits"),
});

/** What of a model goes into its own file. */
export type ExportableModel = Pick<ImportedModel, "config" | "body" | "labels" | "quantisation" | "featureIndices">;

/** Writes an integer model as JSON, of any kind alike: `importModel` reads back the same bytes. */
export function exportModel({ config, body, labels, quantisation, featureIndices }: ExportableModel): string {
  const { kind, features } = config;
  const parameters = Object.fromEntries(
    Object.entries(config.parameters).map(([name, value]) => [name, Number(value)]),
  );
  const file = {
    format: OWN_FORMAT,
    version: VERSION,
    kind,
    features,
    parameters,
    labels,
    quantisation,
    featureIndices,
  };
  return `${JSON.stringify({ ...file, body: toHex(body) }, null, 2)}\n`;
}

/** Reads what `exportModel` wrote; the file's model is the integer one itself. Throws `InvalidModel`. */
export function importOwnFile(json: Readonly<Record<string, unknown>>): ImportedModel {
  const { kind, features, parameters, labels, quantisation, featureIndices, body: hex } = readShape(OWN_FILE, json);
  const definition = MODELS.find((model) => model.kind === kind);
  if (definition === undefined) throw invalid("kind", `is none of ${MODELS.map((model) => model.kind).join(", ")}`);
  const config = readField(() => {
    const values = Object.entries(parameters).map(([name, value]) => [name, BigInt(value)] as const);
    const given: ModelConfig = { kind, features, classes: labels.length, parameters: Object.fromEntries(values) };
    return readHeader(MODELS, packHeader(definition, given));
  });
  const body = readField(() => fromHex(hex), "body");
  const length = modelDefinition(kind).bodyLength(config);
  if (body.length !== length) throw invalid("body", `has ${body.length} bytes; this model has ${length}`);
  const model = definition.create(config, body);
  return {
    config,
    body,
    labels,
    quantisation,
    ...(featureIndices && { featureIndices }),
    predictFloat: (sample) => model.predict(sample),
  };
}

/** What a header or a text is refused for, as what is wrong with the file. */
function readField<R>(read: () => R, field?: string): R {
  try {
    return read();
  } catch (error) {
    if (isError(error, "InvalidConfig")) throw invalid(`${error.values.field}`, "is out of range", error);
    if (isError(error, "InvalidInput"))
      throw invalid(field ?? "parameters", `is malformed: ${error.values.reason}`, error);
    throw error;
  }
}
