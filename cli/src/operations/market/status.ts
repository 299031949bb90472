import { formatMoney } from "@omnisum/core";
import { moneyJson } from "../../format/json.ts";
import { facts, heading, table } from "../../format/table.ts";
import { formatTime } from "../../format/time.ts";
import type { Outcome } from "../../outcome.ts";
import type { Services } from "../../services/services.ts";
import type { TrainerReference } from "../../services/trainers.ts";
import {
  COLLECT,
  marketOf,
  NOT_DRAWN,
  type OpenMarket,
  PARTICIPATION,
  type Progress,
  phaseName,
  REVEAL,
  SCORING,
  SETUP,
} from "./market.ts";

/** A market as it stands now; times in seconds since 1970, money in the chain's smallest unit. */
interface Standing {
  readonly phase: number;
  readonly now: bigint;
  readonly progress: Progress;
  readonly contributions: bigint;
  readonly balances: readonly Balance[];
}

interface Balance {
  readonly account: string;
  readonly isProvider: boolean;
  readonly amount: bigint;
}

/** What phase a market is in, until when, and what it holds for whom. */
export async function status(services: Services, input: TrainerReference): Promise<Outcome> {
  const market = marketOf(await services.trainers.openOne(input, "read"));
  const standing = await look(market);
  return { result: toResult(market, standing), text: show(market, standing), next: next(market, standing) };
}

async function look({ open, market, phase, progress }: OpenMarket): Promise<Standing> {
  const { trainer, chain } = open;
  const provider = trainer.info.owner;
  const accounts = new Set<string>();
  for await (const { name, values } of trainer.events()) {
    if (name === "DataAdded" || name === "BatchAdded") accounts.add(String(values.author));
  }
  accounts.add(provider);
  const balances = [...accounts].map(async (account) => ({
    account,
    isProvider: account === provider,
    amount: await market.read("balanceOf", { account }),
  }));
  return {
    phase: await phase(),
    now: await chain.now(),
    progress: await progress(),
    contributions: (await trainer.stats()).count,
    balances: await Promise.all(balances),
  };
}

/** When the phases end; that of collecting is known once it has begun. */
function deadlines({ parameters }: OpenMarket, { progress }: Standing): readonly (readonly [string, bigint])[] {
  const { participationEnd = 0n, revealWait = 0n } = parameters;
  return [
    ["participationEnd", participationEnd],
    ["revealEnd", participationEnd + revealWait],
    ...(progress.collectEnd === 0n ? [] : [["collectEnd", progress.collectEnd] as const]),
  ];
}

function toResult(market: OpenMarket, standing: Standing): unknown {
  const { phase, now, progress, contributions, balances } = standing;
  const { name: chain, currency } = market.open.chain.chain;
  const { drawn, nextPiece, samples, round, bounty, contributors } = progress;
  return {
    name: market.open.name,
    chain,
    address: market.open.trainer.address,
    phase: phaseName(phase),
    now,
    deadlines: Object.fromEntries(deadlines(market, standing)),
    pieces: market.parameters.pieces,
    ...(drawn !== NOT_DRAWN && { drawn }),
    ...{ nextPiece, samples, round, contributors, contributions },
    bounty: moneyJson(bounty, currency),
    balances: balances.map(({ amount, ...one }) => ({ ...one, ...{ balance: moneyJson(amount, currency) } })),
  };
}

function show(market: OpenMarket, standing: Standing): string {
  const { phase, now, progress, contributions, balances } = standing;
  const { name: chain, currency } = market.open.chain.chain;
  const { drawn, nextPiece, samples, round, bounty, contributors } = progress;
  const ends = deadlines(market, standing).map(([name, time]) => [name, `${formatTime(time)} UTC`] as const);
  return [
    heading(`Market ${market.open.name} on ${chain}`),
    facts([
      ["phase", phaseName(phase)],
      ["now", `${formatTime(now)} UTC`],
      ...ends,
      [
        "pieces",
        `${market.parameters.pieces}${drawn === NOT_DRAWN ? "" : `, ${drawn} was drawn to be shown`}, next ${nextPiece}`,
      ],
      ["contributions", `${contributions} by ${contributors}`],
      ["bounty", formatMoney(bounty, currency)],
      ...(phase >= SCORING ? [["scoring", `round ${round}, ${samples} test samples`] as const] : []),
    ]),
    table(
      [{ title: "Account" }, { title: "" }, { title: "Balance", align: "right" }],
      balances.map(({ account, isProvider, amount }) => [
        account,
        isProvider ? "provider" : "",
        formatMoney(amount, currency),
      ]),
    ),
  ].join("\n");
}

const NEXT: Readonly<Record<number, string>> = {
  [SETUP]: "market open",
  [REVEAL]: "market reveal",
  [SCORING]: "market score",
  [COLLECT]: "market collect",
};

function next({ open }: OpenMarket, { phase }: Standing): string {
  if (phase === PARTICIPATION)
    return `omnisum add ${open.name} --chain ${open.chain.chain.name} --stake AMOUNT --label LABEL "…"`;
  return `omnisum ${NEXT[phase] ?? "status"} ${open.name} --chain ${open.chain.chain.name}`;
}
