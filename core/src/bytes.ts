import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { OmnisumError } from "./errors.ts";

/** `0x` and two lower-case hex digits a byte. */
export type Hex = `0x${string}`;

export function toHex(bytes: Uint8Array): Hex {
  return `0x${bytesToHex(bytes)}`;
}

/** Reads `0x…`; throws `InvalidInput` for anything else. */
export function fromHex(text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^0x[0-9a-fA-F]*$/.test(text)) {
    throw new OmnisumError("InvalidInput", {
      name: "hex",
      reason: `${text.slice(0, 20)} is not 0x and pairs of hex digits`,
    });
  }
  return hexToBytes(text.slice(2));
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** `value` as `length` bytes, big-endian; a negative value in two's complement. Throws `InvalidInput` if it does not fit. */
export function bigEndian(value: bigint | number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let rest = BigInt.asUintN(8 * length, wholeNumber(value, length));
  for (let i = length - 1; i >= 0; i--) {
    bytes[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}

function wholeNumber(value: bigint | number, length: number): bigint {
  const whole = typeof value === "bigint" ? value : Number.isInteger(value) ? BigInt(value) : undefined;
  const fits = (bits: number) =>
    whole === BigInt.asUintN(bits, whole ?? 0n) || whole === BigInt.asIntN(bits, whole ?? 0n);
  if (whole !== undefined && fits(8 * length)) return whole;
  throw new OmnisumError("InvalidInput", { name: "number", reason: `${value} is no whole number of ${length} bytes` });
}

/** The unsigned big-endian number in `bytes`. */
export function readBigEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** The one hash of the protocol: Keccak-256 over the parts joined, 32 bytes. */
export function keccak256(...parts: readonly Uint8Array[]): Uint8Array {
  return keccak_256(concat(...parts));
}
