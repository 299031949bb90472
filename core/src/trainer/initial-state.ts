import { toHex } from "../bytes.ts";
import { OmnisumError } from "../errors.ts";
import type { Trainer } from "./trainer.ts";

/** The state hash that a trainer was finalized with, as its event tells: nodes refuse to hash a large state within a query. */
export async function initialStateHash(trainer: Trainer): Promise<string> {
  for await (const { name, values } of trainer.events()) {
    // CAST: the codec gives the fields that the description of this event lists.
    if (name === "Finalized") return toHex(values.stateHash as Uint8Array);
  }
  throw new OmnisumError("MalformedResponse", { source: "The chain", reason: "no event Finalized" });
}
