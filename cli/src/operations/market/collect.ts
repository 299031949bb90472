import { formatMoney } from "@omnisum/core";
import { moneyJson } from "../../format/json.ts";
import type { Outcome } from "../../outcome.ts";
import type { Services } from "../../services/services.ts";
import { type ActInput, actOnMarket, phaseName } from "./market.ts";

/** Pays the acting account what the market holds for it. */
export async function collect(services: Services, input: ActInput): Promise<Outcome> {
  const acting = await actOnMarket(services, input);
  const { result } = await acting.send("Collecting", acting.market.call("collect", {}));
  const { currency, name: chain } = acting.open.chain.chain;
  const charged = acting.charged();
  return {
    result: {
      name: acting.open.name,
      chain,
      account: result.account,
      paid: moneyJson(result.amount, currency),
      phase: phaseName(await acting.phase()),
      transactions: acting.sent(),
      charged: moneyJson(charged, currency),
    },
    text: `Paid ${formatMoney(result.amount, currency)} to ${result.account}; charged ${formatMoney(charged, currency)}.`,
  };
}
