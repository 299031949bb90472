import { keccak256, toHex, utf8 } from "../bytes.ts";
import { OmnisumError } from "../errors.ts";

/** Word → feature index. */
export type Vocabulary = Readonly<Record<string, number>>;

/**
 * The Keccak-256 that identifies a vocabulary: over its words in the order of their indices, each with a line feed.
 * Throws `InvalidInput` unless the indices are 0, 1, …, each once: the hash of the words would not tell them apart.
 */
export function vocabularyHash(vocabulary: Vocabulary): string {
  const words = Object.entries(vocabulary).sort(([, a], [, b]) => a - b);
  if (words.some(([, index], i) => index !== i)) {
    throw new OmnisumError("InvalidInput", {
      name: "vocabulary",
      reason: `the indices of its ${words.length} words must be 0, 1, 2 and so on, each once`,
    });
  }
  return toHex(keccak256(utf8(words.map(([word]) => `${word}\n`).join(""))));
}
