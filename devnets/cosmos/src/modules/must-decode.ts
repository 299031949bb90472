import { AbciError } from "../abci-error.ts";
import { decodeAddress } from "../bech32.ts";

/** Bytes of an address; throws the chain's refusal if it is none. */
export function mustDecode(prefix: string, human: string): Uint8Array {
  const decoded = decodeAddress(prefix, human);
  if (!decoded.ok) throw AbciError.plain(decoded.error);
  return decoded.bytes;
}
