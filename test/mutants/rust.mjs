/** Small faults in the Rust crates; `package` is the one whose tests should find it. */
const P = "contracts-wasm/packages";
const C = "contracts-wasm/contract/src";
const PROTOCOL = ["-p", "omnisum-protocol"];
const MODELS = ["-p", "omnisum-models"];
const TRAINER = ["-p", "omnisum"];
const DRT = `${P}/incentives/src/deposit_refund_take.rs`;
const POINTS = `${P}/incentives/src/points.rs`;
const BAYES = `${P}/models/src/naive_bayes.rs`;
const CENTROID = `${P}/models/src/nearest_centroid.rs`;
const PERCEPTRON = `${P}/models/src/perceptron.rs`;

export const RUST = [
  [
    PROTOCOL,
    `${P}/protocol/src/batch.rs`,
    "if items.len() > MAX_BATCH {",
    "if items.len() >= MAX_BATCH {",
    "batches of 255 at most",
  ],
  [
    PROTOCOL,
    `${P}/protocol/src/sample.rs`,
    "257..=65_536 => 2,",
    "257..=65_535 => 2,",
    "an index of three bytes where two are enough",
  ],
  [
    PROTOCOL,
    `${P}/protocol/src/sample.rs`,
    "is_sorted_by(|a, b| a < b)",
    "is_sorted_by(|a, b| a <= b)",
    "a feature twice",
  ],
  [
    PROTOCOL,
    `${P}/protocol/src/sample.rs`,
    "last.feature >= features",
    "last.feature > features",
    "one feature too many",
  ],
  [
    PROTOCOL,
    `${P}/protocol/src/merkle.rs`,
    "siblings.len() != depth(count)",
    "siblings.len() > depth(count)",
    "short proofs",
  ],
  [
    PROTOCOL,
    `${P}/protocol/src/merkle.rs`,
    "keccak256(&[&[1], left, right])",
    "keccak256(&[&[0], left, right])",
    "nodes that can be leaves",
  ],
  [PROTOCOL, `${P}/protocol/src/number.rs`, "while rest >= total {", "if rest > total {", "shares that are too great"],
  [
    PROTOCOL,
    `${P}/protocol/src/ledger.rs`,
    "self.free = freed(slot)?.below;",
    "self.free = None;",
    "free slots below the last are lost",
  ],
  [
    TRAINER,
    DRT,
    '("ownerWait", owner_wait >= refund_wait)',
    '("ownerWait", owner_wait > refund_wait)',
    "windows that begin together are refused",
  ],
  [TRAINER, DRT, "min_deposit <= max_deposit", "min_deposit < max_deposit", "a fixed price is refused"],
  [TRAINER, DRT, "cost.max(self.min_deposit).min(bound)", "cost.min(bound)", "no least deposit"],
  [TRAINER, DRT, "elapsed.isqrt().max(1)", "elapsed.isqrt().max(2)", "half the price at once"],
  [TRAINER, DRT, "claim.taught || !self.credit_taught_only", "claim.taught", "no credit for what the model knew"],
  [
    TRAINER,
    DRT,
    "now >= after(self.anyone_wait)",
    "now > after(self.anyone_wait)",
    "everybody's window opens a second late",
  ],
  [
    TRAINER,
    DRT,
    "now >= after(self.owner_wait) && is_owner()",
    "is_owner()",
    "the owner's window opens with the first",
  ],
  [
    TRAINER,
    DRT,
    "caller != claim.author && credits.owner()",
    "credits.owner()",
    "the owner takes what is the owner's own",
  ],
  [TRAINER, DRT, "if credits.has_reported(claim.id, caller) {", "if false {", "a reporter has two shares"],
  [
    TRAINER,
    DRT,
    "if share == 0 && claim.deposit > 0 {",
    "if share == 0 {",
    "a free contribution's share counts as too small",
  ],
  [TRAINER, DRT, "Ok(share.min(claim.left))", "Ok(share)", "equivalent: settling bounds every payment once more", true],
  [
    TRAINER,
    POINTS,
    "Ok(Report { amount: 0, credit: true })",
    "Ok(Report { amount: 0, credit: false })",
    "a report earns nothing",
  ],
  [TRAINER, POINTS, "if credits.good(caller) == 0 {", "if false {", "whoever has no point reports"],
  [
    TRAINER,
    `${C}/settle.rs`,
    "record.settle(position);\n    let before",
    "let before",
    "a refund that can be had again",
  ],
  [
    TRAINER,
    `${C}/settle.rs`,
    "filter(|_| id < ledger.count)?",
    "filter(|_| true)?",
    "ids that were not given are looked up",
  ],
  [
    TRAINER,
    `${C}/settle.rs`,
    "mark_reported(deps.storage, claim.id, info.sender.as_str());",
    "",
    "a reporter has two shares",
  ],
  [MODELS, PERCEPTRON, "self.score(cells, 0, sample) > 0", "self.score(cells, 0, sample) >= 0", "a score of zero is 1"],
  [MODELS, PERCEPTRON, "if score > best.1 {", "if score >= best.1 {", "the greatest label of a tie"],
  [
    MODELS,
    PERCEPTRON,
    "let bound = if weight < 0 { i16::MIN } else { i16::MAX };",
    "let bound = i16::MAX;",
    "weights jump from the least to the greatest",
  ],
  [MODELS, PERCEPTRON, "if self.train_bias {", "if !self.train_bias {", "biases are trained where they should not be"],
  [MODELS, BAYES, "if head.samples == 0 {", "if false {", "classes without samples are predicted"],
  [MODELS, BAYES, ".min(denominator);", ";", "factors above one"],
  [MODELS, BAYES, "if likelihood > best.1 {", "if likelihood >= best.1 {", "the greatest label of a tie"],
  [MODELS, BAYES, ".filter(|total| *total < TOTAL_BOUND)?", "?", "totals beyond 48 bits"],
  [
    MODELS,
    CENTROID,
    "if nearest.1.is_none_or(|least| distance.compare(least).is_lt())",
    "if nearest.1.is_none_or(|least| distance.compare(least).is_le())",
    "the greatest label of a tie",
  ],
  [MODELS, CENTROID, ".filter(|samples| *samples <= MAX_SAMPLES)?", "?", "more samples than 24 bits"],
  [MODELS, CENTROID, "saturating_mul(1 << 16)", "saturating_mul(1 << 15)", "scores of half the size"],
  [MODELS, CENTROID, "magnitudes.reverse()", "magnitudes", "negative distances in the wrong order"],
];
