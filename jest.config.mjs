/** Which tests need something that a plain clone lacks, and have a command of their own (test/wasmd.config.mjs). */
const APART = ["/test/conformance/wasmd\\.test\\.ts$"];

/** @type {import("jest").Config} */
export default {
  displayName: "default",
  rootDir: import.meta.dirname,
  testMatch: ["**/test/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "/dist/", "<rootDir>/contracts-evm/", ...APART],
  modulePathIgnorePatterns: ["<rootDir>/.cache/"],
  testEnvironment: "node",
  testTimeout: 60_000,
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "\\.ts$": [
      "@swc/jest",
      {
        jsc: { parser: { syntax: "typescript" }, target: "es2024", experimental: { keepImportAttributes: true } },
        module: { type: "es6" },
        sourceMaps: "inline",
      },
    ],
  },
};
