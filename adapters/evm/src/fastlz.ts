const HASH_BITS = 13;
const MAX_DISTANCE = 2 ** HASH_BITS - 1;
const MAX_LITERALS = 32;
const MAX_MATCH = 262;
/** Matches are looked for only up to this many bytes before the end. */
const TAIL = 13;

/**
 * The length of `data` after FastLZ (level 1), which is what OP-stack chains charge data by since their Fjord upgrade.
 * Follows the reference implementation to the byte (OP Stack specification, "Fjord L1-Cost fee").
 */
export function fastLzLength(data: Uint8Array): number {
  const seen = new Uint32Array(2 ** HASH_BITS);
  const limit = Math.max(0, data.length - TAIL);
  let length = 0;
  let literalsFrom = 0;
  let at = 2;
  while (at < limit) {
    const match = findMatch(data, seen, at, limit);
    if (match === undefined) break;
    length += literalsLength(match.at - literalsFrom);
    const matched = matchLength(data, { p: match.before + 3, q: match.at + 3, end: limit + 9 });
    length += matchBytes(matched);
    at = match.at + matched;
    remember(data, seen, at);
    remember(data, seen, at + 1);
    at += 2;
    literalsFrom = at;
  }
  return length + literalsLength(data.length - literalsFrom);
}

/** The next place whose three bytes stood before, not too far back; and where they did. */
function findMatch(data: Uint8Array, seen: Uint32Array, from: number, limit: number) {
  for (let at = from; at < limit; at++) {
    const bytes = threeBytes(data, at);
    const before = seen[hash(bytes)] ?? 0;
    seen[hash(bytes)] = at;
    if (at + 1 >= limit) return undefined;
    if (at - before <= MAX_DISTANCE && threeBytes(data, before) === bytes) return { at, before };
  }
  return undefined;
}

/** How many bytes from `p` and `q` on are equal, the first different one included as the reference does. */
function matchLength(data: Uint8Array, { p, q, end }: { p: number; q: number; end: number }): number {
  for (let length = 0; length < end - q; length++) {
    if (data[p + length] !== data[q + length]) return length + 1;
  }
  return Math.max(0, end - q);
}

function literalsLength(count: number): number {
  const rest = count % MAX_LITERALS;
  return (MAX_LITERALS + 1) * Math.floor(count / MAX_LITERALS) + (rest === 0 ? 0 : rest + 1);
}

function matchBytes(length: number): number {
  return 3 * Math.floor((length - 1) / MAX_MATCH) + ((length - 1) % MAX_MATCH >= 6 ? 3 : 2);
}

function remember(data: Uint8Array, seen: Uint32Array, at: number): void {
  seen[hash(threeBytes(data, at))] = at;
}

function threeBytes(data: Uint8Array, at: number): number {
  return (data[at] ?? 0) | ((data[at + 1] ?? 0) << 8) | ((data[at + 2] ?? 0) << 16);
}

function hash(bytes: number): number {
  return (Math.imul(2_654_435_769, bytes) >>> 19) & MAX_DISTANCE;
}
