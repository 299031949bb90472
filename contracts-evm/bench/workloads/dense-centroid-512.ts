/** Dense nearest centroid with 512 features, as a sentence's embedding has; the predecessor takes about 2 million gas for each. */
import { bigEndian, concat, depositRefundTake, header, rowsBeside, type Workload } from "../workload.ts";

const FEATURES = 512;
const SAMPLES_PER_CLASS = 2_000;
const row = rowsBeside("dense_centroid_512");

/** Feature `i` of a class's centroid; a sample is one of the centroids and up to 20 more or less. */
function value(i: number, label: number): number {
  return ((i * 31 + label * 97) % 201) - 100;
}

/** `n ‖ Q ‖ sums` of a class. */
function classBody(label: number): Uint8Array {
  const sums = Array.from({ length: FEATURES }, (_, i) => SAMPLES_PER_CLASS * value(i, label));
  const squared = sums.reduce((total, sum) => total + sum ** 2, 0);
  const bytes = sums.map((sum) => bigEndian(BigInt.asUintN(32, BigInt(sum)), 4));
  return concat([bigEndian(SAMPLES_PER_CLASS, 4), bigEndian(squared, 12), ...bytes]);
}

export const DENSE_CENTROID_512: Workload = {
  prefix: "dense_centroid_",
  title: "Dense nearest centroid, 2 × 512, int8",
  contract: "DenseNearestCentroidDepositRefundTake",
  header: header(5, FEATURES, []),
  incentive: depositRefundTake(),
  body: concat([classBody(0), classBody(1)]),
  sample: (s) =>
    Uint8Array.from({ length: FEATURES }, (_, i) => value(i, s % 2) + (((s + 1) * 7_919 + i * 104_729) % 41) - 20),
  learnsAll: true,
  lessons: 12,
  rows: [
    row(["deploy", "deploy a trainer, 2 × 512 sums", "35 bytes of metadata"], {}),
    row(["add_correct_log0", "addData, exact payment", "in use, log empty"], { target: 280_000 }),
    row(["add_correct_log1", "addData, exact payment", "in use, a lesson in the log"], { target: 280_000 }),
    row(["add_cycle", "addData, exact payment", "mean of 13, of which one folds"], {}),
    row(["refund_log0", "refund", "in use, log empty"], { target: 240_000 }),
    row(["predict_log0", "predict, as a transaction", "in use, log empty"], { target: 215_000 }),
    row(["predict_log1", "predict, as a transaction", "in use, a lesson in the log"], { target: 215_000 }),
    row(["compact_log1", "compact", "in use, a lesson in the log"], {}),
  ],
};
