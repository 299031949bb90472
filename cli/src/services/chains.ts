import { type ChainAdapter, type Currency, findNetwork, type Network } from "@omnisum/core";
import type { World } from "../host.ts";
import type { Endpoints } from "./endpoints.ts";
import type { Keys, Purpose } from "./keys.ts";

/** Connects to chains by their names, each once, and closes them all. */
export class Chains {
  readonly world: World;
  readonly #endpoints: Endpoints;
  readonly #keys: Keys;
  readonly #connected = new Map<string, Promise<ChainAdapter>>();

  constructor(world: World, endpoints: Endpoints, keys: Keys) {
    this.world = world;
    this.#endpoints = endpoints;
    this.#keys = keys;
  }

  /** The chains that are known. */
  get networks(): readonly Network[] {
    return this.world.networks;
  }

  /** The coin of the chains that were connected, if they have the same one: what an error's amounts are in. */
  get currency(): Currency | undefined {
    const names = [...this.#connected.keys()].map((key) => key.slice(key.indexOf(" ") + 1));
    const [first, ...others] = names.map((name) => this.network(name).currency);
    return others.every(({ symbol }) => symbol === first?.symbol) ? first : undefined;
  }

  /** Throws `UnknownChain` with those that are known. */
  network(name: string): Network {
    return findNetwork(this.networks, name);
  }

  /** Throws what connecting throws; the same chain is connected once. */
  connect(name: string, purpose: Purpose): Promise<ChainAdapter> {
    const key = `${purpose} ${name}`;
    const known = this.#connected.get(key);
    if (known !== undefined) return known;
    const connecting = this.#connect(this.network(name), purpose);
    this.#connected.set(key, connecting);
    return connecting;
  }

  async #connect(network: Network, purpose: Purpose): Promise<ChainAdapter> {
    const endpoint = this.#endpoints.of(network);
    const keys = this.#keys.source(network, purpose);
    const family = await this.world.loadFamily(network.family);
    return family.connect({ ...network, endpoint }, keys);
  }

  async close(): Promise<void> {
    const settled = await Promise.allSettled(this.#connected.values());
    await Promise.allSettled(settled.map((one) => (one.status === "fulfilled" ? one.value.close() : undefined)));
  }
}
