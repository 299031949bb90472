/** Several byte strings in one region, each followed by its length (cosmwasm-vm 3.0 `sections.rs`). */

import { concat, uint32Be } from "../bytes.ts";
import { VmError } from "./vm-error.ts";

export function encodeSections(...parts: readonly Uint8Array[]): Uint8Array {
  return concat(...parts.flatMap((part) => [part, uint32Be(part.length)]));
}

export function decodeSections(data: Uint8Array): Uint8Array[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const parts: Uint8Array[] = [];
  let rest = data.length;
  while (rest >= 4) {
    const length = view.getUint32(rest - 4);
    const start = rest - 4 - length;
    if (start < 0) throw VmError.communication("Got an invalid section: section length overflow");
    parts.push(data.subarray(start, rest - 4));
    rest = start;
  }
  if (rest > 0) throw VmError.communication("Got an invalid section: extra data outside of any section");
  return parts.reverse();
}
