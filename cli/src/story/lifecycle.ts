import type { ChainAdapter, Currency, Measurement } from "@omnisum/core";
import { addEverything } from "./adding.ts";
import { balances, type Cast, castOf, type PartyBalance } from "./cast.ts";
import { type Claims, claimEverything } from "./claiming.ts";
import { Meter } from "./meter.ts";
import type { Script } from "./script.ts";
import { look, type View } from "./view.ts";

/** What the story came to on one chain. */
export interface LifecycleResult {
  readonly chain: string;
  readonly currency: Currency;
  readonly address: string;
  /** The model before anybody contributed, and at the end. */
  readonly before: View;
  readonly after: View;
  readonly balances: readonly PartyBalance[];
  readonly claims: Claims;
  readonly contributions: bigint;
  readonly measurements: readonly Measurement[];
}

/** What the parts of the story work with. */
export interface Scene {
  readonly chain: ChainAdapter;
  readonly script: Script;
  readonly meter: Meter;
  readonly cast: Cast;
  /** Tells people what happens. */
  readonly update: (text: string) => void;
}

/** Everything that one trainer goes through on one chain, measured: deployed, used, claimed, compacted. */
export async function lifecycle(
  chain: ChainAdapter,
  script: Script,
  update: (text: string) => void,
): Promise<LifecycleResult> {
  const scene: Scene = { chain, script, update, meter: new Meter(chain), cast: castOf(await chain.accounts()) };
  const trainer = await deployTwice(scene);
  const before = await look(scene, trainer);
  scene.meter.free("predict");
  const atFirst = await balances(scene, trainer);
  await addEverything(scene, trainer);
  const held = await balances(scene, trainer);
  const claims = await claimEverything(scene, trainer);
  const after = await look(scene, trainer);
  const atLast = await balances(scene, trainer);
  update("done");
  return {
    chain: chain.chain.name,
    currency: chain.chain.currency,
    address: trainer.address,
    before,
    after,
    balances: atFirst.map((one, i) => ({ ...one, held: held[i]?.amount ?? 0n, after: atLast[i]?.amount ?? 0n })),
    claims,
    contributions: (await trainer.stats()).count,
    measurements: scene.meter.measurements,
  };
}

/** The first deployment on a chain brings the code along; the next one finds it there. */
async function deployTwice({ chain, script, meter, cast, update }: Scene) {
  const plan = (name: string) => script.plan(chain.chain.currency, cast.provider.address, name);
  update("deploying the model");
  const { trainer } = await meter.deploy(plan("imdb"), cast.provider, "deploy, first on the chain");
  update("deploying it once more, now that the chain has the code");
  await meter.deploy(plan("imdb-2"), cast.provider, "deploy, next");
  return trainer;
}
