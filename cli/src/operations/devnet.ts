import { createServer } from "node:net";
import { type Account, type Devnet, type Network, OmnisumError } from "@omnisum/core";
import { facts, heading, table } from "../format/table.ts";
import type { Outcome } from "../outcome.ts";
import type { Services } from "../services/services.ts";

export interface DevnetInput {
  readonly chains?: string;
}

interface Running {
  readonly network: Network;
  readonly devnet: Devnet;
  readonly accounts: readonly Account[];
}

/** Keeps the embedded chains running until the process is told to stop. */
export async function devnet(services: Services, input: DevnetInput): Promise<undefined> {
  const networks = wanted(services, input);
  const ports = networks.map((network) => ({ network, port: portOf(services, network) }));
  await Promise.all(ports.map(checkFree));
  const settled = await services.progress.run(
    ports.map(({ network, port }) => ({
      title: network.name,
      work: async (update: (text: string) => void) => {
        update("starting");
        const running = await start(services, network, port);
        update(`answers at ${running.devnet.config.endpoint}`);
        return running;
      },
    })),
  );
  const running = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  try {
    const failed = settled.find((one) => one.status === "rejected");
    if (failed !== undefined) throw failed.reason;
    const stopped = services.host.stopped();
    services.output.succeed("devnet", ready(running));
    await stopped;
  } finally {
    await Promise.allSettled(running.map(({ devnet }) => devnet.close()));
  }
}

function wanted({ chains }: Services, input: DevnetInput): readonly Network[] {
  const development = chains.networks.filter(({ stage }) => stage === "development");
  if (input.chains === undefined) return development;
  return input.chains.split(",").map((name) => {
    const network = chains.network(name.trim());
    if (network.stage === "development") return network;
    throw new OmnisumError("Unsupported", { chain: network.name, ability: "run on this machine" });
  });
}

function portOf({ endpoints }: Services, network: Network): number {
  const url = new URL(endpoints.of(network));
  return Number(url.port === "" ? 80 : url.port);
}

/** Throws `PortInUse`. */
async function checkFree({ network, port }: { readonly network: Network; readonly port: number }): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => reject(new OmnisumError("PortInUse", { port, chain: network.name }, { cause })));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve()));
  });
}

async function start({ chains }: Services, network: Network, port: number): Promise<Running> {
  const family = await chains.world.loadFamily(network.family);
  const devnet = await family.startDevnet({ port, name: network.name });
  const adapter = await family.connect(devnet.config, { kind: "development" });
  const accounts = await adapter.accounts();
  await adapter.close();
  return { network, devnet, accounts };
}

function ready(running: readonly Running[]): Outcome {
  const first = running[0]?.network.name ?? "CHAIN";
  const shown = running.map(({ network, devnet, accounts }) =>
    [
      heading(network.name),
      facts([
        ["endpoint", devnet.config.endpoint],
        ["chain id", devnet.config.chainId],
      ]),
      table(
        [{ title: "Test account" }, { title: "Address" }],
        accounts.map(({ name, address }) => [name, address]),
      ),
    ].join("\n"),
  );
  const warning = "The keys of these accounts are public: anyone can take what they hold on a live network.";
  return {
    result: running.map(({ network, devnet, accounts }) => ({
      chain: network.name,
      endpoint: devnet.config.endpoint,
      chainId: devnet.config.chainId,
      testAccounts: accounts,
    })),
    text: [...shown, warning, "Ctrl-C stops them."].join("\n\n"),
    next: `in another terminal: omnisum deploy imdb --chain ${first}`,
  };
}
