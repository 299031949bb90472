import { type Account, type ChainAdapter, OmnisumError, type Trainer } from "@omnisum/core";

/** Who plays in the story. */
export interface Cast {
  /** Deploys and owns the trainer. */
  readonly provider: Account;
  readonly honest: Account;
  /** Gives its data the wrong labels. */
  readonly mislabelling: Account;
}

/** What one party held, in the smallest unit: at first, while the deposits were held, and at the end. */
export interface PartyBalance {
  readonly party: "provider" | "honest contributor" | "mislabelling contributor" | "trainer";
  readonly address: string;
  readonly before: bigint;
  readonly held: bigint;
  readonly after: bigint;
}

/** Throws `UnknownAccount` on a chain with fewer than three accounts. */
export function castOf([provider, honest, mislabelling]: readonly Account[]): Cast {
  if (provider !== undefined && honest !== undefined && mislabelling !== undefined)
    return { provider, honest, mislabelling };
  throw new OmnisumError("UnknownAccount", {
    account: "2",
    chain: "the chain",
    known: "The demo needs three accounts.",
  });
}

/** What everybody holds now. */
export function balances(
  { chain, cast }: { readonly chain: ChainAdapter; readonly cast: Cast },
  trainer: Trainer,
): Promise<readonly (Pick<PartyBalance, "party" | "address" | "before"> & { readonly amount: bigint })[]> {
  const parties = [
    ["provider", cast.provider.address],
    ["honest contributor", cast.honest.address],
    ["mislabelling contributor", cast.mislabelling.address],
    ["trainer", trainer.address],
  ] as const;
  return Promise.all(
    parties.map(async ([party, address]) => {
      const amount = await chain.balance(address);
      return { party, address, before: amount, amount };
    }),
  );
}
