import { formatMoney } from "@omnisum/core";
import { moneyJson } from "../format/json.ts";
import { table } from "../format/table.ts";
import type { Outcome } from "../outcome.ts";
import type { Services } from "../services/services.ts";

/** Lists what was deployed from this folder. */
export async function deployments({ chains, deployments }: Services): Promise<Outcome> {
  const listed = (await deployments.list()).map((deployment) => ({
    ...deployment,
    network: chains.networks.find(({ chainId }) => chainId === deployment.chainId),
  }));
  const money = ({ charged, network }: (typeof listed)[number]) =>
    network ? formatMoney(charged, network.currency) : String(charged);
  const [first] = listed;
  return {
    result: listed.map(({ network, charged, ...deployment }) => ({
      ...deployment,
      ...(network && { chain: network.name, charged: moneyJson(charged, network.currency) }),
    })),
    text:
      first === undefined
        ? `Nothing was deployed from ${deployments.folder}.`
        : table(
            [
              { title: "Name" },
              { title: "Chain" },
              { title: "State" },
              { title: "Charged", align: "right" },
              { title: "Address" },
            ],
            listed.map((one) => [one.name, one.network?.name ?? one.chainId, one.state, money(one), one.address ?? ""]),
          ),
    next: first === undefined ? "omnisum deploy imdb --chain CHAIN" : `omnisum status ${first.name}`,
  };
}
