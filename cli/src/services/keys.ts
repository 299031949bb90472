import { type KeySource, type Network, OmnisumError } from "@omnisum/core";
import type { Host } from "../host.ts";
import { environmentName } from "./endpoints.ts";

/** Whether a command signs. */
export type Purpose = "read" | "write";

/** Where the key for a chain comes from; secrets come from the environment alone, as others can see command lines. */
export class Keys {
  readonly #env: Host["env"];

  constructor({ env }: Pick<Host, "env">) {
    this.#env = env;
  }

  /** Throws `MissingInput` naming the variable when a signing command has no key. */
  source({ name, stage }: Network, purpose: Purpose): KeySource {
    if (stage === "development") return { kind: "development" };
    for (const source of [environmentName("OMNISUM_SECRET", name), "OMNISUM_SECRET"]) {
      const secret = this.#env[source];
      if (secret !== undefined && secret !== "") return { kind: "secret", source, secret };
    }
    if (purpose === "write") {
      const variable = environmentName("OMNISUM_SECRET", name);
      throw new OmnisumError("MissingInput", { name: `The key for ${name} (${variable} or OMNISUM_SECRET)` });
    }
    return { kind: "none" };
  }
}
