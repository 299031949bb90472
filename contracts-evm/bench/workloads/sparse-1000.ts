/** W3a: a sparse perceptron with 1,000 features, samples of 20 entries. */
import { depositRefundTake, header, perceptronBody, rowsBeside, sparse, type Workload } from "../workload.ts";

const FEATURES = 1_000;
const row = rowsBeside("W3a_sparse1000_k20");

export const SPARSE_1000: Workload = {
  prefix: "",
  title: "W3a: sparse perceptron, D = 1,000, 20 entries",
  contract: "SparsePerceptronDepositRefundTake",
  header: header(1, FEATURES),
  incentive: depositRefundTake(),
  body: perceptronBody(FEATURES),
  sample: (s) => sparse(s, FEATURES),
  learnsAll: false,
  lessons: 32,
  rows: [
    row(["deploy_shared", "deploy implementation and factory", "once a chain"], { target: 2_500_000 }),
    row(["deploy", "deploy a trainer, 1,000 weights", "35 bytes of metadata"], { target: 540_000 }, "deploy"),
    row(["metadata_byte", "a byte more of metadata", ""], {}),
    row(
      ["add_correct_log0", "addData correct, exact payment", "in use, log empty"],
      { floor: 32_100, target: 45_000 },
      "add_correct_exact",
    ),
    row(["add_correct_change_log0", "addData correct, change returned", "in use, log empty"], {}, "add_correct"),
    row(
      ["add_correct_new_slot_log0", "addData correct, new record slot", "in use, log empty"],
      { floor: 49_200, target: 62_000 },
      "add_correct_exact",
    ),
    row(["add_correct_log4", "addData correct, exact payment", "in use, 4 lessons"], {}, "add_correct_exact"),
    row(["add_correct_change_log4", "addData correct, change returned", "in use, 4 lessons"], {}, "add_correct"),
    row(
      ["add_correct_new_slot_log4", "addData correct, new record slot", "in use, 4 lessons"],
      {},
      "add_correct_exact",
    ),
    row(["add_wrong_log0", "addData wrong", "in use, log empty"], { floor: 37_100, target: 56_000 }, "add_wrong"),
    row(["add_wrong_log4", "addData wrong", "in use, 4 lessons"], { target: 70_000 }, "add_wrong"),
    row(["refund_log0", "refund", "in use, log empty"], { floor: 44_200, target: 57_000 }, "refund"),
    row(["refund_log4", "refund", "in use, 4 lessons"], {}, "refund"),
    row(
      ["report_first_log0", "report, reporter's first", "in use, log empty"],
      { floor: 60_900, target: 80_000 },
      "report_first",
    ),
    row(["report_later_log0", "report, later", "in use, log empty"], { floor: 43_800, target: 62_000 }, "report_later"),
    row(
      ["predict_log0", "predict, as a transaction", "in use, log empty"],
      { floor: 24_100, target: 33_000 },
      "predict",
    ),
    row(["predict_log4", "predict, as a transaction", "in use, 4 lessons"], {}, "predict"),
    row(["compact_log4", "compact, 1,000 weights", "in use, 4 lessons"], { target: 500_000 }),
    row(["batch_add", "addDataBatch of 50, per sample", "in use, one in five wrong"], { target: 7_000 }, "add_wrong"),
    row(["batch_refund", "refundBatch of 50, per sample", "10 lessons in the log"], { target: 5_000 }, "refund"),
    row(
      ["lifecycle", "lifecycle, single", "one in five wrong, compaction every 5 lessons"],
      { target: 135_000 },
      "lifecycle",
    ),
    row(
      ["lifecycle_batch", "lifecycle, batches of 50", "one in five wrong, compaction every 20 lessons"],
      { target: 22_000 },
      "lifecycle",
    ),
    row(["add_correct_first_ever", "addData correct", "right after deployment"], {}, "add_correct_exact"),
    row(["add_correct_unfolded", "addData correct, exact payment", "never folded, log empty"], {}, "add_correct_exact"),
    row(["refund_unfolded", "refund", "never folded, log empty"], {}, "refund"),
    row(["add_wrong_first_lesson", "addData wrong", "never folded, a log slot's first use"], {}, "add_wrong"),
    row(["predict_unfolded", "predict, as a transaction", "never folded, log empty"], {}, "predict"),
  ],
};
