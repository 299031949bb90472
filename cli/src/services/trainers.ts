import {
  type ChainAdapter,
  createEncoder,
  type Encoder,
  type Metadata,
  MODELS,
  OmnisumError,
  readHeader,
  readMetadata,
  Trainer,
} from "@omnisum/core";
import type { Chains } from "./chains.ts";
import type { Deployments } from "./deployments.ts";
import type { Embeddings } from "./embeddings.ts";
import type { Purpose } from "./keys.ts";
import type { Prompts } from "./prompts.ts";
import type { Services } from "./services.ts";
import type { Vocabularies } from "./vocabularies.ts";

/** How people name a trainer. */
export interface TrainerReference {
  readonly name?: string | undefined;
  readonly address?: string;
  readonly chain?: readonly string[];
  readonly vocabulary?: string;
}

/** A trainer with what is needed to talk about it. */
export interface OpenTrainer {
  readonly trainer: Trainer;
  readonly chain: ChainAdapter;
  /** The deployment's name, or the address. */
  readonly name: string;
  readonly metadata: Metadata;
  encoder(): Promise<Encoder>;
}

/** Finds trainers by the names of their deployments or by their addresses. */
export class Trainers {
  readonly #chains: Chains;
  readonly #deployments: Deployments;
  readonly #embeddings: Embeddings;
  readonly #prompts: Prompts;
  readonly #vocabularies: Vocabularies;

  constructor(services: Pick<Services, "chains" | "deployments" | "embeddings" | "prompts" | "vocabularies">) {
    this.#chains = services.chains;
    this.#deployments = services.deployments;
    this.#embeddings = services.embeddings;
    this.#prompts = services.prompts;
    this.#vocabularies = services.vocabularies;
  }

  /** One trainer on one chain; throws `InvalidInput` when several chains are named. */
  async openOne(reference: TrainerReference, purpose: Purpose): Promise<OpenTrainer> {
    const { name, chain = [] } = await this.#named(reference);
    if (chain.length > 1) throw new OmnisumError("InvalidInput", { name: "--chain", reason: "this command takes one" });
    const choices = chain.length > 0 ? chain : await this.#chainsOf(name);
    const only = choices.length === 1 ? choices[0] : undefined;
    return this.#open(
      { ...reference, name },
      await this.#prompts.choose(only, "The chain (--chain)", choices),
      purpose,
    );
  }

  /** The trainer on each chain that is named, or on all where it is deployed. */
  async openAll(reference: TrainerReference, purpose: Purpose): Promise<readonly OpenTrainer[]> {
    const { name, chain = [] } = await this.#named(reference);
    const chains = chain.length > 0 ? chain : await this.#chainsOf(name);
    if (chains.length === 0) throw new OmnisumError("UnknownTrainer", { name: name ?? "", chain: "any chain" });
    return Promise.all(chains.map((one) => this.#open({ ...reference, name }, one, purpose)));
  }

  async #named(reference: TrainerReference): Promise<TrainerReference> {
    if (reference.address !== undefined) return reference;
    const known = [...new Set((await this.#deployments.list()).map(({ name }) => name))];
    return { ...reference, name: await this.#prompts.choose(reference.name, "The trainer's name", known) };
  }

  /** The known chains on which a trainer of that name is deployed. */
  async #chainsOf(name: string | undefined): Promise<readonly string[]> {
    const ids = new Set(
      (await this.#deployments.list()).filter((one) => one.name === name).map(({ chainId }) => chainId),
    );
    return this.#chains.networks.filter(({ chainId }) => ids.has(chainId)).map((network) => network.name);
  }

  async #open(reference: TrainerReference, chainName: string, purpose: Purpose): Promise<OpenTrainer> {
    this.#chains.network(chainName);
    const chain = await this.#chains.connect(chainName, purpose);
    const { name, address = await this.#deployments.address(chain.chain, name ?? "") } = reference;
    const trainer = await attach(chain, address);
    const metadata = readMetadata(trainer.info.metadata);
    return {
      trainer,
      chain,
      name: name ?? address,
      metadata,
      encoder: async () => {
        const config = readHeader(MODELS, trainer.info.header);
        const kept = { chainId: chain.chain.chainId, ...(name !== undefined && { name }) };
        const vocabulary =
          reference.vocabulary === undefined
            ? await this.#vocabularies.find(metadata.encoder, kept)
            : await this.#vocabularies.read(reference.vocabulary);
        return createEncoder(metadata.encoder, config, { vocabulary, embed: this.#embeddings.embed });
      },
    };
  }
}

/** A trainer that is still being deployed has no metadata to speak of: that is said as what it is. */
async function attach(chain: ChainAdapter, address: string): Promise<Trainer> {
  const trainer = await Trainer.attach(chain, address);
  if (!trainer.info.ready) throw new OmnisumError("NotReady", {});
  return trainer;
}
