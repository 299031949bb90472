// The import rules of the architecture (CONTRIBUTING.md, "Who may import whom"), checked by `npm run check`.
const chainLibraries = "(^|/)node_modules/(ethers|hardhat|@nomicfoundation|@cosmjs|cosmjs-types|@polkadot)/";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "core-stands-alone",
      comment: "core runs in browsers: no chain library, no node: module, no other package of ours.",
      severity: "error",
      from: { path: "^core/src" },
      to: { pathNot: "^core/src|(^|/)node_modules/(@noble/hashes|zod)/" },
    },
    {
      name: "families-do-not-meet",
      severity: "error",
      from: { path: "^adapters/([^/]+)/src" },
      to: { path: "^adapters/", pathNot: "^adapters/$1/|/node_modules/" },
    },
    {
      name: "only-its-family-loads-a-chain-library",
      severity: "error",
      from: { path: "^(core|cli|adapters/memory|adapters/registry)" },
      to: { path: chainLibraries },
    },
    {
      name: "ethers-and-hardhat-are-evm",
      severity: "error",
      from: { path: "^(adapters/cosmos|devnets/cosmos)/src" },
      to: { path: "(^|/)node_modules/(ethers|hardhat|@nomicfoundation)/" },
    },
    {
      name: "cosmjs-is-cosmos",
      severity: "error",
      from: { path: "^adapters/evm/src" },
      to: { path: "(^|/)node_modules/(@cosmjs|cosmjs-types)/" },
    },
    {
      name: "families-load-through-the-registry",
      severity: "error",
      from: { path: "^cli/src" },
      to: { path: "^(adapters/[^/]+/|devnets/|contracts-)" },
    },
    {
      name: "inversify-composes-in-one-place",
      severity: "error",
      from: { path: "^(core|adapters|cli)/", pathNot: "^cli/src/container\\.ts$" },
      to: { path: "(^|/)node_modules/inversify/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules|/dist/" },
    exclude: { path: "/dist/|/test/" },
    parser: "swc",
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "default"] },
  },
};
