import { type Network, OmnisumError } from "@omnisum/core";
import type { Host } from "../host.ts";
import type { GlobalOptions } from "../settings.ts";

/** Where chains answer: the command line, the environment, the networks' data, in this order. */
export class Endpoints {
  readonly #env: Host["env"];
  readonly #given: ReadonlyMap<string, string>;

  constructor({ env }: Pick<Host, "env">, { endpoint = [] }: GlobalOptions) {
    this.#env = env;
    this.#given = new Map(endpoint.map(readPair));
  }

  /** Throws `MissingInput` naming the variable when nobody says where a live network answers. */
  of({ name, endpoint }: Network): string {
    const url = this.#given.get(name) ?? this.#env[variable(name)] ?? endpoint;
    if (url !== "") return url;
    throw new OmnisumError("MissingInput", {
      name: `The endpoint of ${name} (${variable(name)} or --endpoint ${name}=URL)`,
    });
  }

  /** The same, or nothing. */
  find(network: Network): string | undefined {
    return this.#given.get(network.name) ?? this.#env[variable(network.name)] ?? (network.endpoint || undefined);
  }
}

function readPair(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  if (at > 0 && URL.canParse(text.slice(at + 1))) return [text.slice(0, at), text.slice(at + 1)];
  throw new OmnisumError("InvalidInput", { name: "--endpoint", reason: `${text} is not CHAIN=URL` });
}

function variable(chain: string): string {
  return environmentName("OMNISUM_ENDPOINT", chain);
}

/** `OMNISUM_ENDPOINT`, `local-evm` → `OMNISUM_ENDPOINT_LOCAL_EVM`. */
export function environmentName(prefix: string, chain: string): string {
  return `${prefix}_${chain.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}`;
}
