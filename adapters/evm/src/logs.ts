import { isError } from "@omnisum/core";
import type { RawLog } from "./codec.ts";
import { hex, type Node } from "./node.ts";

/** Blocks whose logs are asked for at once; public nodes refuse ranges of more than 1,000 to 10,000. */
const BLOCKS_AT_ONCE = 10_000n;

/** A log of a block; quantities in hex. */
export interface BlockLog extends RawLog {
  readonly blockNumber: string;
  readonly logIndex: string;
  readonly transactionHash: string;
}

/** The logs of a contract in order, range after range; ranges that the node refuses are halved. */
export async function* readLogs(
  node: Node,
  address: string,
  { from, to }: { readonly from: bigint; readonly to: bigint },
): AsyncGenerator<readonly BlockLog[]> {
  let span = BLOCKS_AT_ONCE;
  for (let at = from; at <= to; ) {
    const end = at + span - 1n < to ? at + span - 1n : to;
    try {
      const filter = { address, fromBlock: hex(at), toBlock: hex(end) };
      // CAST: this is what nodes answer.
      yield (await node.request("eth_getLogs", [filter])) as readonly BlockLog[];
      at = end + 1n;
    } catch (error) {
      if (end === at || isError(error, "ChainUnreachable")) throw error;
      span = (end - at + 1n) / 2n;
    }
  }
}
