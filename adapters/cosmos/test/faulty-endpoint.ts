import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What is wrong with an endpoint: how it answers instead of passing on what its node says. */
export type Fault = (response: ServerResponse) => void;

export const FAULTS = {
  "cuts the line": (response) => response.destroy(),
  "is a gateway without its node": (response) => response.writeHead(502).end("<html>Bad Gateway</html>"),
  "limits how often it is asked": (response) => response.writeHead(429).end("slow down"),
  "speaks HTML": (response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>Welcome</html>"),
  "stops amid its answer": (response) => {
    response.writeHead(200, { "content-length": "100" }).write('{"jsonrpc"', () => response.destroy());
  },
  "has an error of its own": (response) =>
    response.end(
      '{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"Internal error","data":"database is closed"}}',
    ),
  "answers what was not asked": (response) => response.end('{"jsonrpc":"2.0","id":1,"result":{"wrong":true}}'),
} as const satisfies Readonly<Record<string, Fault>>;

/** An endpoint before a node, which can be told what to do to which requests. */
export interface FaultyEndpoint {
  readonly url: string;
  /** Decides for each request, by its JSON-RPC method and how many of that method came before; nothing passes it on. */
  fault: (method: string, before: number) => Fault | undefined;
  /** The methods that were asked for. */
  readonly asked: string[];
  close(): Promise<void>;
}

export async function startFaultyEndpoint(node: string): Promise<FaultyEndpoint> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const method = String(JSON.parse(body).method);
    const fault = endpoint.fault(method, asked.filter((earlier) => earlier === method).length);
    asked.push(method);
    if (fault !== undefined) return void fault(response);
    const answer = await fetch(node, { method: "POST", headers: { "content-type": "application/json" }, body });
    response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // CAST: a server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  const endpoint: FaultyEndpoint = {
    url: `http://127.0.0.1:${port}`,
    fault: () => undefined,
    asked,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
  return endpoint;
}
