import { OmnisumError } from "@omnisum/core";
import type { Ground } from "./ground.ts";

/** The chains that can be compared with the reference; each loads when it is asked for. */
const GROUNDS: Readonly<Record<string, () => Promise<Ground>>> = {
  memory: async () => new (await import("./memory.ts")).MemoryGround(),
  evm: async () => (await import("./evm.ts")).EvmGround.open(),
  cosmos: async () => (await import("./cosmos.ts")).CosmosGround.open(),
};

const GROUND_NAMES = Object.keys(GROUNDS);

export function openGround(name: string): Promise<Ground> {
  const open = GROUNDS[name];
  if (open === undefined) {
    throw new OmnisumError("UnknownKind", { role: "chain", kind: name, known: GROUND_NAMES.join(", ") });
  }
  return open();
}
