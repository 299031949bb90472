/** The inputs of the predecessor's workloads, exactly as they were measured. */

export const FEATURES = 1_000;
const ENTRIES = 20;

/** Active indices of sample `s`, ascending. */
export function indices(s: number): readonly number[] {
  const all = Array.from({ length: ENTRIES }, (_, j) => (s * 7_919 + j * 104_729) % FEATURES);
  return [...new Set(all)].sort((a, b) => a - b);
}

/** The sample packed as sparse samples are: two bytes an index. */
export function sample(s: number): Uint8Array {
  return concat(indices(s).map((index) => bigEndian(index, 2)));
}

/** The weights, doubled so that the learning rate of one half becomes 1. */
export function weight(i: number): number {
  return 2 * (((i * 31) % 201) - 100);
}

/** The canonical body: bias 0, then the weights. */
export function body(features = FEATURES): Uint8Array {
  return concat([bigEndian(0, 4), ...Array.from({ length: features }, (_, i) => bigEndian(weight(i) & 0xffff, 2))]);
}

/** Model kind 1, two classes, learning rate 1, bias not trained. */
export function header(features = FEATURES): Uint8Array {
  return concat([
    bigEndian(1, 2),
    bigEndian(1, 1),
    bigEndian(features, 4),
    bigEndian(2, 2),
    bigEndian(1, 2),
    bigEndian(0, 1),
  ]);
}

/** Waits 15/20/20 s, cost weight 10^15 wei, no bounds, credit for all. */
export function incentive(): Uint8Array {
  return concat([
    bigEndian(1, 1),
    bigEndian(15, 4),
    bigEndian(20, 4),
    bigEndian(20, 4),
    bigEndian(10n ** 15n, 12),
    bigEndian(0, 12),
    bigEndian(0, 12),
    bigEndian(0, 1),
  ]);
}

/** A labelled list. */
export function list(items: readonly { readonly sample: Uint8Array; readonly label: number }[]): Uint8Array {
  return concat(items.flatMap((item) => [bigEndian(item.sample.length, 2), item.sample, bigEndian(item.label, 2)]));
}

export function bigEndian(value: number | bigint, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => Number((BigInt(value) >> BigInt(8 * (size - 1 - i))) & 255n));
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
