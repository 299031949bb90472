import { OmnisumError } from "../errors.ts";
import { isqrt } from "../isqrt.ts";
import type { Parameters } from "../protocol/parameters.ts";
import { Credit } from "./credit.ts";
import {
  type Claim,
  type Grant,
  type IncentiveDefinition,
  type IncentiveMechanism,
  NOTHING_MORE,
} from "./incentive.ts";

const SECONDS_PER_HOUR = 3_600n;
/** A deposit stays below this, so that a batch of 256 stays below 2^96. */
const DEPOSIT_LIMIT = 2n ** 88n;

/** Contributors deposit; the model's agreement refunds them, its disagreement pays reporters (docs/protocol.md §6.1). */
export const DEPOSIT_REFUND_TAKE: IncentiveDefinition = {
  kind: "deposit-refund-take",
  id: 1,
  parameters: {
    refundWait: { bytes: 4, unit: "seconds", default: 86_400n, description: "until a refund or a report is possible" },
    ownerWait: { bytes: 4, unit: "seconds", default: 604_800n, description: "until the owner may take what is left" },
    anyoneWait: { bytes: 4, unit: "seconds", default: 2_419_200n, description: "until anyone may take what is left" },
    costWeight: {
      bytes: 12,
      unit: "money",
      default: 0n,
      description: "the price is this × 3600 ÷ √(seconds since the last one)",
    },
    minDeposit: { bytes: 12, unit: "money", default: 0n, description: "least price; 0: no bound" },
    maxDeposit: { bytes: 12, unit: "money", default: 0n, description: "greatest price; 0: no bound" },
    credit: {
      bytes: 1,
      unit: "choice",
      choices: ["all", "taught"],
      default: 0n,
      description: "which refunds earn credit",
    },
  },
  spec: NOTHING_MORE,
  validate(parameters) {
    const failing = firstInvalid(parameters);
    if (failing !== undefined) throw new OmnisumError("InvalidConfig", { field: failing });
  },
  create: (parameters) => new DepositRefundTake(parameters, new Credit()),
  standing({ refundWait = 0n, ownerWait = 0n, anyoneWait = 0n }, { age, left, agrees, isAuthor, isOwner, hasShare }) {
    const ownerTakes = isOwner && !isAuthor && age >= ownerWait;
    const sharesIt = age >= refundWait && !isAuthor && !hasShare && !agrees;
    return {
      claimable: left,
      refundable: age >= refundWait && agrees,
      reportable: age >= anyoneWait || ownerTakes || sharesIt,
    };
  },
};

function firstInvalid(parameters: Parameters): string | undefined {
  const {
    refundWait = 0n,
    ownerWait = 0n,
    anyoneWait = 0n,
    costWeight = 0n,
    minDeposit = 0n,
    maxDeposit = 0n,
  } = parameters;
  const checks: readonly (readonly [string, boolean])[] = [
    ["ownerWait", ownerWait < refundWait],
    ["anyoneWait", anyoneWait < ownerWait],
    ["costWeight", costWeight * SECONDS_PER_HOUR >= DEPOSIT_LIMIT],
    ["minDeposit", minDeposit >= DEPOSIT_LIMIT || (maxDeposit !== 0n && minDeposit > maxDeposit)],
    ["maxDeposit", maxDeposit >= DEPOSIT_LIMIT],
    ["credit", (parameters.credit ?? 0n) > 1n],
  ];
  return checks.find(([, fails]) => fails)?.[0];
}

class DepositRefundTake implements IncentiveMechanism {
  readonly #parameters: Parameters;
  readonly #good: Credit;

  constructor(parameters: Parameters, good: Credit) {
    this.#parameters = parameters;
    this.#good = good;
  }

  get totalGood(): bigint {
    return this.#good.total;
  }

  creditOf(account: string): bigint {
    return this.#good.of(account);
  }

  price(elapsed: bigint, count: number): bigint {
    const root = isqrt(elapsed / BigInt(count));
    const cost = (this.#parameter("costWeight") * SECONDS_PER_HOUR) / (root > 1n ? root : 1n);
    const { minDeposit = 0n, maxDeposit = 0n } = this.#parameters;
    if (cost < minDeposit) return minDeposit;
    return maxDeposit !== 0n && cost > maxDeposit ? maxDeposit : cost;
  }

  decideRefund(claim: Claim): Grant {
    if (claim.caller !== claim.author) throw new OmnisumError("NotAuthor", {});
    this.#checkWait(claim);
    const predicted = claim.predicted();
    if (predicted !== claim.label) throw new OmnisumError("ModelDisagrees", { predicted });
    const earnsCredit = this.#parameter("credit") === 0n || claim.taught;
    return { pays: claim.claimable, settles: true, earnsCredit, once: false };
  }

  decideReport(claim: Claim): Grant {
    const age = claim.now - claim.addedAt;
    const ownerTakes = claim.caller === claim.owner && claim.caller !== claim.author;
    if (age >= this.#parameter("anyoneWait") || (ownerTakes && age >= this.#parameter("ownerWait"))) {
      return { pays: claim.claimable, settles: true, earnsCredit: false, once: false };
    }
    this.#checkWait(claim);
    return this.#share(claim);
  }

  commitCredit(account: string): void {
    this.#good.earn(account);
  }

  clone(): IncentiveMechanism {
    return new DepositRefundTake(this.#parameters, this.#good.clone());
  }

  #checkWait(claim: Claim): void {
    const until = claim.addedAt + this.#parameter("refundWait");
    if (claim.now < until) throw new OmnisumError("TooEarly", { until });
  }

  /** A reporter's part of the deposit: by their share of all the credit there is. */
  #share(claim: Claim): Grant {
    if (claim.caller === claim.author) throw new OmnisumError("OwnContribution", {});
    if (claim.reported) throw new OmnisumError("AlreadyReported", {});
    const good = this.creditOf(claim.caller);
    if (good === 0n) throw new OmnisumError("NoCredit", {});
    if (claim.predicted() === claim.label) throw new OmnisumError("ModelAgrees", {});
    const share = (claim.deposit * good) / this.totalGood;
    if (share === 0n && claim.deposit > 0n) throw new OmnisumError("ShareTooSmall", {});
    const pays = share < claim.claimable ? share : claim.claimable;
    return { pays, settles: pays === claim.claimable, earnsCredit: false, once: true };
  }

  #parameter(name: string): bigint {
    return this.#parameters[name] ?? 0n;
  }
}
