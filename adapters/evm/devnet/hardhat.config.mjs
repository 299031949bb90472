import { randomBytes } from "node:crypto";
import { defineConfig } from "hardhat/config";
import { manualClock } from "./manual-clock.mjs";

/** Every start is another chain: this number of wei more than 10,000 ETH makes its first block differ from all others'. */
const distinction = BigInt(`0x${randomBytes(6).toString("hex")}`);

/** What both networks share. A transaction that fails is mined and answered by its hash, as on a live chain. */
const chain = {
  type: "edr-simulated",
  chainId: 31337,
  initialDate: new Date().toISOString(),
  allowBlocksWithSameTimestamp: true,
  throwOnTransactionFailures: false,
  accounts: {
    mnemonic: "test test test test test test test test test test test junk",
    count: 10,
    accountsBalance: 10_000n * 10n ** 18n + distinction,
  },
};

/** The embedded chain, plain and as a rollup of the OP stack. */
export default defineConfig({
  plugins: [manualClock],
  networks: {
    l1: { ...chain, chainType: "l1", hardfork: "osaka" },
    op: { ...chain, chainType: "op", hardfork: "isthmus" },
  },
});
