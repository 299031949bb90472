/** W5: sparse nearest centroid with 1,000 features. */
import { bigEndian, concat, depositRefundTake, header, rowsBeside, sparse, type Workload } from "../workload.ts";

const FEATURES = 1_000;
const SAMPLES_PER_CLASS = 2_000;
const row = rowsBeside("W5_snc2x1000_k20");

/** `n ‖ Q ‖ sums` of a class whose centroid is ((i·31 + label·97) mod 101)/100. */
function classBody(label: number): Uint8Array {
  const sums = Array.from({ length: FEATURES }, (_, i) => (SAMPLES_PER_CLASS * ((i * 31 + label * 97) % 101)) / 100);
  const squared = sums.reduce((total, sum) => total + sum ** 2, 0);
  return concat([bigEndian(SAMPLES_PER_CLASS, 4), bigEndian(squared, 12), ...sums.map((sum) => bigEndian(sum, 4))]);
}

export const SPARSE_CENTROID_1000: Workload = {
  prefix: "sparse_centroid_",
  title: "W5: sparse nearest centroid, 2 × 1,000, 20 entries",
  contract: "SparseNearestCentroidDepositRefundTake",
  header: header(4, FEATURES, []),
  incentive: depositRefundTake(),
  body: concat([classBody(0), classBody(1)]),
  sample: (s) => sparse(s, FEATURES),
  learnsAll: true,
  lessons: 32,
  rows: [
    row(["deploy", "deploy a trainer, 2 × 1,000 sums", "35 bytes of metadata"], { target: 1_250_000 }, "deploy"),
    row(["add_correct_log0", "addData, exact payment", "in use, log empty"], { target: 48_000 }, "add_correct_exact"),
    row(
      ["add_correct_log1", "addData, exact payment", "in use, a lesson in the log"],
      { target: 52_800 },
      "add_correct_exact",
    ),
    row(
      ["add_cycle", "addData, exact payment", "mean of 33, of which one folds"],
      { target: 105_000 },
      "add_correct_exact",
    ),
    row(["refund_log0", "refund", "in use, log empty"], { target: 65_000 }, "refund"),
    row(["predict_log0", "predict, as a transaction", "in use, log empty"], { target: 38_000 }, "predict"),
    row(["predict_log1", "predict, as a transaction", "in use, a lesson in the log"], { target: 42_800 }, "predict"),
    row(["compact_log1", "compact", "in use, a lesson in the log"], {}),
  ],
};
