import { formatMoney, OmnisumError, revealOf, type TestSet } from "@omnisum/core";
import { moneyJson } from "../../format/json.ts";
import type { Outcome } from "../../outcome.ts";
import type { Services } from "../../services/services.ts";
import { type ActInput, type ActingMarket, actOnMarket, NOT_DRAWN, phaseName, REVEAL, SETUP } from "./market.ts";
import { readSecret, secretFile } from "./secret.ts";

export interface RevealInput extends ActInput {
  readonly secret?: string;
}

/** Reveals the pieces that are not revealed yet; with the last, scoring begins. */
export async function reveal(services: Services, input: RevealInput): Promise<Outcome> {
  const acting = await actOnMarket(services, input);
  const set = await readSecret(secretFile(services, input.secret, acting.open.name), acting.parameters);
  await checkPhase(acting);
  const pieces: number[] = [];
  do {
    const { nextPiece } = await acting.progress();
    await revealPiece(acting, set, nextPiece);
    pieces.push(nextPiece);
  } while ((await acting.phase()) === REVEAL);
  const { currency, name: chain } = acting.open.chain.chain;
  const phase = phaseName(await acting.phase());
  return {
    result: {
      name: acting.open.name,
      ...{ chain, pieces, phase },
      transactions: acting.sent(),
      charged: moneyJson(acting.charged(), currency),
    },
    text: `Revealed ${pieces.length === 1 ? `piece ${pieces[0]}` : `${pieces.length} pieces`}; charged ${formatMoney(acting.charged(), currency)}.`,
    next: `omnisum market status ${acting.open.name} --chain ${chain}`,
  };
}

/** Throws `WrongPhase` where nothing is to be revealed. */
async function checkPhase(acting: ActingMarket): Promise<void> {
  const phase = await acting.phase();
  const isDrawn = phase === SETUP && (await acting.progress()).drawn !== NOT_DRAWN;
  if (phase !== REVEAL && !isDrawn) throw new OmnisumError("WrongPhase", { phase });
}

export async function revealPiece({ market, send }: ActingMarket, set: TestSet, piece: number): Promise<void> {
  await send(`Revealing piece ${piece} of ${set.pieces.length}`, market.call("revealPiece", revealOf(set, piece)));
}
