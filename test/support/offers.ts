import artifacts from "@omnisum/contracts-evm/artifacts.json" with { type: "json" };
import schema from "@omnisum/contracts-wasm/schema.json" with { type: "json" };

/** Whether a family's contracts can be a trainer of these kinds. */
export type Offers = (model: string, incentive: string) => boolean;

/** There is a contract for each pair of kinds. */
export const offersOnEvm: Offers = (model, incentive) => {
  const name = `-${model}-${incentive}`.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return Object.hasOwn(artifacts, name);
};

/** One contract is all trainers; its schema tells which refusals and messages it knows. */
const text = JSON.stringify(schema);
const offersOnCosmos: Offers = (model, incentive) =>
  (model === "sparse-perceptron" || text.includes("CounterOverflow")) &&
  (incentive !== "prediction-market" || text.includes("open_market"));

/** What each family's contracts can be; the reference chain can be everything. */
const OFFERS: Readonly<Record<string, Offers>> = {
  memory: () => true,
  evm: offersOnEvm,
  cosmos: offersOnCosmos,
};

/** The families with a trainer of these kinds, the reference chain first. */
export function familiesOffering(model: string, incentive: string): readonly string[] {
  return Object.entries(OFFERS).flatMap(([family, offers]) => (offers(model, incentive) ? [family] : []));
}
