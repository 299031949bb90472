import type { BlockRange, InterfaceSpec, LogEvent } from "@omnisum/core";
import { type ChainEvent, decodeEvent, snakeCase } from "./codec.ts";
import type { CometTx, Node } from "./node.ts";

/** How many transactions are asked for at once; the most that nodes give. */
const PAGE = 100;
/** Leaves room to number the events of each transaction of a block. */
const EVENTS_A_TRANSACTION = 100_000;

/** The contract's events among those of a transaction, in order. */
export function contractEvents(contract: string, on: InterfaceSpec, transaction: CometTx): readonly LogEvent[] {
  const { height, result, index } = transaction;
  const hash = Array.from(transaction.hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return decodeEvents(contract, on, result.events).map(({ at, ...event }) => ({
    ...event,
    block: BigInt(height),
    index: index * EVENTS_A_TRANSACTION + at,
    transaction: hash.toUpperCase(),
  }));
}

/** Names and values of a contract's events, each with its place among all that were given. */
export function decodeEvents(
  contract: string,
  on: InterfaceSpec,
  events: readonly ChainEvent[],
): readonly (Pick<LogEvent, "name" | "values"> & { readonly at: number })[] {
  const names = new Map(Object.keys(on.events).map((name) => [`wasm-${snakeCase(name)}`, name]));
  return events.flatMap(({ type, attributes }, at) => {
    const name = names.get(type);
    const spec = name === undefined ? undefined : on.events[name];
    const own = attributes.some(({ key, value }) => key === "_contract_address" && value === contract);
    return name === undefined || spec === undefined || !own
      ? []
      : [{ name, values: decodeEvent(spec.fields, attributes), at }];
  });
}

/** Every event of a contract in a range of blocks, oldest first. */
export async function* searchEvents(
  node: Node,
  { contract, on, range }: { readonly contract: string; readonly on: InterfaceSpec; readonly range: BlockRange },
): AsyncIterable<LogEvent> {
  for (const kind of ["instantiate", "execute"]) {
    for await (const transaction of search(node, `${kind}._contract_address='${contract}'${heights(range)}`)) {
      if (transaction.result.code === 0) yield* contractEvents(contract, on, transaction);
    }
  }
}

function heights({ from, to }: BlockRange): string {
  return ` AND tx.height>=${from}${to === undefined ? "" : ` AND tx.height<=${to}`}`;
}

async function* search(node: Node, query: string): AsyncIterable<CometTx> {
  for (let page = 1, seen = 0; ; page++) {
    const request = { query, page, per_page: PAGE, order_by: "asc" } as const;
    const { txs, totalCount } = await node.ask(() => node.comet.txSearch(request));
    yield* txs;
    seen += txs.length;
    if (txs.length === 0 || seen >= totalCount) return;
  }
}
