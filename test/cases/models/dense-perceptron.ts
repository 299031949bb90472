import { perceptronCase, perceptronConfig } from "../families/perceptron.ts";
import type { ModelCase } from "../model-case.ts";

const KIND = "dense-perceptron";

export const modelCase: ModelCase = {
  ...perceptronCase(KIND, [
    perceptronConfig(KIND, [12, 2], [1n, 0n]),
    perceptronConfig(KIND, [7, 2], [900n, 1n]),
    perceptronConfig(KIND, [8, 3], [65_535n, 1n]),
    perceptronConfig(KIND, [33, 4], [30n, 0n]),
  ]),
  suite: () => import("../families/perceptron-suite.ts"),
};
