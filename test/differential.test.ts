import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { OmnisumError } from "@omnisum/core";
import type { Ground, GroundCall } from "./differential/grounds/ground.ts";
import { MemoryGround } from "./differential/grounds/memory.ts";
import { replay } from "./differential/shrink.ts";
import { PAIRINGS, playTournament } from "./differential/tournament.ts";

const MAIN = fileURLToPath(new URL("./differential/main.ts", import.meta.url));
const TIMEOUT_MS = 600_000;

/** What a sequence must have come across, or it would prove less than it says. */
const REFUSALS = [
  ...["CommitmentMismatch", "CounterOverflow", "InsufficientDeposit", "InvalidBatch", "InvalidConfig", "InvalidLabel"],
  ...[
    "InvalidSample",
    "ModelAgrees",
    "ModelDisagrees",
    "NoCredit",
    "NotAuthor",
    "NotDeployer",
    "NotProvider",
    "NotReady",
  ],
  ...[
    "NothingToCollect",
    "OwnContribution",
    "ShareTooSmall",
    "TooEarly",
    "UnknownContribution",
    "WrongFunds",
    "WrongPhase",
  ],
];
const EVENTS = [
  ...["BatchAdded", "BatchRefunded", "Collected", "ContributorLeft", "DataAdded", "Finalized", "MarketOpened"],
  ...["PhaseEntered", "PieceDrawn", "PieceRevealed", "Refunded", "Reported", "UnitPaid"],
];

test.each(["evm", "cosmos"])(
  "random operations do on the contracts of the family %s what they do on the reference",
  (family) => {
    const args = ["--disable-warning=ExperimentalWarning", MAIN, "--chains", family, "--ops", "1800"];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect({ status, stderr, stdout }).toEqual({ status: 0, stderr: "", stdout: expect.stringContaining("a second") });
  },
  TIMEOUT_MS,
);

test("random operations come across every event and every refusal", async () => {
  const { tally, found } = await playTournament(new MemoryGround(), { seed: "1", steps: 12_000, pairings: PAIRINGS });
  expect(found).toBeUndefined();
  expect([...REFUSALS, ...EVENTS].filter((name) => !tally.seen.has(name))).toEqual([]);
});

test("a game with a difference is cut down to the few steps that show it, and can be played again", async () => {
  const faulty = new ForgetfulGround();
  const { found } = await playTournament(faulty, { seed: "1", steps: 12_000, pairings: PAIRINGS });
  expect(found?.difference).toMatchObject({ what: "outcome", step: { method: "refund" } });
  const methods = found?.game.steps.map(({ method }) => method) ?? [];
  expect(methods.filter((method) => method.startsWith("addData")).length).toBe(1);
  expect(methods.length).toBeLessThan(5);
  const again = JSON.parse(JSON.stringify(found?.game));
  expect(await replay(faulty, again)).toEqual(found?.difference);
  expect(await replay(new MemoryGround(), again)).toBeUndefined();
});

/** Knows no contribution that is to be refunded. */
class ForgetfulGround extends MemoryGround implements Ground {
  override async execute(call: GroundCall) {
    const events = await super.execute(call);
    if (call.method === "refund") throw new OmnisumError("UnknownContribution", { id: 0n });
    return events;
  }
}
