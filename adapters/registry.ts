import { type ChainFamily, type Network, OmnisumError } from "@omnisum/core";
import networks from "./networks.json" with { type: "json" };

/** Every chain family, by name; a family's package and its chain library load when it is first asked for. */
const FAMILIES: Readonly<Record<string, () => Promise<{ readonly family: ChainFamily }>>> = {
  memory: () => import("@omnisum/memory"),
  evm: () => import("@omnisum/evm"),
  cosmos: () => import("@omnisum/cosmos"),
};

/** Every network that is known, with its prices; the embedded chains are those of stage `development`. */
// CAST: JSON has no literal types; the networks' test checks each entry against this type.
export const NETWORKS = networks as readonly Network[];

/** Loads a family; throws `UnknownKind` with those that exist. */
export async function loadFamily(name: string): Promise<ChainFamily> {
  const load = FAMILIES[name];
  if (load === undefined) {
    throw new OmnisumError("UnknownKind", {
      role: "chain family",
      kind: name,
      known: Object.keys(FAMILIES).join(", "),
    });
  }
  return (await load()).family;
}

/** The network of that name; throws `UnknownChain` with those that are known. */
export function findNetwork(name: string, known: readonly Network[] = NETWORKS): Network {
  const network = known.find((candidate) => candidate.name === name);
  if (network !== undefined) return network;
  throw new OmnisumError("UnknownChain", { chain: name, known: known.map((candidate) => candidate.name).join(", ") });
}
