import { seeded } from "../../support/random.mjs";

/** Where a dense sample has one of these, `seed` decides. */
const INT8_BOUNDS = [127n, -128n, 1n, -1n];

/**
 * A lesson on the features of `indices`. Samples of a sparse kind have these features, each once; those of a dense kind
 * have values there, of which some are an int8's bounds, and zero elsewhere.
 */
export function lesson(kind, seed, indices, label) {
  if (kind.startsWith("sparse")) return { sample: indices.map((index) => [index, 1n]), label };
  const random = seeded(`dense ${seed}`);
  const value = (i) => INT8_BOUNDS[(seed + i) % 9] ?? BigInt(random.below(256) - 128);
  return { sample: indices.map((index, i) => [index, value(i)]), label };
}
