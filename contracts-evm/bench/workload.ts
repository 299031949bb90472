/** What a benchmark measures: a model, its samples and the rows of its table. */
import { readFileSync } from "node:fs";

export interface Workload {
  /** What its figures' names begin with; empty for the main workload. */
  readonly prefix: string;
  /** The heading of its table. */
  readonly title: string;
  /** The name of the contract. */
  readonly contract: string;
  readonly header: Uint8Array;
  readonly incentive: Uint8Array;
  /** What is sent with an addition an hour after the last one, in wei; that of `depositRefundTake` if it does not say. */
  readonly price?: bigint;
  /** The canonical body, which goes into one transaction. */
  readonly body: Uint8Array;
  /** The sample with the number `s`, packed. */
  sample(s: number): Uint8Array;
  /** Whether the model learns from every contribution, not only from those that it has wrong. */
  readonly learnsAll: boolean;
  /** Lessons after which every slot of the log was written before. */
  readonly lessons: number;
  readonly rows: readonly Row[];
}

/** A line of a table. */
export interface Row {
  /** The name of the figure, without the workload's prefix. */
  readonly key: string;
  readonly operation: string;
  readonly state: string;
  /** The predecessor's gas. */
  readonly before?: number;
  readonly floor?: number;
  readonly target?: number;
}

type Before = Readonly<Record<string, number>>;
const predecessor: Readonly<Record<string, Before>> = JSON.parse(
  readFileSync(new URL("./predecessor.json", import.meta.url), "utf8"),
);

/** Makes rows that stand beside the predecessor's figures for one of its workloads; `as` names the figure. */
export function rowsBeside(workload: string) {
  return (
    [key, operation, state]: readonly [string, string, string],
    figures: Pick<Row, "floor" | "target">,
    as?: string,
  ): Row => {
    const before = as === undefined ? undefined : predecessor[workload]?.[as];
    return { key, operation, state, ...(before === undefined ? {} : { before }), ...figures };
  };
}

/** Active indices of sample `s` with `entries` entries, ascending, as the predecessor was measured with. */
export function indices(s: number, features: number, entries = 20): readonly number[] {
  const all = Array.from({ length: entries }, (_, j) => (s * 7_919 + j * 104_729) % features);
  return [...new Set(all)].sort((a, b) => a - b);
}

/** A sample packed as sparse samples are: two bytes an index. */
export function sparse(s: number, features: number): Uint8Array {
  return concat(indices(s, features).map((index) => bigEndian(index, 2)));
}

/** The predecessor's weights of a perceptron, doubled so that the learning rate of one half becomes 1. */
export function weight(i: number): number {
  return 2 * (((i * 31) % 201) - 100);
}

/** The canonical body of a perceptron: bias 0, then the weights. */
export function perceptronBody(features: number): Uint8Array {
  return concat([bigEndian(0, 4), ...Array.from({ length: features }, (_, i) => bigEndian(weight(i) & 0xffff, 2))]);
}

/** A header of two classes; a perceptron's parameters are the learning rate 1 and a bias that is not trained. */
export function header(kind: number, features: number, parameters = [bigEndian(1, 2), bigEndian(0, 1)]): Uint8Array {
  return concat([bigEndian(1, 2), bigEndian(kind, 1), bigEndian(features, 4), bigEndian(2, 2), ...parameters]);
}

/** Waits 15/20/20 s, cost weight 10^15 wei, no bounds, credit for all. */
export function depositRefundTake(): Uint8Array {
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

/** Wait 15 s, credit for all. */
export function points(): Uint8Array {
  return concat([bigEndian(2, 1), bigEndian(15, 4), bigEndian(0, 1)]);
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
