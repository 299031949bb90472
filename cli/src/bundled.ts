import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Vocabulary } from "@omnisum/core";

/** A model that comes with the command: its files' texts, and how its samples are encoded. */
export interface BundledModel {
  readonly name: string;
  readonly description: string;
  readonly model: string;
  readonly encoder: "vocabulary" | "embedding";
  readonly vocabulary?: Vocabulary;
  /** Sentences on which the integer model is compared with the float model. */
  readonly samples: readonly { readonly text: string }[];
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

type Bundled = Pick<BundledModel, "description" | "encoder">;
const BUNDLED = {
  imdb: {
    description: "Sentiment of English reviews: a perceptron over the 1,000 most frequent words of IMDB",
    encoder: "vocabulary",
  },
  vpa: {
    description:
      "Whether a sentence asks an assistant for the weather or for music: nearest centroid of sentence embeddings",
    encoder: "embedding",
  },
} as const satisfies Readonly<Record<string, Bundled>>;

const SAMPLES: Readonly<Record<keyof typeof BUNDLED, () => Promise<BundledModel["samples"]>>> = {
  imdb: reviews,
  vpa: requests,
};

/** The names of the bundled models. */
export const BUNDLED_NAMES: readonly string[] = Object.keys(BUNDLED);

/** The bundled model of that name; nothing if there is none. */
export async function bundledModel(name: string): Promise<BundledModel | undefined> {
  if (!isBundled(name)) return undefined;
  const bundled: Bundled = BUNDLED[name];
  const model = await readFile(example(name, "model.json"), "utf8");
  const samples = await SAMPLES[name]();
  return {
    name,
    ...bundled,
    model,
    samples,
    ...(bundled.encoder === "vocabulary" && { vocabulary: await vocabulary(name) }),
  };
}

export function bundledVocabularies(): Promise<readonly Vocabulary[]> {
  const having = Object.entries(BUNDLED).filter(([, { encoder }]) => encoder === "vocabulary");
  return Promise.all(having.map(([name]) => vocabulary(name)));
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

/** What people ask assistants for: the weather, then music. */
async function requests(): Promise<BundledModel["samples"]> {
  // CAST: the bundled file has a text and a label a line; a test predicts all of them.
  return JSON.parse(await readFile(example("vpa", "sentences.json"), "utf8")) as BundledModel["samples"];
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
