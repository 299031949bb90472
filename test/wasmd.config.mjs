import config from "../jest.config.mjs";

/** The conformance suite on a real wasmd, which moves in real time: `npm run test:wasmd`. */
const { testPathIgnorePatterns: _, ...shared } = config;

/** @type {import("jest").Config} */
export default {
  ...shared,
  displayName: "wasmd",
  testMatch: ["**/test/conformance/wasmd.test.ts"],
  testTimeout: 600_000,
};
