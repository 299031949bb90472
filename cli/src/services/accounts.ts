import { type Account, type ChainAdapter, OmnisumError } from "@omnisum/core";
import type { GlobalOptions } from "../settings.ts";

/** Who acts. */
export class Accounts {
  readonly #wanted: string | undefined;

  constructor({ account }: GlobalOptions) {
    this.#wanted = account;
  }

  /** The account that --account names, else the first; throws `UnknownAccount`. */
  acting(chain: ChainAdapter): Promise<Account> {
    return this.find(chain, this.#wanted);
  }

  /** The account of that index, name or address; throws `UnknownAccount` with those that there are. */
  async find(chain: ChainAdapter, wanted?: string): Promise<Account> {
    const accounts = await chain.accounts();
    const account = wanted === undefined ? accounts[0] : accounts.find((one) => isNamed(one, wanted));
    if (account !== undefined) return account;
    const known = `Use one of: ${accounts.map(({ name }) => name).join(", ")}, or the address of one.`;
    throw new OmnisumError("UnknownAccount", { account: wanted ?? "0", chain: chain.chain.name, known });
  }

  /** The address that people mean: an account's index or name, or any address. */
  async address(chain: ChainAdapter, text: string): Promise<string> {
    return (await chain.accounts()).find((one) => isNamed(one, text))?.address ?? text;
  }
}

/** Throws `InsufficientFunds` unless the account can pay `required`, in the smallest unit. */
export async function requireFunds(chain: ChainAdapter, { address }: Account, required: bigint): Promise<void> {
  const available = await chain.balance(address);
  if (available < required) throw new OmnisumError("InsufficientFunds", { account: address, available, required });
}

function isNamed({ name, address }: Account, wanted: string): boolean {
  return name === wanted || address.toLowerCase() === wanted.toLowerCase();
}
