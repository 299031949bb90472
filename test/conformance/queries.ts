import type { World } from "./world.ts";
export function describeQueries(_w: () => World): void {}
