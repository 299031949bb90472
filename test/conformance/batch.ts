import type { World } from "./world.ts";
export function describeBatch(_w: () => World): void {}
