import { loadFamily } from "@omnisum/adapters";
import type { ChainConfig } from "@omnisum/core";
import type { Fixture } from "../conformance/fixture.ts";

/** The coin that development accounts have besides the one for fees, to be refused. */
const OTHER_DENOM = "uother";

/** Sends funds in the other coin, through a connection that takes it for the chain's own. */
export async function otherCoinOn(config: ChainConfig): Promise<NonNullable<Fixture["otherCoin"]>> {
  const { connect } = await loadFamily("cosmos");
  const options = { ...config.options, denom: OTHER_DENOM };
  const other = await connect({ ...config, options }, { kind: "development" });
  return async (from, contract, message) => other.submit(await other.prepare(from, contract, message), message.on);
}
