import { CONTRACT_ERRORS, formatMoney, isError, OmnisumError } from "@omnisum/core";
import { moneyJson } from "../../format/json.ts";
import type { Outcome } from "../../outcome.ts";
import type { Services } from "../../services/services.ts";
import { type ActInput, type ActingMarket, actOnMarket, SCORING } from "./market.ts";

export interface ScoreInput extends ActInput {
  readonly limit?: string;
}

/** What a step shall use: a transaction of every network can. */
const GAS_A_STEP = 9_000_000n;
/** Above this it is tried again with less; Ethereum takes 16,777,216. */
const GREATEST_GAS = 13_000_000n;
const FIRST_LIMIT = 64;
const GREATEST_LIMIT = 100_000;
/** How much greater the next limit may be; what a unit costs differs from one to the next. */
const GROWTH = 4;

/** Scores, as much in each transaction as the chain takes, until it is done. */
export async function score(services: Services, input: ScoreInput): Promise<Outcome> {
  const given = input.limit === undefined ? undefined : readLimit(input.limit);
  const acting = await actOnMarket(services, input);
  const phase = await acting.phase();
  if (phase !== SCORING) throw new OmnisumError("WrongPhase", { phase });
  let limit = given ?? FIRST_LIMIT;
  let steps = 0;
  while ((await acting.phase()) === SCORING) {
    const step = given === undefined ? await fit(acting, limit, steps === 0) : { limit: given, next: given };
    steps += 1;
    const { round } = await acting.progress();
    await acting.send(`Scoring, step ${steps} (round ${round})`, acting.market.call("score", { limit: step.limit }));
    limit = step.next;
  }
  return outcome(acting, steps);
}

interface Fit {
  readonly limit: number;
  /** What to try in the next step. */
  readonly next: number;
}

/**
 * The limit, or the part of it that one transaction can do; a greater one if `grows` and the chain takes that. Nothing is sent.
 * Throws what the contract refuses.
 */
async function fit(acting: ActingMarket, limit: number, grows: boolean): Promise<Fit> {
  const { market, from } = acting;
  try {
    const { gas } = (await market.call("score", { limit }).estimate(from)).work;
    const fitting = gas === 0n ? GREATEST_LIMIT : Number((BigInt(limit) * GAS_A_STEP) / gas);
    const next = Math.max(1, Math.min(fitting, GROWTH * limit, GREATEST_LIMIT));
    if (gas > GREATEST_GAS && limit > 1) return fit(acting, Math.min(next, limit - 1), false);
    return grows && next === GROWTH * limit ? fit(acting, next, true) : { limit, next };
  } catch (error) {
    const refused = isError(error) && (Object.hasOwn(CONTRACT_ERRORS, error.name) || error.name === "ChainUnreachable");
    if (refused || limit === 1) throw error;
    return fit(acting, Math.ceil(limit / GROWTH), false);
  }
}

async function outcome(acting: ActingMarket, steps: number): Promise<Outcome> {
  const { currency, name: chain } = acting.open.chain.chain;
  const { round, bounty } = await acting.progress();
  return {
    result: {
      name: acting.open.name,
      ...{ chain, steps, rounds: round + 1 },
      bounty: moneyJson(bounty, currency),
      transactions: acting.sent(),
      charged: moneyJson(acting.charged(), currency),
    },
    text: `Scored in ${steps} steps and ${round + 1} rounds; ${formatMoney(bounty, currency)} of the bounty are left. Charged ${formatMoney(acting.charged(), currency)}.`,
    next: `omnisum market status ${acting.open.name} --chain ${chain}`,
  };
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (/^\d{1,9}$/.test(text) && limit >= 1) return limit;
  throw new OmnisumError("InvalidInput", { name: "--limit", reason: `${text} is not a whole number above zero` });
}
