/** A stream of pseudo-random numbers that its seed decides: mulberry32 (Tommy Ettinger, public domain). */
export function seeded(seed) {
  let state = [...String(seed)].reduce((hash, char) => Math.imul(hash ^ char.codePointAt(0), 0x01000193), 0x811c9dc5);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  const below = (limit) => Math.floor((next() / 2 ** 32) * limit);
  return {
    below,
    pick: (items) => items[below(items.length)],
    oneIn: (times) => below(times) === 0,
    bytes: (length) => Uint8Array.from({ length }, () => below(256)),
    ascending(count, limit) {
      const chosen = new Set();
      while (chosen.size < Math.min(count, limit)) chosen.add(below(limit));
      return [...chosen].sort((a, b) => a - b);
    },
  };
}
