import { centroidCase } from "../families/nearest-centroid.ts";

export const modelCase = centroidCase("sparse-nearest-centroid", [
  [12, 2],
  [8, 3],
  [300, 4],
]);
