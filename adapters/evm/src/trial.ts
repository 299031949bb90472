import { isError } from "@omnisum/core";
import type { RawLog } from "./codec.ts";
import { failure } from "./errors.ts";
import { type CallRequest, hex, type Node } from "./node.ts";

/** What a call would come to if it were sent now. */
export interface Trial {
  readonly logs: readonly RawLog[];
  /** As a receipt would have it: with what a transaction costs anyway, less what comes back. */
  readonly gas: bigint;
}

/** A call as `debug_traceCall` tells it with the tracer `callTracer`. */
interface Frame {
  readonly gasUsed: string;
  readonly error?: string;
  readonly output?: string;
  readonly logs?: readonly (RawLog & { readonly index?: string })[];
  readonly calls?: readonly Frame[];
}

interface SimulatedCall {
  readonly status: string;
  readonly gasUsed: string;
  readonly returnData: string;
  readonly logs?: readonly RawLog[];
  readonly error?: { readonly message?: string; readonly data?: string };
}

/**
 * Runs calls without sending them. Nodes differ in how: `eth_simulateV1` is the standard (geth, anvil and the clients of
 * most public nodes), `debug_traceCall` is what Hardhat's EDR has. Throws what the call would be refused with.
 */
export class Trials {
  readonly #node: Node;
  #way: "simulate" | "trace" = "simulate";

  constructor(node: Node) {
    this.#node = node;
  }

  /** Throws `Unsupported` on a node that can do neither. */
  async run(request: CallRequest): Promise<Trial> {
    if (this.#way === "simulate") {
      try {
        return await this.#simulate(request);
      } catch (error) {
        if (!isError(error, "Unsupported")) throw error;
        this.#way = "trace";
      }
    }
    return this.#trace(request);
  }

  /** The gas alone, which every node can tell; without a trial run it is the limit that is needed, which can be greater. */
  async gas(request: CallRequest): Promise<bigint> {
    try {
      return (await this.run(request)).gas;
    } catch (error) {
      if (!isError(error, "Unsupported")) throw error;
      return this.#node.estimateGas(request);
    }
  }

  /** In a block that follows the latest one as closely as it can. */
  async #simulate(request: CallRequest): Promise<Trial> {
    const { timestamp } = await this.#node.block("latest");
    const blockOverrides = { time: hex(BigInt(timestamp) + 1n) };
    const options = { blockStateCalls: [{ blockOverrides, calls: [request] }] };
    // CAST: this is what nodes answer.
    const blocks = (await this.#node.request("eth_simulateV1", [options, "latest"])) as {
      readonly calls: readonly SimulatedCall[];
    }[];
    const call = blocks[0]?.calls[0];
    if (call === undefined) throw this.#node.malformed("eth_simulateV1", "it has no call");
    if (BigInt(call.status) === 0n) {
      throw failure(call.error?.data ?? call.returnData, call.error?.message ?? "it was reverted");
    }
    return { logs: call.logs ?? [], gas: BigInt(call.gasUsed) };
  }

  /** In the latest block. */
  async #trace(request: CallRequest): Promise<Trial> {
    const options = { tracer: "callTracer", tracerConfig: { withLog: true } };
    // CAST: this is what the tracer answers.
    const frame = (await this.#node.request("debug_traceCall", [request, "latest", options])) as Frame;
    if (frame.error !== undefined) throw failure(frame.output ?? "0x", frame.error);
    const logs = logsOf(frame).sort((a, b) => Number(a.index ?? 0) - Number(b.index ?? 0));
    return { logs, gas: BigInt(frame.gasUsed) };
  }
}

function logsOf({ logs = [], calls = [] }: Frame): (RawLog & { readonly index?: string })[] {
  return [...logs, ...calls.filter(({ error }) => error === undefined).flatMap(logsOf)];
}
