/** Searches over transactions and blocks, in CometBFT's query language (`libs/pubsub/query`). */

import type { Block, TxRecord } from "../block.ts";
import { hexUpper } from "../bytes.ts";
import type { Chain } from "../chain.ts";
import type { Params } from "./params.ts";
import { RpcError } from "./rpc-error.ts";

const operators = ["<=", ">=", "<", ">", "=", "CONTAINS", "EXISTS"] as const;

interface Condition {
  /** Type and attribute of an event, as `wasm.action`; or `tx.hash`, `tx.height`, `block.height`. */
  readonly key: string;
  readonly operator: (typeof operators)[number];
  readonly value: string;
}

const CONDITION = /^([^\s<>='"]+)\s*(<=|>=|<|>|=|CONTAINS|EXISTS)\s*(?:'([^']*)'|(\S+))?$/;
const DEFAULT_PER_PAGE = 30;
const MAX_PER_PAGE = 100;

function parseQuery(query: string): Condition[] {
  const parts = query.match(/(?:'[^']*'|[^'])+?(?=\s+AND\s+|$)/g) ?? [];
  return parts.map((part) => {
    const match = CONDITION.exec(part.trim().replace(/^AND\s+/, ""));
    const operator = operators.find((candidate) => candidate === match?.[2]);
    if (match === null || operator === undefined) {
      throw RpcError.internal(`failed to parse query: cannot read condition "${part.trim()}"`);
    }
    return { key: match[1] ?? "", operator, value: match[3] ?? match[4] ?? "" };
  });
}

/** One page of what matches, and how many match at all. */
interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
}

export function searchTxs(chain: Chain, params: Params): Page<TxRecord> {
  const conditions = parseQuery(params.text("query"));
  const found = candidates(chain, conditions).filter((tx) => conditions.every((one) => matchesTx(tx, one)));
  return paginate(found, params);
}

export function searchBlocks(chain: Chain, params: Params): Page<Block> {
  const conditions = parseQuery(params.text("query"));
  const found = chain.blocks.filter(({ height }) =>
    conditions.every((one) => one.key === "block.height" && compare(`${height}`, one)),
  );
  return paginate(found, params);
}

/** Narrows a search by hash or height before events are looked at. */
function candidates(chain: Chain, conditions: readonly Condition[]): TxRecord[] {
  const hash = conditions.find(({ key, operator }) => key === "tx.hash" && operator === "=");
  if (hash !== undefined) {
    const tx = chain.tx(hash.value.toUpperCase());
    return tx === undefined ? [] : [tx];
  }
  const bounds = conditions.filter(({ key }) => key === "tx.height");
  return chain.blocks
    .filter(({ height, txs }) => txs.length > 0 && bounds.every((bound) => compare(`${height}`, bound)))
    .flatMap(({ txs }) => txs);
}

function matchesTx(tx: TxRecord, condition: Condition): boolean {
  if (condition.key === "tx.hash")
    return compare(hexUpper(tx.hash), { ...condition, value: condition.value.toUpperCase() });
  if (condition.key === "tx.height") return compare(`${tx.height}`, condition);
  if (condition.key === "tm.event") return condition.value === "Tx";
  return tx.outcome.events.some(({ type, attributes }) =>
    attributes.some(({ key, value }) => `${type}.${key}` === condition.key && compare(value, condition)),
  );
}

function compare(actual: string, { operator, value }: Condition): boolean {
  switch (operator) {
    case "=":
      return actual === value;
    case "CONTAINS":
      return actual.includes(value);
    case "EXISTS":
      return true;
    default:
      return compareNumbers(actual, operator, value);
  }
}

function compareNumbers(actual: string, operator: "<" | "<=" | ">" | ">=", value: string): boolean {
  if (!/^[0-9]+$/.test(actual) || !/^[0-9]+$/.test(value)) return false;
  const [a, b] = [BigInt(actual), BigInt(value)];
  if (operator === "<") return a < b;
  if (operator === "<=") return a <= b;
  return operator === ">" ? a > b : a >= b;
}

function paginate<T>(found: readonly T[], params: Params): Page<T> {
  const ordered = params.text("order_by") === "desc" ? found.toReversed() : found;
  const perPage = Math.min(params.number("per_page") || DEFAULT_PER_PAGE, MAX_PER_PAGE);
  const page = params.number("page") ?? 1;
  const pages = Math.max(1, Math.ceil(found.length / perPage));
  if (page < 1 || page > pages) {
    throw RpcError.internal(`page should be within [1, ${pages}] range, given ${page}`);
  }
  return { items: ordered.slice((page - 1) * perPage, page * perPage), total: found.length };
}
