import { type ChainAdapter, formatMoney, isError, OmnisumError } from "@omnisum/core";
import { moneyJson } from "../../format/json.ts";
import { formatTime } from "../../format/time.ts";
import type { Outcome } from "../../outcome.ts";
import type { Services } from "../../services/services.ts";
import { type ActingMarket, actOnMarket, NOT_DRAWN, SETUP } from "./market.ts";
import { type RevealInput, revealPiece } from "./reveal.ts";
import { readSecret, secretFile } from "./secret.ts";

const WAIT_MS = 2_000;

/** Posts the bounty, draws the piece to show, and shows it: what of it is not done yet. */
export async function open(services: Services, input: RevealInput): Promise<Outcome> {
  const acting = await actOnMarket(services, input);
  const set = await readSecret(secretFile(services, input.secret, acting.open.name), acting.parameters);
  const phase = await acting.phase();
  if (phase !== SETUP) throw new OmnisumError("WrongPhase", { phase });
  const { bounty = 0n, participationEnd = 0n } = acting.parameters;
  if (!(await isOpened(acting))) await acting.send("Opening the market", acting.market.call("openMarket", {}, bounty));
  if ((await acting.progress()).drawn === NOT_DRAWN) await draw(services, acting);
  const { drawn } = await acting.progress();
  await revealPiece(acting, set, drawn);
  const { currency, name: chain } = acting.open.chain.chain;
  return {
    result: {
      name: acting.open.name,
      ...{ chain, drawn, participationEnd },
      bounty: moneyJson(bounty, currency),
      transactions: acting.sent(),
      charged: moneyJson(acting.charged(), currency),
    },
    text: [
      `The market is open with a bounty of ${formatMoney(bounty, currency)}; piece ${drawn} is shown.`,
      `Contributions are taken until ${formatTime(participationEnd)} UTC. Charged ${formatMoney(acting.charged(), currency)}.`,
    ].join("\n"),
    next: `omnisum add ${acting.open.name} --chain ${chain} --stake AMOUNT --label LABEL "…"`,
  };
}

async function isOpened({ open: { trainer } }: ActingMarket): Promise<boolean> {
  for await (const { name } of trainer.events()) if (name === "MarketOpened") return true;
  return false;
}

/** A piece is drawn by a block that nobody knew when the market was opened, so its height must come first. */
async function draw({ progress }: Services, acting: ActingMarket): Promise<void> {
  const { chain } = acting.open;
  const call = acting.market.call("drawPiece", {});
  for (let told = false; ; told = true) {
    try {
      await call.estimate(acting.from);
      break;
    } catch (error) {
      if (!isError(error, "TooEarly")) throw error;
      if (!told) progress.note(`Waiting for block ${error.values.until}, from which on a piece can be drawn`);
      await nextBlock(chain);
    }
  }
  await acting.send("Drawing the piece to show", call);
}

/** A development chain makes a block when its clock is moved; others make theirs by themselves. */
async function nextBlock({ clock }: ChainAdapter): Promise<void> {
  if (clock !== undefined) return clock.advance(1n);
  await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
}
