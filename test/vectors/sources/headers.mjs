import { bigEndian, concat, fromHex, MODELS, modelDefinition, readHeader, toHex } from "@omnisum/core";
import { refusal } from "./refusal.mjs";
import { bodyLength } from "./states.mjs";

/**
 * Headers of one kind of model, with the field of `InvalidConfig` where they are refused.
 * @param parameters packed ones, in hex: `good`, `least` and `greatest`
 * @param refused list of `[name, packed parameters, field]`
 */
export function headerCases(kind, { good, least, greatest }, refused) {
  const { id } = modelDefinition(kind);
  const header = ({ protocol = 1, features = 1_000, classes = 2, parameters = good }) =>
    concat(bigEndian(protocol, 2), bigEndian(id, 1), bigEndian(features, 4), bigEndian(classes, 2), fromHex(`0x${parameters}`));
  const accepted = [
    ["good", { features: 1_000, classes: 2 }],
    ["the least", { features: 1, classes: 2, parameters: least }],
    ["the greatest", { features: 2 ** 24, classes: 65_535, parameters: greatest }],
    ["three classes", { features: 1_000, classes: 3 }],
  ].map(([name, values]) => [name, header(values), "", bodyLength(kind, values)]);
  const others = [
    ["one byte short", header({}).subarray(0, -1), "header"],
    ["one byte over", concat(header({}), Uint8Array.of(0)), "header"],
    ["protocol 2", header({ protocol: 2 }), "header"],
    ["no features", header({ features: 0 }), "features"],
    ["one feature too many", header({ features: 2 ** 24 + 1 }), "features"],
    ["one class", header({ classes: 1 }), "classes"],
    ["features before classes", header({ features: 0, classes: 0 }), "features"],
    ...refused.map(([name, parameters, field]) => [name, header({ parameters }), field]),
    ...refused.slice(0, 1).map(([name, parameters]) => [`classes before ${name}`, header({ classes: 0, parameters }), "classes"]),
  ];
  return [...accepted, ...others].map(([name, bytes, field, length = 0n]) => {
    const actual = refusal("field", () => readHeader(MODELS, bytes));
    if (actual !== field) throw new Error(`core names ${actual}, not ${field}, for the header "${name}" of ${kind}`);
    return { name, header: toHex(bytes), field, bodyLength: `${length}` };
  });
}
