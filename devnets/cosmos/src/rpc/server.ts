/** JSON-RPC over HTTP on 127.0.0.1, with GET for those who look at a node with a browser or curl. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { OmnisumError } from "@omnisum/core";
import type { Chain } from "../chain.ts";
import { devMethods } from "./dev-methods.ts";
import { nodeMethods } from "./methods.ts";
import { Params } from "./params.ts";
import { RpcError } from "./rpc-error.ts";

/** CometBFT's `max_body_bytes` is 1 MB; code in base64 with room to spare needs more than that here. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
const LOCALHOST = "127.0.0.1";

const methods = { ...nodeMethods, ...devMethods };

interface Request {
  readonly id: unknown;
  readonly method: string;
  readonly params: unknown;
}

/** Serves a chain; resolves when it listens. Port 0 takes a free one. */
export async function serve(chain: Chain, port: number): Promise<Server> {
  const server = createServer((request, response) => void handle(chain, request, response));
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => reject(cannotListen(port, cause)));
    server.listen(port, LOCALHOST, resolve);
  });
  return server;
}

function cannotListen(port: number, cause: Error): OmnisumError {
  const reason = `${LOCALHOST}:${port} cannot be listened on (${cause.message})`;
  return new OmnisumError("InvalidInput", { name: "The chain's port", reason }, { cause });
}

async function handle(chain: Chain, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader("access-control-allow-origin", "*");
  response.setHeader("access-control-allow-headers", "*");
  if (request.method === "OPTIONS") {
    response.writeHead(204).end();
    return;
  }
  const answer = request.method === "GET" ? answerGet(chain, request.url ?? "/") : await answerPost(chain, request);
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
}

async function answerPost(chain: Chain, request: IncomingMessage): Promise<unknown> {
  try {
    const body: unknown = JSON.parse(await readBody(request));
    return Array.isArray(body) ? body.map((one) => answer(chain, toRequest(one))) : answer(chain, toRequest(body));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return failure(-1, new RpcError(-32700, "Parse error. Invalid JSON", reason));
  }
}

/** `/block?height=3`: as JSON-RPC, with quotes around texts taken off. */
function answerGet(chain: Chain, url: string): unknown {
  const { pathname, searchParams } = new URL(url, `http://${LOCALHOST}`);
  const params = Object.fromEntries([...searchParams].map(([key, value]) => [key, value.replace(/^"|"$/g, "")]));
  return answer(chain, { id: -1, method: pathname.slice(1) || "health", params });
}

function answer(chain: Chain, { id, method, params }: Request): unknown {
  const run = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (run === undefined) return failure(id, new RpcError(-32601, "Method not found"));
  try {
    chain.catchUp();
    return { jsonrpc: "2.0", id, result: run(chain, new Params(params)) };
  } catch (error) {
    if (error instanceof RpcError) return failure(id, error);
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return failure(id, RpcError.internal(reason));
  }
}

function failure(id: unknown, { code, message, data }: RpcError): unknown {
  return { jsonrpc: "2.0", id, error: data === undefined ? { code, message } : { code, message, data } };
}

function toRequest(body: unknown): Request {
  // CAST: members are checked where they are used
  const { id = -1, method = "", params = {} } = (body ?? {}) as { id?: unknown; method?: string; params?: unknown };
  return { id, method: `${method}`, params };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new RangeError(`request body larger than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
