import { fromBech32, toBech32 } from "@cosmjs/encoding";

/** The length that BIP-173 allows; the library has no limit of its own that its dependency takes. */
const MAX_LENGTH = 90;
/** Bytes of an account's and of a contract's address. */
const LENGTHS = [20, 32];

/** The one spelling of an address that the chain itself uses; nothing for a text that is no address of this chain. */
export function canonicalAddress(text: string, prefix: string): string | undefined {
  try {
    const { prefix: actual, data } = fromBech32(text, MAX_LENGTH);
    return actual === prefix && LENGTHS.includes(data.length) ? toBech32(prefix, data) : undefined;
  } catch {
    return undefined;
  }
}
