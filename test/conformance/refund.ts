import type { World } from "./world.ts";
export function describeRefund(_w: () => World): void {}
