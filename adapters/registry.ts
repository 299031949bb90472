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
