import { OmnisumError } from "@omnisum/core";

const UNITS = [
  ["d", 86_400n],
  ["h", 3_600n],
  ["m", 60n],
  ["s", 1n],
] as const;

/** Reads `15s`, `30m`, `2h`, `7d` or a number of seconds; throws `InvalidInput`. */
export function parseDuration(text: string, name = "The duration"): bigint {
  const [, count, unit = "s"] = /^(\d{1,10})([smhd])?$/.exec(text) ?? [];
  const seconds = UNITS.find(([letter]) => letter === unit)?.[1];
  if (count !== undefined && seconds !== undefined) return BigInt(count) * seconds;
  throw new OmnisumError("InvalidInput", { name, reason: `${text} is not like 15s, 30m, 2h or 7d` });
}

/** The shortest exact text: `2h`, `90s`, `7d`. */
export function formatDuration(seconds: bigint): string {
  const [unit, length] = UNITS.find(([, each]) => seconds >= each && seconds % each === 0n) ?? ["s", 1n];
  return `${seconds / length}${unit}`;
}

/** Seconds since 1970 as people write it, in UTC. */
export function formatTime(seconds: bigint): string {
  return new Date(Number(seconds) * 1_000).toISOString().replace("T", " ").slice(0, 19);
}
