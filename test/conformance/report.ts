import type { World } from "./world.ts";
export function describeReport(_w: () => World): void {}
