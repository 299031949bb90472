/** W2a: a dense perceptron with 1,000 features, of which 20 are 1 in each sample and the others 0. */
import { depositRefundTake, header, indices, perceptronBody, rowsBeside, type Workload } from "../workload.ts";

const FEATURES = 1_000;
const row = rowsBeside("W2a_dense1000_k20");

export const DENSE_1000: Workload = {
  prefix: "dense_",
  title: "W2a: dense perceptron, D = 1,000, int8",
  contract: "DensePerceptronDepositRefundTake",
  header: header(2, FEATURES),
  incentive: depositRefundTake(),
  body: perceptronBody(FEATURES),
  sample(s) {
    const values = new Uint8Array(FEATURES);
    for (const index of indices(s, FEATURES)) values[index] = 1;
    return values;
  },
  learnsAll: false,
  lessons: 2,
  rows: [
    row(["deploy", "deploy a trainer, 1,000 weights", "35 bytes of metadata"], {}, "deploy"),
    row(["add_correct_change_log0", "addData correct", "in use, log empty"], { target: 120_000 }, "add_correct"),
    row(
      ["add_correct_change_log1", "addData correct", "in use, lessons in the log"],
      { target: 120_000 },
      "add_correct",
    ),
    row(["add_wrong_log0", "addData wrong", "in use, log empty"], { target: 400_000 }, "add_wrong"),
    row(["add_wrong_log1", "addData wrong", "in use, lessons in the log"], { target: 400_000 }, "add_wrong"),
    row(["refund_log0", "refund", "in use, log empty"], { target: 110_000 }, "refund"),
    row(["refund_log1", "refund", "in use, lessons in the log"], { target: 110_000 }, "refund"),
    row(["predict_log0", "predict, as a transaction", "in use, log empty"], {}, "predict"),
    row(["compact_log1", "compact", "in use, lessons in the log"], {}),
  ],
};
