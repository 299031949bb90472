import type { ChainConfig, KeySource } from "@omnisum/core";
import { FeeMeter } from "./fees.ts";
import { Keys } from "./keys.ts";
import { Node, optionOf } from "./node.ts";
import { Transactions } from "./transactions.ts";

/** What everything on a chain is done with. */
export interface Connection {
  readonly node: Node;
  readonly keys: Keys;
  readonly meter: FeeMeter;
  readonly transactions: Transactions;
}

/** Throws `ChainUnreachable`, `WrongChain`, `InvalidKey` or `TestKeyRefused`. */
export async function openConnection(config: ChainConfig, source: KeySource): Promise<Connection> {
  const node = await Node.connect(config);
  const keys = await Keys.open(source, config, node.prefix);
  const meter = new FeeMeter(node.denom, optionOf(config, "gasPrice"));
  return { node, keys, meter, transactions: new Transactions(node, keys, meter) };
}
