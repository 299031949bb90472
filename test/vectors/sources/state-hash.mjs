import { modelDefinition, packHeader, stateHash, toHex } from "@omnisum/core";
import { seeded } from "../../support/random.mjs";

const PERCEPTRON = { learningRate: 128n, trainBias: 0n };

/** Kind, D and classes of bodies that end before, at and after a border of 8,192-byte chunks, where the kind can. */
const SHAPES = [
  ["sparse-perceptron", 1, 2],
  ["sparse-perceptron", 1_000, 2],
  ["sparse-perceptron", 4_093, 2],
  ["sparse-perceptron", 4_094, 2],
  ["sparse-perceptron", 4_095, 2],
  ["sparse-perceptron", 8_189, 2],
  ["sparse-perceptron", 8_190, 2],
  ["sparse-perceptron", 8_191, 2],
  ["sparse-perceptron", 1_362, 3],
  ["sparse-perceptron", 1_364, 3],
  ["dense-perceptron", 1, 2],
  ["dense-perceptron", 4_094, 2],
  ["dense-perceptron", 4_095, 2],
  ["naive-bayes", 1, 2],
  ["naive-bayes", 1_021, 2],
  ["naive-bayes", 1_022, 2],
  ["sparse-nearest-centroid", 1, 2],
  ["sparse-nearest-centroid", 1_020, 2],
  ["sparse-nearest-centroid", 1_021, 2],
  ["dense-nearest-centroid", 678, 3],
  ["dense-nearest-centroid", 679, 3],
];

export function stateHashes() {
  return {
    cases: SHAPES.map(([kind, features, classes]) => {
      const definition = modelDefinition(kind);
      const parameters = kind.endsWith("perceptron") ? PERCEPTRON : kind === "naive-bayes" ? { smoothing: 1_000n } : {};
      const config = { kind, features, classes, parameters };
      const header = packHeader(definition, config);
      const body = seeded(`state ${kind} ${features} ${classes}`).bytes(definition.bodyLength(config));
      return { kind, features, classes, header: toHex(header), body: toHex(body), bodyLength: body.length, hash: toHex(stateHash(header, body)) };
    }),
  };
}
