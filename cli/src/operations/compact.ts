import { formatMoney } from "@omnisum/core";
import { moneyJson } from "../format/json.ts";
import type { Outcome } from "../outcome.ts";
import type { Services } from "../services/services.ts";
import type { TrainerReference } from "../services/trainers.ts";
import { send } from "./send.ts";

export interface CompactInput extends TrainerReference {
  readonly yes?: boolean;
}

/** Folds the log of lessons into the base. */
export async function compact(services: Services, input: CompactInput): Promise<Outcome> {
  const open = await services.trainers.openOne(input, "write");
  const from = await services.accounts.acting(open.chain);
  const call = open.trainer.compact();
  const { receipt, estimated } = await send(services, { open, from, call, what: "Compacting", yes: input.yes });
  const { currency, name: chain } = open.chain.chain;
  return {
    result: {
      name: open.name,
      chain,
      hash: receipt.hash,
      estimated: moneyJson(estimated.total, currency),
      charged: moneyJson(receipt.fee.total, currency),
    },
    text: `Compacted ${open.name} on ${chain}; charged ${formatMoney(receipt.fee.total, currency)}.`,
  };
}
