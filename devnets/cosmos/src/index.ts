/** An embedded CosmWasm chain for work and tests. */

export { type DevAccount, type DevAccountOptions, developmentAccounts, TEST_MNEMONIC } from "./accounts.ts";
export type { ClockKind } from "./clock.ts";
export { type CosmosDevnet, startCosmosDevnet } from "./devnet.ts";
export type { CosmosDevnetOptions } from "./options.ts";
