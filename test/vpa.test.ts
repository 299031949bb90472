import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { deployTrainer, fromHex, memoryJournal } from "@omnisum/core";
import { importModel } from "@omnisum/core/model-file";
import { startEmbedded } from "./support/chains.ts";
import { familiesOffering } from "./support/offers.ts";
import vectors from "./vectors/encoders.json" with { type: "json" };

const TIMEOUT_MS = 120_000;
const { sentences } = vectors;
const INCENTIVE = "deposit-refund-take";
const file = readFileSync(new URL("../cli/examples/vpa/model.json", import.meta.url), "utf8");
const { config: model, body, labels } = importModel(file, { sampleScale: sentences[0]?.scale ?? 0 });

test.each(familiesOffering(model.kind, INCENTIVE))(
  "the VPA model tells real sentences about weather and music apart on %s",
  async (family) => {
    const { chain, close } = await startEmbedded(family);
    try {
      const [from] = await chain.accounts();
      if (from === undefined) throw new Error("the chain has no accounts");
      const { trainer } = await deployTrainer({
        ...{ chain, from, journal: memoryJournal() },
        plan: {
          ...{ model, body },
          incentive: { kind: INCENTIVE, parameters: { costWeight: 0n } },
          owner: "",
          metadata: { name: "vpa", labels, encoder: { kind: "raw" } },
        },
      });
      const predicted = await trainer.predictBatch(sentences.map(({ sample }) => fromHex(sample)));
      expect(predicted.map((label) => labels[label])).toEqual(sentences.map(({ label }) => label));
    } finally {
      await close();
    }
  },
  TIMEOUT_MS,
);
