import type { Operation } from "./compare.mjs";

export const operations: readonly Operation[];
