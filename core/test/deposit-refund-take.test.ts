import { describe, expect, test } from "@jest/globals";
import { type IncentiveDefinition, incentiveDefinition, isqrt } from "@omnisum/core";
import fc from "fast-check";
import { throwsWith } from "../../test/support/errors.ts";

const definition = incentiveDefinition("deposit-refund-take");
const ADDED = 2_000_000n;
const DEPOSIT = 1_000n;

type Mechanism = ReturnType<IncentiveDefinition["create"]>;
type Claim = Parameters<Mechanism["decideReport"]>[0];

function mechanismOf(changes: Readonly<Record<string, bigint>> = {}): Mechanism {
  const parameters = {
    refundWait: 10n,
    ownerWait: 20n,
    anyoneWait: 30n,
    costWeight: 0n,
    minDeposit: 0n,
    maxDeposit: 0n,
  };
  return definition.create({ ...parameters, credit: 0n, ...changes });
}

/** A stranger's claim on a contribution that the model disagrees with, `age` seconds old. */
function claimOf(age: bigint, changes: Partial<Claim> = {}): Claim {
  return {
    caller: "stranger",
    author: "author",
    owner: "owner",
    now: ADDED + age,
    addedAt: ADDED,
    deposit: DEPOSIT,
    claimable: DEPOSIT,
    label: 1,
    taught: false,
    reported: false,
    predicted: () => 0,
    ...changes,
  };
}

const agrees = { predicted: () => 1 };
const byAuthor = { caller: "author" };

/** A mechanism that has refunded `count` contributions of each account. */
function withCredit(counts: Readonly<Record<string, number>>): Mechanism {
  const mechanism = mechanismOf();
  for (const [account, count] of Object.entries(counts)) {
    for (let i = 0; i < count; i++) mechanism.commitCredit(account);
  }
  return mechanism;
}

describe("the price", () => {
  test("is costWeight × 3600 over the root of the seconds since the last contribution", () => {
    const mechanism = mechanismOf({ costWeight: 7n });
    const at = (elapsed: bigint) => mechanism.price(elapsed, 1);
    expect([0n, 1n, 3n, 4n, 8n, 9n, 3_600n].map(at)).toEqual([
      25_200n,
      25_200n,
      25_200n,
      12_600n,
      12_600n,
      8_400n,
      420n,
    ]);
  });

  test("rounds down at last only", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 76n }),
        fc.bigInt({ min: 0n, max: 2n ** 40n }),
        (costWeight, elapsed) => {
          const root = isqrt(elapsed);
          const expected = (costWeight * 3_600n) / (root > 0n ? root : 1n);
          expect(mechanismOf({ costWeight }).price(elapsed, 1)).toBe(expected);
        },
      ),
      { seed: 3 },
    );
  });

  test("stays within its bounds, of which zero is none", () => {
    const prices = (changes: Readonly<Record<string, bigint>>) => {
      const mechanism = mechanismOf({ costWeight: 1n, ...changes });
      return [1n, 3_600n * 3_600n].map((elapsed) => mechanism.price(elapsed, 1));
    };
    expect(prices({})).toEqual([3_600n, 1n]);
    expect(prices({ minDeposit: 100n })).toEqual([3_600n, 100n]);
    expect(prices({ maxDeposit: 500n })).toEqual([500n, 1n]);
    expect(prices({ minDeposit: 100n, maxDeposit: 100n })).toEqual([100n, 100n]);
    expect(prices({ costWeight: 0n })).toEqual([0n, 0n]);
    expect(prices({ costWeight: 0n, minDeposit: 5n })).toEqual([5n, 5n]);
  });

  test("of each in a batch is that at the elapsed time divided by their number, rounded down", () => {
    const mechanism = mechanismOf({ costWeight: 1n });
    expect(mechanism.price(99n, 10)).toBe(1_200n);
    expect(mechanism.price(99n, 100)).toBe(3_600n);
    expect(mechanism.price(100n, 1)).toBe(360n);
  });
});

describe("a refund", () => {
  test("pays all that is left to the author and earns credit", () => {
    const grant = mechanismOf().decideRefund(claimOf(10n, { ...byAuthor, ...agrees, claimable: 400n }));
    expect(grant).toEqual({ pays: 400n, settles: true, earnsCredit: true, once: false });
  });

  test("of what was free is granted, too", () => {
    const free = { ...byAuthor, ...agrees, deposit: 0n, claimable: 0n };
    expect(mechanismOf().decideRefund(claimOf(10n, free))).toMatchObject({
      pays: 0n,
      settles: true,
      earnsCredit: true,
    });
  });

  test("earns credit under `taught` only for what taught", () => {
    const mechanism = mechanismOf({ credit: 1n });
    const earns = (taught: boolean) =>
      mechanism.decideRefund(claimOf(10n, { ...byAuthor, ...agrees, taught })).earnsCredit;
    expect([earns(false), earns(true)]).toEqual([false, true]);
  });

  test("is refused to another, then too early, then against the model, in this order", () => {
    const mechanism = mechanismOf();
    throwsWith(() => mechanism.decideRefund(claimOf(0n)), "NotAuthor", {});
    throwsWith(() => mechanism.decideRefund(claimOf(9n, byAuthor)), "TooEarly", { until: ADDED + 10n });
    throwsWith(() => mechanism.decideRefund(claimOf(10n, byAuthor)), "ModelDisagrees", { predicted: 0 });
    expect(() => mechanism.decideRefund(claimOf(10n, { ...byAuthor, ...agrees }))).not.toThrow();
  });

  test("never becomes too late", () => {
    expect(() => mechanismOf().decideRefund(claimOf(10_000n, { ...byAuthor, ...agrees }))).not.toThrow();
  });
});

describe("a report", () => {
  const share = { settles: false, earnsCredit: false, once: true };

  test("is refused too early, by the author, twice, without credit, against the model's agreement, in this order", () => {
    const mechanism = withCredit({ stranger: 1, other: 1 });
    const report = (age: bigint, changes: Partial<Claim>) => () => mechanism.decideReport(claimOf(age, changes));
    const all = { ...byAuthor, ...agrees, reported: true };
    throwsWith(report(9n, all), "TooEarly", { until: ADDED + 10n });
    throwsWith(report(10n, all), "OwnContribution", {});
    throwsWith(report(10n, { ...agrees, caller: "poor", reported: true }), "AlreadyReported", {});
    throwsWith(report(10n, { ...agrees, caller: "poor" }), "NoCredit", {});
    throwsWith(report(10n, agrees), "ModelAgrees", {});
    expect(report(10n, {})()).toEqual({ pays: 500n, ...share });
  });

  test("takes the reporter's share of the deposit, rounded down, and at most what is left", () => {
    const mechanism = withCredit({ stranger: 1, other: 2 });
    expect(mechanism.totalGood).toBe(3n);
    expect(mechanism.decideReport(claimOf(10n))).toEqual({ pays: 333n, ...share });
    expect(mechanism.decideReport(claimOf(10n, { caller: "other" }))).toEqual({ pays: 666n, ...share });
    const rest = mechanism.decideReport(claimOf(10n, { caller: "other", claimable: 600n }));
    expect(rest).toEqual({ pays: 600n, settles: true, earnsCredit: false, once: true });
  });

  test("of a share that rounds to zero is refused, but not where the deposit is zero", () => {
    const mechanism = withCredit({ stranger: 1, other: 999 });
    throwsWith(() => mechanism.decideReport(claimOf(10n, { deposit: 999n, claimable: 999n })), "ShareTooSmall", {});
    expect(mechanism.decideReport(claimOf(10n))).toMatchObject({ pays: 1n });
    const free = mechanism.decideReport(claimOf(10n, { deposit: 0n, claimable: 0n }));
    expect(free).toEqual({ pays: 0n, settles: true, earnsCredit: false, once: true });
  });

  test("lets the owner take all from the owner's window on, whatever the model says, without credit", () => {
    const mechanism = mechanismOf();
    const owner = { caller: "owner", ...agrees, claimable: 700n, reported: true };
    throwsWith(() => mechanism.decideReport(claimOf(19n, owner)), "AlreadyReported", {});
    const taken = { pays: 700n, settles: true, earnsCredit: false, once: false };
    expect(mechanism.decideReport(claimOf(20n, owner))).toEqual(taken);
    throwsWith(() => mechanism.decideReport(claimOf(29n, { ...agrees })), "NoCredit", {});
  });

  test("does not let an owner take what is the owner's own contribution before anyone may", () => {
    const own = { caller: "owner", author: "owner" };
    throwsWith(() => mechanismOf().decideReport(claimOf(29n, own)), "OwnContribution", {});
    expect(mechanismOf().decideReport(claimOf(30n, own))).toMatchObject({ pays: DEPOSIT, settles: true });
  });

  test.each(["stranger", "author", "owner"])("lets %s take all from the open window on", (caller) => {
    const grant = mechanismOf().decideReport(claimOf(30n, { caller, ...agrees, reported: true, claimable: 1n }));
    expect(grant).toEqual({ pays: 1n, settles: true, earnsCredit: false, once: false });
  });

  test("needs no wait where the waits are zero", () => {
    const mechanism = mechanismOf({ refundWait: 0n, ownerWait: 0n, anyoneWait: 0n });
    expect(mechanism.decideReport(claimOf(0n, byAuthor))).toMatchObject({ pays: DEPOSIT, settles: true });
  });
});

test("credit counts by account, and a copy counts on its own", () => {
  const mechanism = withCredit({ a: 2, b: 1 });
  const copy = mechanism.clone();
  copy.commitCredit("a");
  expect([mechanism.creditOf("a"), mechanism.creditOf("b"), mechanism.creditOf("c")]).toEqual([2n, 1n, 0n]);
  expect(mechanism.totalGood).toBe(3n);
  expect([copy.creditOf("a"), copy.totalGood]).toEqual([3n, 4n]);
});
