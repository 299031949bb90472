/**
 * The embedded chain's process: `node node.mjs PORT NETWORK`, started by `startDevnet`. Tells its parent the port it listens
 * on and ends with it, however the parent ends.
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import config from "./hardhat.config.mjs";

/** The deterministic deployment proxy, which geth's and Foundry's development chains and nearly all live ones have. */
const PROXY = {
  address: "0x4e59b44847b379578588920cA78FbF26c0B4956C",
  code: "0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3",
};

process.on("disconnect", () => process.exit());
const [port, network] = process.argv.slice(2);
const folder = dirname(fileURLToPath(import.meta.url));
const hre = await createHardhatRuntimeEnvironment(config, { config: join(folder, "hardhat.config.mjs") }, folder);
const server = await hre.network.createServer({ network }, "127.0.0.1", Number(port));
const { address, port: actualPort } = await server.listen();
await fetch(`http://${address}:${actualPort}`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "hardhat_setCode", params: [PROXY.address, PROXY.code] }),
});
process.send?.({ port: actualPort });
