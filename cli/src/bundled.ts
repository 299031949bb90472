import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Vocabulary } from "@omnisum/core";

/** A model that comes with the command: its files' texts. */
export interface BundledModel {
  readonly name: string;
  readonly description: string;
  readonly model: string;
  readonly vocabulary: Vocabulary;
}

/** A sentence that people wrote and labelled. */
export interface Review {
  readonly text: string;
  /** 1: positive, 0: negative. */
  readonly label: 0 | 1;
}

/** Where the reviews come from, as their authors ask to be cited. */
export const REVIEWS_SOURCE =
  "Sentiment Labelled Sentences (Kotzias et al., KDD 2015), UCI Machine Learning Repository, as packaged in wink-sentiment 5.0.2";

const BUNDLED = {
  imdb: "Sentiment of English reviews: a perceptron over the 1,000 most frequent words of IMDB",
} as const satisfies Readonly<Record<string, string>>;

/** The bundled model of that name; nothing if there is none. */
export async function bundledModel(name: string): Promise<BundledModel | undefined> {
  if (!isBundled(name)) return undefined;
  const model = await readFile(example(name, "model.json"), "utf8");
  return { name, description: BUNDLED[name], model, vocabulary: await vocabulary(name) };
}

export function bundledVocabularies(): Promise<readonly Vocabulary[]> {
  return Promise.all(Object.keys(BUNDLED).map(vocabulary));
}

/** A thousand sentences of product reviews, in the order of their file. */
export async function reviews(): Promise<readonly Review[]> {
  const main = import.meta.resolve("wink-sentiment/package.json");
  const text = await readFile(new URL("test/data/amazon_cells_labelled.txt", main), "utf8");
  return text.split("\n").flatMap((line) => {
    const [, sentence, label] = /^(.*)\t([01])\r?$/.exec(line) ?? [];
    return sentence === undefined ? [] : [{ text: sentence.trim(), label: label === "1" ? 1 : 0 } as const];
  });
}

async function vocabulary(name: string): Promise<Vocabulary> {
  // CAST: the bundled files are words with their indices; a test encodes with them.
  return JSON.parse(await readFile(example(name, "vocabulary.json"), "utf8")) as Vocabulary;
}

function example(name: string, file: string): string {
  return fileURLToPath(new URL(`../examples/${name}/${file}`, import.meta.url));
}

function isBundled(name: string): name is keyof typeof BUNDLED {
  return Object.hasOwn(BUNDLED, name);
}
