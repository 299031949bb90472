/** W7a: the inputs of W3a with points in the place of deposits. */
import { header, perceptronBody, points, rowsBeside, sparse, type Workload } from "../workload.ts";

const FEATURES = 1_000;
const row = rowsBeside("W7a_points_sparse1000_k20");

export const POINTS_1000: Workload = {
  prefix: "points_",
  title: "W7a: points, sparse perceptron, D = 1,000, 20 entries",
  contract: "SparsePerceptronPoints",
  header: header(1, FEATURES),
  incentive: points(),
  price: 0n,
  body: perceptronBody(FEATURES),
  sample: (s) => sparse(s, FEATURES),
  learnsAll: false,
  lessons: 32,
  rows: [
    row(["add_correct_log0", "addData correct", "in use, log empty"], { target: 42_000 }, "add_correct"),
    row(["add_wrong_log0", "addData wrong", "in use, log empty"], { target: 54_000 }, "add_wrong"),
    row(["refund_log0", "refund", "in use, log empty"], { target: 50_000 }, "refund"),
    row(["report_later_log0", "report", "in use, log empty"], {}, "report"),
  ],
};
