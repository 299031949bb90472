import {
  formatMoney,
  headerProtocol,
  incentiveDefinition,
  MODELS,
  modelDefinition,
  readHeader,
  readIncentive,
  toHex,
} from "@omnisum/core";
import { moneyJson } from "../format/json.ts";
import { facts, heading } from "../format/table.ts";
import { formatTime } from "../format/time.ts";
import type { Outcome } from "../outcome.ts";
import type { Services } from "../services/services.ts";
import type { OpenTrainer, TrainerReference } from "../services/trainers.ts";
import { parametersJson, showParameters } from "./parameters.ts";

/** What a trainer is and how it stands, on every chain that was asked for. */
export async function status(services: Services, input: TrainerReference): Promise<Outcome> {
  const trainers = await services.trainers.openAll(input, "read");
  const states = await Promise.all(trainers.map(look));
  const [first] = trainers;
  return {
    result: states.map(({ json }) => json),
    text: states.map(({ text }) => text).join("\n\n"),
    next: `omnisum predict ${first?.name} --chain ${first?.chain.chain.name} "…"`,
  };
}

async function look(open: OpenTrainer): Promise<{ readonly json: unknown; readonly text: string }> {
  const { trainer, chain, metadata } = open;
  const { currency } = chain.chain;
  const [stats, hash, balance, price] = await Promise.all([
    trainer.stats(),
    trainer.stateHash(),
    chain.balance(trainer.address),
    trainer.quote(),
  ]);
  const model = readHeader(MODELS, trainer.info.header);
  const incentive = readIncentive(trainer.info.incentive);
  const modelSpecs = modelDefinition(model.kind).parameters;
  const specs = incentiveDefinition(incentive.kind).parameters;
  return {
    json: {
      name: open.name,
      chain: chain.chain.name,
      address: trainer.address,
      protocol: headerProtocol(trainer.info.header),
      metadata,
      model: { ...model, parameters: parametersJson(modelSpecs, model.parameters, currency) },
      incentive: { kind: incentive.kind, parameters: parametersJson(specs, incentive.parameters, currency) },
      owner: trainer.info.owner,
      deployer: trainer.info.deployer,
      deployedAt: trainer.info.deployedAt,
      contributions: stats.count,
      totalGood: stats.totalGood,
      lastUpdate: stats.lastUpdate,
      balance: moneyJson(balance, currency),
      price: moneyJson(price, currency),
      stateHash: toHex(hash),
    },
    text: [
      heading(`${open.name} on ${chain.chain.name}`),
      facts([
        ["address", trainer.address],
        ["model", `${model.kind}: ${model.features} features, labels ${metadata.labels.join(", ")}`],
        ...showParameters(modelSpecs, model.parameters, currency),
        ["incentive", incentive.kind],
        ...showParameters(specs, incentive.parameters, currency),
        ["encoder", metadata.encoder.kind],
        ["owner", trainer.info.owner || "none"],
        ["contributions", `${stats.count}, of which ${stats.totalGood} refunded as good`],
        ["last update", `${formatTime(stats.lastUpdate)} UTC`],
        ["balance", formatMoney(balance, currency)],
        ["price now", formatMoney(price, currency)],
        ["state hash", toHex(hash)],
      ]),
    ].join("\n"),
  };
}
