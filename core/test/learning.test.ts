import { beforeEach, describe, expect, test } from "@jest/globals";
import {
  bigEndian,
  type CallContext,
  concat,
  modelDefinition,
  packCounts,
  packHeader,
  packIncentive,
  packLabelledList,
  ReferenceTrainer,
  toHex,
  utf8,
} from "@omnisum/core";
import { throwsWith } from "../../test/support/errors.ts";

const PRICE = 100n;
const COUNTER_MAX = 2n ** 32n - 1n;
const CONFIG = { kind: "naive-bayes", features: 2, classes: 2, parameters: { smoothing: 1_000n } } as const;
const ZERO = packCounts([{ index: 0, count: 1 }], 2);
const ONE = packCounts([{ index: 1, count: 1 }], 2);

/** Class 0 has seen feature 0, class 1 feature 1, as often as a counter holds but for one. */
function body(): Uint8Array {
  const row = (first: bigint, second: bigint) =>
    concat(bigEndian(2n, 4), bigEndian(first + second, 6), bigEndian(first, 4), bigEndian(second, 4));
  return concat(row(5n, 0n), row(0n, COUNTER_MAX - 1n));
}

function trainerOf(credit: bigint): ReferenceTrainer {
  const parameters = {
    refundWait: 1n,
    ownerWait: 2n,
    anyoneWait: 3n,
    costWeight: 0n,
    minDeposit: PRICE,
    maxDeposit: PRICE,
  };
  const trainer = new ReferenceTrainer({
    header: packHeader(modelDefinition(CONFIG.kind), CONFIG),
    incentive: packIncentive({ kind: "deposit-refund-take", parameters: { ...parameters, credit } }),
    owner: "",
    metadata: "{}",
    deployer: "deployer",
    deployedAt: 1n,
    now: 1_000n,
    authorBytes: utf8,
  });
  trainer.deploy(body());
  return trainer;
}

const contextOf = (changes: Partial<CallContext> = {}): CallContext => ({
  caller: "author",
  now: 2_000n,
  height: 2n,
  sent: PRICE,
  accepts: true,
  ...changes,
});
const hash = (of: ReferenceTrainer) => toHex(of.stateHash());

let trainer: ReferenceTrainer;
beforeEach(() => {
  trainer = trainerOf(0n);
});

describe("a model that need not predict to learn", () => {
  test("is asked whether it disagreed where only what taught earns credit", () => {
    const asked = trainerOf(1n);
    const taught = (sample: Uint8Array, label: number) =>
      asked.addData(contextOf(), sample, label).events[0]?.values.taught;
    expect([taught(ZERO, 0), taught(ZERO, 1), taught(ONE, 1), taught(ONE, 0)]).toEqual([false, true, false, true]);
  });

  test("says that nothing taught it where it is not asked, and learns the same", () => {
    const asked = trainerOf(1n);
    for (const [sample, label] of [
      [ZERO, 1],
      [ONE, 0],
    ] as const) {
      expect(trainer.addData(contextOf(), sample, label).events[0]?.values.taught).toBe(false);
      asked.addData(contextOf(), sample, label);
    }
    expect(hash(trainer)).toBe(hash(asked));
  });
});

describe("a counter at its limit", () => {
  beforeEach(() => void trainer.addData(contextOf(), ONE, 1));

  test("refuses the contribution, and nothing is changed", () => {
    const before = hash(trainer);
    throwsWith(() => trainer.addData(contextOf(), ONE, 1), "CounterOverflow", {});
    expect(hash(trainer)).toBe(before);
    expect(trainer.stats().count).toBe(1n);
    trainer.addData(contextOf(), ONE, 0);
  });

  test("refuses a whole batch, whatever of it could be learned", () => {
    const before = hash(trainer);
    const items = [
      { sample: ZERO, label: 0 },
      { sample: ZERO, label: 1 },
      { sample: ONE, label: 1 },
    ];
    const batch = packLabelledList(items);
    throwsWith(() => trainer.addDataBatch(contextOf({ sent: 3n * PRICE }), batch), "CounterOverflow", {});
    expect(hash(trainer)).toBe(before);
    expect(trainer.stats().count).toBe(1n);
  });

  test("is named after too little money, and before a payment that is refused", () => {
    const [sent, required] = [PRICE - 1n, PRICE];
    throwsWith(() => trainer.addData(contextOf({ sent }), ONE, 1), "InsufficientDeposit", { sent, required });
    const refusing = contextOf({ sent: PRICE + 1n, accepts: false });
    throwsWith(() => trainer.addData(refusing, ONE, 1), "CounterOverflow", {});
    throwsWith(
      () => trainer.addDataBatch(refusing, packLabelledList([{ sample: ONE, label: 1 }])),
      "CounterOverflow",
      {},
    );
  });
});

test("a payment that is refused leaves the model as it was", () => {
  const before = hash(trainer);
  const refusing = contextOf({ sent: PRICE + 1n, accepts: false });
  throwsWith(() => trainer.addData(refusing, ZERO, 0), "PaymentFailed", {});
  throwsWith(() => trainer.addDataBatch(refusing, packLabelledList([{ sample: ZERO, label: 0 }])), "PaymentFailed", {});
  expect(hash(trainer)).toBe(before);
  expect(trainer.stats().count).toBe(0n);
});
