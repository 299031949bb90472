/** Methods that only a development chain has: time, snapshots, empty blocks. */

import type { Block } from "../block.ts";
import type { Chain } from "../chain.ts";
import { rfc3339 } from "../clock.ts";
import type { Method } from "./methods.ts";
import type { Params } from "./params.ts";
import { RpcError } from "./rpc-error.ts";

export const devMethods: Readonly<Record<string, Method>> = {
  /** Moves the time on by `seconds` and makes a block there. */
  dev_advanceTime: (chain, params) => position(chain.advance(BigInt(required(params, "seconds")))),
  /** Makes an empty block. */
  dev_mine: (chain) => position(chain.mine()),
  /** Remembers the state; `{ id }`. */
  dev_snapshot: (chain) => ({ id: chain.snapshot() }),
  /** Goes back to the snapshot `id`, which is used up with all later ones. */
  dev_revert: revert,
};

function revert(chain: Chain, params: Params) {
  const id = required(params, "id");
  if (!chain.revert(id)) throw RpcError.invalidParams(`snapshot ${id} does not exist or was used up`);
  return position(chain.latest);
}

function position({ height, time }: Block) {
  return { height: `${height}`, time: rfc3339(time) };
}

function required(params: Params, name: string): number {
  const value = params.number(name);
  if (value === undefined) throw RpcError.invalidParams(`${name} is missing`);
  return value;
}
