/** Addresses as text, with the SDK's refusals (cosmos-sdk v0.54 `types/address.go`, btcutil `bech32.go`). */

import { bech32 } from "@scure/base";

const CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const MAX_LENGTH = 1023;
/** wasmd verifies lengths: accounts have 20 bytes, contracts and modules' sub-accounts 32. */
const ADDRESS_LENGTHS = [20, 32];

export function encodeAddress(prefix: string, bytes: Uint8Array): string {
  return bech32.encode(prefix, bech32.toWords(bytes), MAX_LENGTH);
}

/** An address' bytes, or the words in which Go refuses it. */
export type DecodedAddress =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly error: string };

/** `AccAddressFromBech32`. */
export function decodeAddress(prefix: string, human: string): DecodedAddress {
  if (human.trim() === "") return { ok: false, error: "empty address string is not allowed" };
  const problem = malformation(human);
  if (problem !== undefined) return { ok: false, error: `decoding bech32 failed: ${problem}` };
  // CAST: malformation() has checked that there is a separator
  const decoded = bech32.decode(human.toLowerCase() as `${string}1${string}`, MAX_LENGTH);
  const bytes = fromWords(decoded.words);
  if (bytes === undefined) return { ok: false, error: "decoding bech32 failed: invalid incomplete group" };
  if (decoded.prefix !== prefix) {
    return { ok: false, error: `invalid Bech32 prefix; expected ${prefix}, got ${decoded.prefix}` };
  }
  if (!ADDRESS_LENGTHS.includes(bytes.length)) return { ok: false, error: "invalid address" };
  return { ok: true, bytes };
}

function malformation(human: string): string | undefined {
  if (human.length > MAX_LENGTH || human.length < 8) return `invalid bech32 string length ${human.length}`;
  for (const character of human) {
    const code = character.charCodeAt(0);
    if (code < 33 || code > 126) return `invalid character in string: '${character}'`;
  }
  if (human !== human.toLowerCase() && human !== human.toUpperCase()) {
    return "string not all lowercase or all uppercase";
  }
  const lower = human.toLowerCase();
  const separator = lower.lastIndexOf("1");
  if (separator < 1 || separator + 7 > lower.length) return `invalid separator index ${separator}`;
  const data = lower.slice(separator + 1);
  for (const character of data) {
    if (!CHARSET.includes(character)) return `invalid character not part of charset: ${character.charCodeAt(0)}`;
  }
  const words = [...data.slice(0, -6)].map((character) => CHARSET.indexOf(character));
  const expected = bech32.encode(lower.slice(0, separator), words, false).slice(-6);
  const actual = data.slice(-6);
  return actual === expected ? undefined : `invalid checksum (expected ${expected} got ${actual})`;
}

function fromWords(words: number[]): Uint8Array | undefined {
  const result = bech32.fromWordsUnsafe(words);
  return result instanceof Uint8Array ? result : undefined;
}
