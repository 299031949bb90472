import type { World } from "./world.ts";
export function describeInvariants(_w: () => World): void {}
