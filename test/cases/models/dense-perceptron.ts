import { perceptronCase, perceptronConfig } from "../families/perceptron.ts";
import { describePerceptron } from "../families/perceptron-lessons.ts";

const KIND = "dense-perceptron";

export const modelCase = {
  ...perceptronCase(KIND, [
    perceptronConfig(KIND, [12, 2], [1n, 0n]),
    perceptronConfig(KIND, [7, 2], [900n, 1n]),
    perceptronConfig(KIND, [8, 3], [65_535n, 1n]),
    perceptronConfig(KIND, [33, 4], [30n, 0n]),
  ]),
  describe: describePerceptron,
};
