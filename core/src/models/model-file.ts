import { checkSampleScale, type ImportedModel, type ImportOptions, invalid } from "./import/imported-model.ts";
import { importOwnFile, OWN_FORMAT } from "./import/own-file.ts";
import { importPredecessor } from "./import/predecessor.ts";
import { importScikitLearn } from "./import/scikit-learn.ts";
import { modelDefinition } from "./index.ts";

export type { ImportedModel, ImportOptions } from "./import/imported-model.ts";
export { type ExportableModel, exportModel } from "./import/own-file.ts";
export type { Quantisation } from "./quantise.ts";

/**
 * Reads the text of a model file: the project's own, one written by scikit-learn's export, or one of the predecessor's
 * (docs/models.md). A float model is made integer. Throws `InvalidModel` naming the field that is wrong.
 * @example
 * const { config, body, labels } = importModel(await readFile("model.json", "utf8"));
 */
export function importModel(text: string, options: ImportOptions = {}): ImportedModel {
  checkSampleScale(options.sampleScale);
  const file = parse(text);
  if (file.format === OWN_FORMAT) return importOwnFile(file);
  return file.estimator === undefined ? importPredecessor(file, options) : importScikitLearn(file, options);
}

/** On how many of `samples` the integer model and the model of the file agree. */
export function countAgreement(model: ImportedModel, samples: readonly Uint8Array[]): number {
  const integer = modelDefinition(model.config.kind).create(model.config, model.body);
  return samples.filter((sample) => integer.predict(sample) === model.predictFloat(sample)).length;
}

function parse(text: string): Readonly<Record<string, unknown>> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw invalid("the file", `is no JSON (${cause instanceof Error ? cause.message : cause})`, cause);
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw invalid("the file", "is no JSON object");
  // CAST: a JSON object that is no list has its fields by their names.
  return json as Readonly<Record<string, unknown>>;
}
