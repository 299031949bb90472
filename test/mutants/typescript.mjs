/** Small faults in core's reference; `tests` are those that should find it. */
const M = "core/src/models";
const I = "core/src/incentives";
const REFERENCE = [
  "core/test/trainer.test.ts",
  "core/test/deposit-refund-take.test.ts",
  "core/test/perceptron.test.ts",
  "test/conformance/memory.test.ts",
];
const VECTORS = ["core/test/vectors.test.ts", "core/test/model-vectors.test.ts", "core/test/model-formulas.test.ts"];
const POINTS = ["core/test/points.test.ts"];
const MARKET = ["core/test/market", "test/conformance/memory.test.ts"];

export const TYPESCRIPT = [
  [
    REFERENCE,
    `${I}/deposit-refund-take.ts`,
    "if (cost < minDeposit) return minDeposit;",
    "if (cost < 0n) return minDeposit;",
    "no least deposit",
  ],
  [
    REFERENCE,
    `${I}/deposit-refund-take.ts`,
    "maxDeposit !== 0n && cost > maxDeposit",
    "cost > maxDeposit",
    "no bound taken for a bound of zero",
  ],
  [
    REFERENCE,
    `${I}/deposit-refund-take.ts`,
    'age >= this.#parameter("anyoneWait")',
    'age > this.#parameter("anyoneWait")',
    "everybody's window opens a second late",
  ],
  [
    REFERENCE,
    `${I}/deposit-refund-take.ts`,
    "claim.caller === claim.owner && claim.caller !== claim.author",
    "claim.caller === claim.owner",
    "the owner takes what is the owner's own",
  ],
  [
    REFERENCE,
    `${I}/deposit-refund-take.ts`,
    "(claim.deposit * good) / this.totalGood",
    "(claim.claimable * good) / this.totalGood",
    "shares of what is left",
  ],
  [
    REFERENCE,
    `${I}/deposit-refund-take.ts`,
    'if (claim.reported) throw new OmnisumError("AlreadyReported", {});',
    "",
    "a reporter has two shares",
  ],
  [
    POINTS,
    `${I}/points.ts`,
    "this.#parameters.credit === 0n || claim.taught",
    "claim.taught",
    "no point for what the model knew",
  ],
  [
    REFERENCE,
    "core/src/reference/records.ts",
    "this.#free.push(index);",
    "this.#free.unshift(index);",
    "the slot that was freed first is used",
  ],
  [REFERENCE, "core/src/reference/records.ts", "!slot.settled.has(id)", "true", "settled contributions are known"],
  [
    REFERENCE,
    "core/src/protocol/commitment.ts",
    "(position >> level) & 1 ?",
    "(position >> level) & 2 ?",
    "siblings on the wrong side",
  ],
  [
    VECTORS,
    "core/src/protocol/commitment.ts",
    "Uint8Array.of(taught ? 1 : 0),",
    "Uint8Array.of(taught ? 0 : 0),",
    "the commitment leaves out whether it taught",
  ],
  [
    VECTORS,
    "core/src/isqrt.ts",
    "if (next >= root) return root;",
    "if (next >= root) return next;",
    "a root is at times one too great",
  ],
  [
    VECTORS,
    `${M}/naive-bayes.ts`,
    "const factor = Math.min(numerator / denominator, 1);",
    "const factor = numerator / denominator;",
    "factors above one",
  ],
  [
    VECTORS,
    `${M}/naive-bayes.ts`,
    "const numerator = product < denominator ? product : denominator;",
    "const numerator = product;",
    "exact factors above one",
  ],
  [VECTORS, `${M}/naive-bayes.ts`, "n >= COUNTER_LIMIT || total", "n > COUNTER_LIMIT || total", "one sample too many"],
  [
    VECTORS,
    `${M}/nearest-centroid.ts`,
    "relative * nearest.n ** 2n >= nearest.relative * n ** 2n",
    "relative * nearest.n ** 2n > nearest.relative * n ** 2n",
    "the greatest label of a tie",
  ],
  [VECTORS, `${M}/nearest-centroid.ts`, "if (n > SAMPLES_LIMIT ||", "if (n >= SAMPLES_LIMIT ||", "one sample too few"],
  [VECTORS, `${M}/nearest-centroid.ts`, "q < 0n ||", "", "a squared length below zero"],
  [
    MARKET,
    `${I}/prediction-market/test-set.ts`,
    "proven.position === piece",
    "proven.position <= piece",
    "a piece in the place of another",
  ],
  [
    MARKET,
    `${I}/prediction-market/definition.ts`,
    '["minContributions", minContributions === 0n],',
    '["minContributions", minContributions < 0n],',
    "a market without contributions",
  ],
];
