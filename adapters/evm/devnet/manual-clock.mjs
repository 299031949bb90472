/**
 * A Hardhat plugin by which a chain's time moves only when it is told to: without `evm_increaseTime`, each block has the
 * time of the one before it. So `evm_increaseTime` by n and a transaction land exactly n seconds later, however long
 * the computer took.
 */
export const manualClock = {
  id: "omnisum-manual-clock",
  hookHandlers: {
    network: async () => ({ default: async () => ({ onRequest: clock() }) }),
  },
};

/** Methods after which a new block may exist. */
const MINING = new Set(["eth_sendRawTransaction", "eth_sendTransaction", "evm_mine", "hardhat_mine"]);

function clock() {
  /** Seconds that were asked for since the last block. */
  let ahead = 0n;
  /** The next block's time, where a client has named it. */
  let named;
  /** Requests that make blocks are served one after the other. */
  let last = Promise.resolve();

  return (context, connection, request, next) => {
    const send = (method, params) => next(context, connection, { ...request, method, params });
    if (request.method === "evm_increaseTime") {
      ahead += BigInt(request.params[0]);
      return { jsonrpc: "2.0", id: request.id, result: `0x${ahead.toString(16)}` };
    }
    if (request.method === "evm_setNextBlockTimestamp") named = BigInt(request.params[0]);
    if (!MINING.has(request.method)) return next(context, connection, request);
    const mined = last.then(async () => {
      const { result: latest } = await send("eth_getBlockByNumber", ["latest", false]);
      const time = named ?? BigInt(latest.timestamp) + ahead;
      await send("evm_setNextBlockTimestamp", [`0x${time.toString(16)}`]);
      [ahead, named] = [0n, undefined];
      return next(context, connection, request);
    });
    last = mined.catch(() => undefined);
    return mined;
  };
}
