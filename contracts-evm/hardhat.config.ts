import { createRequire } from "node:module";
import hardhatEthers from "@nomicfoundation/hardhat-ethers";
import { defineConfig } from "hardhat/config";

/** The compiler comes from npm, so that building needs no other network. */
const compiler = createRequire(import.meta.url).resolve("solc/soljson.js");

export default defineConfig({
  plugins: [hardhatEthers],
  solidity: {
    version: "0.8.30",
    path: compiler,
    settings: {
      viaIR: true,
      evmVersion: "prague",
      optimizer: { enabled: true, runs: 200 },
      metadata: { appendCBOR: false, bytecodeHash: "none" },
    },
  },
  paths: { sources: "contracts", tests: { solidity: "test" } },
  networks: {
    default: {
      type: "edr-simulated",
      chainType: "l1",
      hardfork: "osaka",
      initialBaseFeePerGas: 0,
      allowBlocksWithSameTimestamp: true,
    },
  },
});
