import type { BlockRange, InterfaceSpec, LogEvent } from "@omnisum/core";
import { type ChainEvent, decodeEvent, snakeCase } from "./codec.ts";
import { type CometTx, type Node, upperHex } from "./node.ts";

/** How many transactions are asked for at once; the most that nodes give. */
const PAGE = 100;
/** How many blocks are searched at once: a node gathers all that it finds before it gives the first page. */
const BLOCKS_A_SEARCH = 500_000n;
/** Leaves room to number the events of each transaction of a block. */
const EVENTS_A_TRANSACTION = 100_000;

/** What is looked for: a contract's events, as its interface describes them. */
interface Wanted {
  readonly contract: string;
  readonly on: InterfaceSpec;
  readonly range: BlockRange;
}

/** The contract's events among those of a transaction, in order. */
export function contractEvents(contract: string, on: InterfaceSpec, transaction: CometTx): readonly LogEvent[] {
  const { height, result, index, hash } = transaction;
  return decodeEvents(contract, on, result.events).map(({ at, ...event }) => ({
    ...event,
    block: BigInt(height),
    index: index * EVENTS_A_TRANSACTION + at,
    transaction: upperHex(hash),
  }));
}

/** Names and values of a contract's events, each with its place among all that were given. */
export function decodeEvents(
  contract: string,
  on: InterfaceSpec,
  events: readonly ChainEvent[],
): readonly (Pick<LogEvent, "name" | "values"> & { readonly at: number })[] {
  const known = new Map(Object.entries(on.events).map(([name, spec]) => [`wasm-${snakeCase(name)}`, { name, spec }]));
  return events.flatMap(({ type, attributes }, at) => {
    const event = known.get(type);
    const own = attributes.some(({ key, value }) => key === "_contract_address" && value === contract);
    return event === undefined || !own
      ? []
      : [{ name: event.name, values: decodeEvent(event.spec.fields, attributes), at }];
  });
}

/** Every event of a contract in a range of blocks, oldest first. */
export async function* searchEvents(node: Node, wanted: Wanted): AsyncIterable<LogEvent> {
  const seen = new Set<string>();
  for await (const transaction of searchTransactions(node, wanted)) {
    const hash = upperHex(transaction.hash);
    if (transaction.result.code !== 0 || seen.has(hash)) continue;
    if (seen.size === 0) seen.add(hash); // only the first can be found twice: making a contract and calling it at once
    yield* contractEvents(wanted.contract, wanted.on, transaction);
  }
}

/** The transaction that made the contract, then those that called it. */
async function* searchTransactions(node: Node, { contract, range }: Wanted): AsyncIterable<CometTx> {
  const { from } = range;
  const latest = BigInt((await node.status()).syncInfo.latestBlockHeight);
  const to = range.to === undefined || range.to > latest ? latest : range.to;
  yield* search(node, `instantiate._contract_address='${contract}'`, { from, to });
  for (let start = from; start <= to; start += BLOCKS_A_SEARCH) {
    const end = start + BLOCKS_A_SEARCH - 1n;
    yield* search(node, `execute._contract_address='${contract}'`, { from: start, to: end < to ? end : to });
  }
}

async function* search(node: Node, condition: string, { from, to }: Required<BlockRange>): AsyncIterable<CometTx> {
  const query = `${condition} AND tx.height>=${from} AND tx.height<=${to}`;
  for (let page = 1, seen = 0; ; page++) {
    const request = { query, page, per_page: PAGE, order_by: "asc" } as const;
    const { txs, totalCount } = await node.ask(() => node.comet.txSearch(request));
    yield* txs;
    seen += txs.length;
    if (txs.length === 0 || seen >= totalCount) return;
  }
}
