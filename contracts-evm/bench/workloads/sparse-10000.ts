/** W3a with ten times as many features. */
import { depositRefundTake, header, perceptronBody, rowsBeside, sparse, type Workload } from "../workload.ts";

const FEATURES = 10_000;
const row = rowsBeside("sparse10000_k20");

export const SPARSE_10000: Workload = {
  prefix: "wide_",
  title: "Sparse perceptron, D = 10,000, 20 entries",
  contract: "SparsePerceptronDepositRefundTake",
  header: header(1, FEATURES),
  incentive: depositRefundTake(),
  body: perceptronBody(FEATURES),
  sample: (s) => sparse(s, FEATURES),
  learnsAll: false,
  lessons: 32,
  rows: [
    row(["deploy", "deploy a trainer, 10,000 weights", "35 bytes of metadata"], {}),
    row(["add_correct_log0", "addData correct", "in use, log empty"], {}),
    row(["add_wrong_log0", "addData wrong", "in use, log empty"], { target: 130_000 }, "add_wrong"),
    row(["add_wrong_log1", "addData wrong", "in use, a lesson in the log"], { target: 130_000 }, "add_wrong"),
    row(["refund_log0", "refund", "in use, log empty"], {}),
    row(["predict_log0", "predict, as a transaction", "in use, log empty"], {}),
    row(["compact_log1", "compact", "in use, a lesson in the log"], {}),
  ],
};
