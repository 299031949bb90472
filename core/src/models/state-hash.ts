import { keccak256 } from "../bytes.ts";

/** The body is hashed in chunks of this many bytes, so that every chain can do it within its limits. */
const CHUNK_BYTES = 8_192;

/** The hash of a canonical state: `h_0 = keccak(header)`, `h_j = keccak(h_{j−1} ‖ chunk_j)` (docs/protocol.md §8). */
export function stateHash(header: Uint8Array, body: Uint8Array): Uint8Array {
  let hash = keccak256(header);
  for (let at = 0; at < body.length; at += CHUNK_BYTES) hash = keccak256(hash, body.subarray(at, at + CHUNK_BYTES));
  return hash;
}
