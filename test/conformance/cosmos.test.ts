import { embeddedFixture, startEmbedded } from "../support/chains.ts";
import { otherCoinOn } from "../support/cosmos.ts";
import { trainerConformance } from "./trainer-conformance.ts";

/** Every account of a Cosmos chain takes payments: its bank asks nobody. */
trainerConformance({
  name: "a CosmWasm chain",
  setup: async () => {
    const embedded = await startEmbedded("cosmos");
    return { ...embeddedFixture(embedded), otherCoin: await otherCoinOn(embedded.config) };
  },
  cannot: ["refuser"],
});
