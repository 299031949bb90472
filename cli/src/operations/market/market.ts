import {
  type Account,
  type Call,
  type Parameters,
  PREDICTION_MARKET_SPEC,
  type Returns,
  readIncentive,
  type TypedClient,
} from "@omnisum/core";
import { moneyJson } from "../../format/json.ts";
import type { Services } from "../../services/services.ts";
import type { OpenTrainer, TrainerReference } from "../../services/trainers.ts";
import { type SentCall, send } from "../send.ts";

/** The phases by their numbers (docs/protocol.md §6.3). */
export const PHASES = ["setup", "participation", "reveal", "scoring", "collect", "closed"] as const;
export const [SETUP, PARTICIPATION, REVEAL, SCORING, COLLECT] = [0, 1, 2, 3, 4];
/** What `progress` answers before a piece is drawn. */
export const NOT_DRAWN = 65_535;

export interface ActInput extends TrainerReference {
  readonly yes?: boolean;
}

export type Progress = Returns<typeof PREDICTION_MARKET_SPEC, "progress">;

/** A trainer whose incentive mechanism is a prediction market, and who acts on it. */
export interface OpenMarket {
  readonly open: OpenTrainer;
  readonly market: TypedClient<typeof PREDICTION_MARKET_SPEC>;
  readonly parameters: Parameters;
  phase(): Promise<number>;
  progress(): Promise<Progress>;
}

/** Throws `OtherMechanism` for a trainer that is no market. */
export function marketOf(open: OpenTrainer): OpenMarket {
  const market = open.trainer.incentive(PREDICTION_MARKET_SPEC);
  return {
    open,
    market,
    parameters: readIncentive(open.trainer.info.incentive).parameters,
    phase: () => market.read("phase", {}),
    progress: () => market.read("progress", {}),
  };
}

export interface ActingMarket extends OpenMarket {
  readonly from: Account;
  /** Sends a call and remembers what it was charged. */
  send<R>(what: string, call: Call<R>): Promise<SentCall<R>>;
  /** What has been sent so far, for programs. */
  sent(): readonly Readonly<Record<string, unknown>>[];
  /** In the chain's smallest unit. */
  charged(): bigint;
}

/** A market and the account that acts on it. */
export async function actOnMarket(services: Services, input: ActInput): Promise<ActingMarket> {
  const open = await services.trainers.openOne(input, "write");
  const market = marketOf(open);
  const from = await services.accounts.acting(open.chain);
  const done: (SentCall<unknown> & { readonly what: string })[] = [];
  const { currency } = open.chain.chain;
  return {
    ...market,
    from,
    async send(what, call) {
      // A person who said yes to the first transaction of a command said yes to all.
      const one = await send(services, { open, from, call, what, yes: input.yes || done.length > 0 });
      done.push({ ...one, what });
      return one;
    },
    sent: () =>
      done.map(({ what, receipt, estimated, funds }) => ({
        what,
        hash: receipt.hash,
        funds: moneyJson(funds, currency),
        estimated: moneyJson(estimated.total, currency),
        charged: moneyJson(receipt.fee.total, currency),
      })),
    charged: () => done.reduce((sum, { receipt }) => sum + receipt.fee.total, 0n),
  };
}

export function phaseName(phase: number): string {
  return PHASES[phase] ?? String(phase);
}
