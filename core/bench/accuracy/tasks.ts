import { readFile } from "node:fs/promises";
import { type LabelledSample, murmur3, packCounts, packDense, packSparse } from "@omnisum/core";

/** What is learned, by which model. */
export interface Task {
  readonly title: string;
  readonly kind: string;
  readonly features: number;
  readonly labels: readonly string[];
  /** In the order of their source, which may be sorted. */
  readonly samples: readonly LabelledSample[];
}

/** Where the data come from, as their authors ask to be cited. */
export const SOURCES = [
  "Digits: 10,000 images of the MNIST database (LeCun, Cortes and Burges) as packaged in mnist 1.1.0",
  "Messages: SMS Spam Collection (Almeida, Gómez Hidalgo and Yamakami, DocEng 2011), UCI Machine Learning Repository, as packaged in spam-detection 1.0.3",
];

const HASHED_FEATURES = 4_096;
const SIDE = 28;
const HALF = SIDE / 2;
/** Grey levels of a pixel after the reduction. */
const LEVELS = 16;

/** The tasks, read from their packages. */
export async function readTasks(): Promise<readonly Task[]> {
  const messages = await readMessages();
  const ofMessages = { features: HASHED_FEATURES, labels: ["ham", "spam"] };
  return [
    {
      title: "digits, 14 × 14 pixels",
      kind: "dense-perceptron",
      features: HALF * HALF,
      labels: Array.from({ length: 10 }, (_, digit) => String(digit)),
      samples: await readDigits(),
    },
    {
      ...ofMessages,
      title: "text messages, hashed words",
      kind: "sparse-perceptron",
      samples: messages.map(({ label, counts }) => ({
        label,
        sample: packSparse([...counts.keys()], HASHED_FEATURES),
      })),
    },
    {
      ...ofMessages,
      title: "text messages, hashed words counted",
      kind: "naive-bayes",
      samples: messages.map(({ label, counts }) => ({
        label,
        sample: packCounts(
          [...counts].map(([index, count]) => ({ index, count })),
          HASHED_FEATURES,
        ),
      })),
    },
    {
      ...ofMessages,
      title: "text messages, hashed words",
      kind: "sparse-nearest-centroid",
      samples: messages.map(({ label, counts }) => ({
        label,
        sample: packSparse([...counts.keys()], HASHED_FEATURES),
      })),
    },
  ];
}

interface Message {
  readonly label: number;
  /** How often each hashed word occurs, by ascending index. */
  readonly counts: ReadonlyMap<number, number>;
}

/** Every message once. */
async function readMessages(): Promise<readonly Message[]> {
  // CAST: this is what the pinned version of the package has.
  const { docs } = JSON.parse(await readPackage("spam-detection/store.json")) as {
    readonly docs: readonly { readonly label: "ham" | "spam"; readonly value: readonly string[] }[];
  };
  const different = new Map(docs.map((doc) => [`${doc.label} ${doc.value.join(" ")}`, doc]));
  return [...different.values()]
    .filter(({ value }) => value.length > 0)
    .map(({ label, value }) => ({ label: label === "spam" ? 1 : 0, counts: countHashes(value) }));
}

function countHashes(words: readonly string[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const word of words) {
    const index = murmur3(word) % HASHED_FEATURES;
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  return new Map([...counts].sort(([a], [b]) => a - b));
}

async function readDigits(): Promise<readonly LabelledSample[]> {
  const digits = await Promise.all(
    Array.from({ length: 10 }, async (_, label) => {
      // CAST: as above.
      const { data } = JSON.parse(await readPackage(`mnist/src/digits/${label}.json`)) as {
        readonly data: readonly number[];
      };
      const images = Math.floor(data.length / SIDE ** 2);
      return Array.from({ length: images }, (_, i) => ({ label, sample: reduce(data, i * SIDE ** 2) }));
    }),
  );
  return digits.flat();
}

/** Every two by two pixels become one of 16 levels. */
function reduce(pixels: readonly number[], start: number): Uint8Array {
  const values = Array.from({ length: HALF * HALF }, (_, i) => {
    const at = start + 2 * Math.floor(i / HALF) * SIDE + 2 * (i % HALF);
    const sum = [0, 1, SIDE, SIDE + 1].reduce((total, step) => total + (pixels[at + step] ?? 0), 0);
    return Math.min(LEVELS - 1, Math.floor((sum / 4) * LEVELS));
  });
  return packDense(values, HALF * HALF);
}

function readPackage(file: string): Promise<string> {
  return readFile(new URL(import.meta.resolve(file)), "utf8");
}
