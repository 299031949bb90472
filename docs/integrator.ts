import { readFile } from "node:fs/promises";
import { loadFamily } from "@omnisum/adapters";
import { deployTrainer, formatMoney, memoryJournal, packSparse } from "@omnisum/core";
import { importModel } from "@omnisum/core/model-file";

const { config: model, body, labels } = importModel(await readFile("cli/examples/imdb/model.json", "utf8"));
const parameters = { refundWait: 60n, ownerWait: 120n, anyoneWait: 180n, costWeight: 1_000n };
const plan = {
  model,
  body,
  incentive: { kind: "deposit-refund-take", parameters },
  owner: "",
  metadata: { name: "IMDB reviews", labels, encoder: { kind: "raw" } },
} as const;
const sample = packSparse([378, 522, 572], model.features);

for (const name of ["evm", "cosmos"]) {
  const family = await loadFamily(name);
  const devnet = await family.startDevnet({ port: 0, name: `embedded ${name} chain` });
  const chain = await family.connect(devnet.config, { kind: "development" });
  for (const account of (await chain.accounts()).slice(0, 1)) {
    const { trainer } = await deployTrainer({ chain, from: account, plan, journal: memoryJournal() });
    const addition = trainer.addData(sample, 0);
    const { total } = await addition.estimate(account);
    const { result, receipt } = await addition.send(account);
    const cost = `estimated ${formatMoney(total, chain.chain.currency)}, charged ${formatMoney(receipt.fee.total, chain.chain.currency)}`;
    console.log(`${devnet.config.name}: ${labels[await trainer.predict(sample)]}; contribution ${result.id}: ${cost}`);
  }
  await chain.close();
  await devnet.close();
}
