import { OmnisumError } from "@omnisum/core";
import { embeddedFixture, startEmbedded } from "../support/chains.ts";
import type { Fixture, Refuser } from "./fixture.ts";
import { trainerConformance } from "./trainer-conformance.ts";

/** The EVM has one coin. */
trainerConformance({ name: "an EVM chain", setup, cannot: ["otherCoin"] });

/** Where code is put that reverts whatever it is sent: PUSH0 PUSH0 REVERT. */
const REVERTING = { address: "0x00000000000000000000000000000000c0de5efd", code: "0x5f5ffd" };

async function setup(): Promise<Fixture> {
  const embedded = await startEmbedded("evm");
  return { ...embeddedFixture(embedded), refuser: await createRefuser(embedded) };
}

/** An account that delegates to code without a way to receive coins (EIP-7702), as a wallet's contract may be. */
async function createRefuser({
  chain,
  config: { endpoint },
}: Awaited<ReturnType<typeof startEmbedded>>): Promise<Refuser> {
  const account = (await chain.accounts()).at(-1);
  if (account === undefined) throw new OmnisumError("MissingInput", { name: "an account" });
  const setCode = async (address: string, code: string): Promise<void> => {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "hardhat_setCode", params: [address, code] });
    const response = await fetch(endpoint, { method: "POST", headers: { "content-type": "application/json" }, body });
    const { error } = await response.json();
    if (error) throw new OmnisumError("MalformedResponse", { source: endpoint, reason: JSON.stringify(error) });
  };
  await setCode(REVERTING.address, REVERTING.code);
  const delegation = `0xef0100${REVERTING.address.slice(2)}`;
  return { account, refuse: (whether) => setCode(account.address, whether ? delegation : "0x") };
}
