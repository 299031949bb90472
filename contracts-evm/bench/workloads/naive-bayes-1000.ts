/** W6: naive Bayes with 1,000 features, samples of 20 features that occur once. */
import { bigEndian, concat, depositRefundTake, header, indices, rowsBeside, type Workload } from "../workload.ts";

const FEATURES = 1_000;
const SAMPLES_PER_CLASS = 2_000;
const SMOOTHING = 1_000;
const row = rowsBeside("W6_nb2x1000_k20");

/** `N ‖ T ‖ counts` of a class. */
function classBody(label: number): Uint8Array {
  const counts = Array.from({ length: FEATURES }, (_, i) => (i * 31 + label * 97) % 101);
  const total = counts.reduce((sum, count) => sum + count);
  return concat([bigEndian(SAMPLES_PER_CLASS, 4), bigEndian(total, 6), ...counts.map((count) => bigEndian(count, 4))]);
}

export const NAIVE_BAYES_1000: Workload = {
  prefix: "bayes_",
  title: "W6: naive Bayes, 2 × 1,000, 20 entries",
  contract: "NaiveBayesDepositRefundTake",
  header: header(3, FEATURES, [bigEndian(SMOOTHING, 4)]),
  incentive: depositRefundTake(),
  body: concat([classBody(0), classBody(1)]),
  sample: (s) => concat(indices(s, FEATURES).map((index) => concat([bigEndian(index, 2), bigEndian(1, 1)]))),
  learnsAll: true,
  lessons: 32,
  rows: [
    row(["deploy", "deploy a trainer, 2 × 1,000 counts", "35 bytes of metadata"], { target: 1_000_000 }, "deploy"),
    row(["add_correct_log0", "addData, exact payment", "in use, log empty"], { target: 48_000 }, "add_correct"),
    row(
      ["add_correct_log1", "addData, exact payment", "in use, a lesson in the log"],
      { target: 52_500 },
      "add_correct",
    ),
    row(["add_cycle", "addData, exact payment", "mean of 33, of which one folds"], { target: 105_000 }, "add_correct"),
    row(["refund_log0", "refund", "in use, log empty"], { target: 64_000 }, "refund"),
    row(["predict_log0", "predict, as a transaction", "in use, log empty"], { target: 38_000 }, "predict"),
    row(["predict_log1", "predict, as a transaction", "in use, a lesson in the log"], { target: 42_500 }, "predict"),
    row(["compact_log1", "compact", "in use, a lesson in the log"], {}),
  ],
};
