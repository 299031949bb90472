import { OmnisumError } from "../errors.ts";
import type { Parameters } from "../protocol/parameters.ts";
import { Credit } from "./credit.ts";
import {
  type Claim,
  type Grant,
  type IncentiveDefinition,
  type IncentiveMechanism,
  NOTHING_MORE,
} from "./incentive.ts";

/** No money moves: the model's agreement earns its author a point, its disagreement a reporter (docs/protocol.md §6.2). */
export const POINTS: IncentiveDefinition = {
  kind: "points",
  id: 2,
  parameters: {
    refundWait: { bytes: 4, unit: "seconds", default: 86_400n, description: "until a refund or a report is possible" },
    credit: {
      bytes: 1,
      unit: "choice",
      choices: ["all", "taught"],
      default: 0n,
      description: "which refunds earn a point",
    },
  },
  spec: NOTHING_MORE,
  validate({ credit = 0n }) {
    if (credit > 1n) throw new OmnisumError("InvalidConfig", { field: "credit" });
  },
  create: (parameters) => new Points(parameters, new Credit()),
  standing({ refundWait = 0n }, { age, agrees, isAuthor }) {
    const waited = age >= refundWait;
    return { claimable: 0n, refundable: waited && agrees, reportable: waited && !agrees && !isAuthor };
  },
};

/** Every claim that is granted settles its contribution and pays nothing. */
const GRANT = { pays: 0n, settles: true, once: false } as const;

class Points implements IncentiveMechanism {
  readonly #parameters: Parameters;
  readonly #points: Credit;

  constructor(parameters: Parameters, points: Credit) {
    this.#parameters = parameters;
    this.#points = points;
  }

  get totalGood(): bigint {
    return this.#points.total;
  }

  creditOf(account: string): bigint {
    return this.#points.of(account);
  }

  price(): bigint {
    return 0n;
  }

  decideRefund(claim: Claim): Grant {
    if (claim.caller !== claim.author) throw new OmnisumError("NotAuthor", {});
    this.#checkWait(claim);
    const predicted = claim.predicted();
    if (predicted !== claim.label) throw new OmnisumError("ModelDisagrees", { predicted });
    return { ...GRANT, earnsCredit: this.#parameters.credit === 0n || claim.taught };
  }

  decideReport(claim: Claim): Grant {
    this.#checkWait(claim);
    if (claim.caller === claim.author) throw new OmnisumError("OwnContribution", {});
    if (this.creditOf(claim.caller) === 0n) throw new OmnisumError("NoCredit", {});
    if (claim.predicted() === claim.label) throw new OmnisumError("ModelAgrees", {});
    return { ...GRANT, earnsCredit: true };
  }

  commitCredit(account: string): void {
    this.#points.earn(account);
  }

  clone(): IncentiveMechanism {
    return new Points(this.#parameters, this.#points.clone());
  }

  #checkWait({ addedAt, now }: Claim): void {
    const until = addedAt + (this.#parameters.refundWait ?? 0n);
    if (now < until) throw new OmnisumError("TooEarly", { until });
  }
}
