import { bigEndian, concat, readBigEndian } from "../bytes.ts";
import { OmnisumError } from "../errors.ts";

export interface LabelledSample {
  readonly sample: Uint8Array;
  readonly label: number;
}

/** Packs labelled samples as `len u16 ‖ sample ‖ label u16`, one after the other (docs/protocol.md §3). */
export function packLabelledList(items: readonly LabelledSample[]): Uint8Array {
  return concat(...items.flatMap(({ sample, label }) => [bigEndian(sample.length, 2), sample, bigEndian(label, 2)]));
}

/** Unpacks a labelled list; throws `InvalidBatch` where it ends inside an item. */
export function readLabelledList(list: Uint8Array): readonly LabelledSample[] {
  const items: LabelledSample[] = [];
  for (let at = 0; at < list.length; ) {
    const length = Number(readBigEndian(list.subarray(at, at + 2)));
    const end = at + 4 + length;
    if (end > list.length) throw new OmnisumError("InvalidBatch", { reason: "length" });
    items.push({
      sample: list.slice(at + 2, end - 2),
      label: Number(readBigEndian(list.subarray(end - 2, end))),
    });
    at = end;
  }
  return items;
}
