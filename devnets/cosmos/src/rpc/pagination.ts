/** Lists over a part of the state, page by page (cosmos-sdk v0.54 `types/query/pagination.go`). */

import { PageRequest, PageResponse } from "cosmjs-types/cosmos/base/query/v1beta1/pagination";
import { fromLatin1, latin1 } from "../bytes.ts";
import type { Context } from "../context.ts";
import type { StoreName } from "../store/gas-store.ts";
import { prefixRange } from "../store/view.ts";

const DEFAULT_LIMIT = 100;

export interface Listing {
  readonly store: StoreName;
  readonly prefix: Uint8Array;
  readonly pagination: PageRequest | undefined;
}

/** Entries of a page; keys without the prefix. */
export function listEntries(context: Context, { store, prefix, pagination }: Listing) {
  const request = pagination ?? PageRequest.fromPartial({});
  const full = store + latin1(prefix);
  const keys = [...context.state.keys(prefixRange(full), request.reverse)].map((key) => key.slice(full.length));
  const start = request.key.length > 0 ? keys.indexOf(latin1(request.key)) : Number(request.offset);
  const from = start < 0 ? keys.length : start;
  const limit = request.limit === 0n ? DEFAULT_LIMIT : Number(request.limit);
  const next = keys[from + limit];
  const entries = keys.slice(from, from + limit).map((key) => ({
    key: fromLatin1(key),
    value: context.state.get(full + key) ?? new Uint8Array(),
  }));
  const page = PageResponse.fromPartial({
    nextKey: next === undefined ? new Uint8Array() : fromLatin1(next),
    total: request.key.length > 0 ? 0n : BigInt(keys.length),
  });
  return { entries, page };
}
