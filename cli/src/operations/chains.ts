import { isError, type Network } from "@omnisum/core";
import { table } from "../format/table.ts";
import type { Outcome } from "../outcome.ts";
import type { Services } from "../services/services.ts";

interface ChainState {
  readonly chain: string;
  readonly family: string;
  readonly stage: string;
  readonly endpoint?: string;
  readonly reachable: boolean;
  readonly height?: bigint;
  /** Why it is not reachable, as an error's name. */
  readonly why?: string;
}

/** Lists the known chains and looks which of them answer. */
export async function chains(services: Services): Promise<Outcome> {
  const states = await Promise.all(services.chains.networks.map((network) => look(services, network)));
  const none = states.every(({ reachable }) => !reachable);
  return {
    result: states,
    text: table(
      [
        { title: "Chain" },
        { title: "Family" },
        { title: "Stage" },
        { title: "Endpoint" },
        { title: "Height", align: "right" },
      ],
      states.map(({ chain, family, stage, endpoint, height, why }) => [
        chain,
        family,
        stage,
        endpoint ?? "not set",
        height === undefined ? reason(why) : String(height),
      ]),
    ),
    ...(none && { next: "omnisum devnet" }),
  };
}

async function look({ chains, endpoints }: Services, network: Network): Promise<ChainState> {
  const { name: chain, family, stage } = network;
  const endpoint = endpoints.find(network);
  const known = { chain, family, stage, ...(endpoint !== undefined && { endpoint }) };
  if (endpoint === undefined) return { ...known, reachable: false, why: "MissingInput" };
  try {
    const height = await (await chains.connect(chain, "read")).height();
    return { ...known, reachable: true, height };
  } catch (error) {
    return { ...known, reachable: false, why: isError(error) ? error.name : "Unexpected" };
  }
}

function reason(why: string | undefined): string {
  switch (why) {
    case "MissingInput":
      return "–";
    case "ChainUnreachable":
      return "does not answer";
    default:
      return why ?? "";
  }
}
