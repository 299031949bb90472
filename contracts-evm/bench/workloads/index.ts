/** The workloads that are measured, each in a file of its own. */
import type { Workload } from "../workload.ts";
import { DENSE_1000 } from "./dense-1000.ts";
import { DENSE_CENTROID_512 } from "./dense-centroid-512.ts";
import { NAIVE_BAYES_1000 } from "./naive-bayes-1000.ts";
import { POINTS_1000 } from "./points-1000.ts";
import { SPARSE_1000 } from "./sparse-1000.ts";
import { SPARSE_10000 } from "./sparse-10000.ts";
import { SPARSE_CENTROID_1000 } from "./sparse-centroid-1000.ts";

/** The first is measured in every state, the others in those that their rows name. */
export const WORKLOADS: readonly [Workload, ...Workload[]] = [
  SPARSE_1000,
  SPARSE_10000,
  POINTS_1000,
  DENSE_1000,
  NAIVE_BAYES_1000,
  SPARSE_CENTROID_1000,
  DENSE_CENTROID_512,
];
