import { type Account, type Call, type Fee, formatMoney, type Sent } from "@omnisum/core";
import { requireFunds } from "../services/accounts.ts";
import type { Services } from "../services/services.ts";
import type { OpenTrainer } from "../services/trainers.ts";

export interface SendRequest<R> {
  readonly open: OpenTrainer;
  readonly call: Call<R>;
  readonly from: Account;
  /** For people: "Adding 1 contribution". */
  readonly what: string;
  readonly yes?: boolean | undefined;
}

/** What sending came to, with what it was expected to cost. */
export interface SentCall<R> extends Sent<R> {
  readonly estimated: Fee;
  /** The deposit that went along, in the smallest unit. */
  readonly funds: bigint;
}

/**
 * Says what an operation will cost, asks on a live network, and sends it.
 * Throws `InsufficientFunds` before anything is sent.
 */
export async function send<R>(
  services: Services,
  { open, call, from, what, yes }: SendRequest<R>,
): Promise<SentCall<R>> {
  const { currency, stage } = open.chain.chain;
  const funds = await call.funds();
  await requireFunds(open.chain, from, funds);
  const estimated = await call.estimate(from);
  const deposit = funds === 0n ? "" : `a deposit of ${formatMoney(funds, currency)} and `;
  services.progress.note(`${what}: ${deposit}a fee of about ${formatMoney(estimated.total, currency)}`);
  await requireFunds(open.chain, from, funds + estimated.total);
  if (stage === "live") await services.prompts.confirm(`Send it on ${open.chain.chain.name}?`, yes);
  return { ...(await call.send(from)), estimated, funds };
}
