import { OmnisumError } from "@omnisum/core";
import { MemoryAdapter } from "@omnisum/memory";
import { embeddedFixture, startEmbedded } from "../support/chains.ts";
import type { Fixture } from "./fixture.ts";
import { trainerConformance } from "./trainer-conformance.ts";

/** A memory chain knows one coin. */
trainerConformance({ name: "the memory chain", setup, cannot: ["otherCoin"] });

async function setup(): Promise<Fixture> {
  const embedded = await startEmbedded("memory");
  const { chain } = embedded;
  if (!(chain instanceof MemoryAdapter)) throw new OmnisumError("Unsupported", { chain: "memory", ability: "refuse" });
  const [account] = (await chain.accounts()).slice(-1);
  if (account === undefined) throw new OmnisumError("MissingInput", { name: "an account" });
  const { refusing } = chain.memory;
  const refuse = async (whether: boolean) =>
    void (whether ? refusing.add(account.address) : refusing.delete(account.address));
  return { ...embeddedFixture(embedded), refuser: { account, refuse } };
}
