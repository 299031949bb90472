import { modelDefinition, packHeader, stateHash, toHex } from "@omnisum/core";
import { seeded } from "../../support/random.mjs";

const definition = modelDefinition("sparse-perceptron");

/** D and classes whose bodies (4 + 2·D a row) end before, at and after a border of 8,192-byte chunks. */
const SHAPES = [
  [1, 2],
  [1_000, 2],
  [4_093, 2],
  [4_094, 2],
  [4_095, 2],
  [8_189, 2],
  [8_190, 2],
  [8_191, 2],
  [1_362, 3],
  [1_364, 3],
];

export function stateHashes() {
  return {
    cases: SHAPES.map(([features, classes]) => {
      const config = { kind: definition.kind, features, classes, parameters: { learningRate: 128n, trainBias: 0n } };
      const header = packHeader(definition, config);
      const body = seeded(`state ${features} ${classes}`).bytes(definition.bodyLength(config));
      return { features, classes, header: toHex(header), body: toHex(body), bodyLength: body.length, hash: toHex(stateHash(header, body)) };
    }),
  };
}
