import { perceptronCase, perceptronConfig } from "../families/perceptron.ts";
import type { ModelCase } from "../model-case.ts";

const KIND = "sparse-perceptron";

export const modelCase: ModelCase = {
  ...perceptronCase(KIND, [
    perceptronConfig(KIND, [12, 2], [1n, 0n]),
    perceptronConfig(KIND, [12, 2], [20_000n, 1n]),
    perceptronConfig(KIND, [8, 3], [65_535n, 1n]),
    perceptronConfig(KIND, [300, 4], [9_000n, 0n]),
    perceptronConfig(KIND, [40, 2], [128n, 1n]),
  ]),
  suite: () => import("../families/perceptron-suite.ts"),
};
