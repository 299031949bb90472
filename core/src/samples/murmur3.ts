import { utf8 } from "../bytes.ts";

/** MurmurHash3 x86 32-bit with seed 0 of the UTF-8 text (Austin Appleby, public domain), as an unsigned number. */
export function murmur3(text: string): number {
  const bytes = utf8(text);
  const blocks = bytes.length & ~3;
  let hash = 0;
  for (let at = 0; at < blocks; at += 4) {
    hash ^= scramble(littleEndian(bytes, at, 4));
    hash = (Math.imul(rotateLeft(hash, 13), 5) + 0xe6546b64) | 0;
  }
  hash ^= scramble(littleEndian(bytes, blocks, bytes.length - blocks));
  return finish(hash ^ bytes.length);
}

function littleEndian(bytes: Uint8Array, at: number, length: number): number {
  let word = 0;
  for (let i = length - 1; i >= 0; i--) word = (word << 8) | (bytes[at + i] ?? 0);
  return word;
}

function scramble(word: number): number {
  return Math.imul(rotateLeft(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function finish(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
