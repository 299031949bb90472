import { centroidCase } from "../families/nearest-centroid.ts";

export const modelCase = centroidCase("dense-nearest-centroid", [
  [12, 2],
  [8, 3],
  [33, 4],
]);
