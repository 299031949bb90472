import {
  type Account,
  type Call,
  type LabelledSample,
  type Parameters,
  PREDICTION_MARKET_SPEC,
  packLabelledList,
  readBigEndian,
  revealOf,
  type TestSet,
  type TypedClient,
  testSetCommitments,
} from "@omnisum/core";
import type { PlanChanges } from "../../../conformance/fixture.ts";
import type { Story } from "../../../conformance/story.ts";
import type { World } from "../../../conformance/world.ts";
import type { ModelCase } from "../../model-case.ts";

export const BOUNTY = 1_000n;
export const MIN_STAKE = 50n;
/** Seconds. */
const PARTICIPATION = 2_000n;
/** Where a second lasts one: enough for all that people do in a story. */
const REAL_PARTICIPATION = 60n;
export const REVEAL_WAIT = 500n;
export const COLLECT_WAIT = 2_000n;

export const PHASES = { setup: 0, participation: 1, reveal: 2, scoring: 3, collect: 4, closed: 5 } as const;

/** Three pieces that say of `negative` that it is 1, which the model does not know; and of `positive` what it knows. */
export function piecesOf({ positive, negative }: ModelCase): readonly (readonly LabelledSample[])[] {
  const [right, wrong] = [
    { sample: positive, label: 1 },
    { sample: negative, label: 1 },
  ];
  return [[right, wrong], [wrong], [wrong, right, right]];
}

/** A test set with salts that anybody can guess. */
export function testSetOf(pieces: readonly (readonly LabelledSample[])[]): TestSet {
  return {
    pieces: pieces.map((piece, i) => ({ salt: new Uint8Array(32).fill(i), samples: packLabelledList(piece) })),
  };
}

/** The usual market, of the usual pieces. */
export function termsOf(now: bigint, set: TestSet): Parameters {
  return {
    pieces: BigInt(set.pieces.length),
    commitments: readBigEndian(testSetCommitments(set)),
    bounty: BOUNTY,
    minStake: MIN_STAKE,
    minContributions: 1n,
    participationEnd: now + PARTICIPATION,
    revealWait: REVEAL_WAIT,
    collectWait: COLLECT_WAIT,
  };
}

/** One market, owned by `owner`, and what people do in it. */
export class MarketStory {
  readonly story: Story;
  readonly set: TestSet;
  readonly #client: TypedClient<typeof PREDICTION_MARKET_SPEC>;

  private constructor(story: Story, set: TestSet) {
    this.story = story;
    this.set = set;
    this.#client = story.trainer.incentive(PREDICTION_MARKET_SPEC);
  }

  static async deploy(
    world: World,
    changes: PlanChanges = {},
    pieces = piecesOf(world.kinds.model),
  ): Promise<MarketStory> {
    const set = testSetOf(pieces);
    const now = await world.chain.now();
    const real = world.fixture.at === undefined ? { participationEnd: now + REAL_PARTICIPATION } : {};
    const incentive = { ...termsOf(now, set), ...real, ...changes.incentive };
    return new MarketStory(await world.deploy({ ...changes, incentive }), set);
  }

  get provider(): Account {
    return this.story.world.people.owner;
  }

  get end(): bigint {
    return this.story.plan.incentive.parameters.participationEnd ?? 0n;
  }

  open(funds = BOUNTY): Call<unknown> {
    return this.#client.call("openMarket", {}, funds);
  }

  draw(): Call<{ readonly piece: number }> {
    return this.#client.call("drawPiece", {});
  }

  reveal(piece: number, changes: Partial<ReturnType<typeof revealOf>> = {}): Call<unknown> {
    return this.#client.call("revealPiece", { ...revealOf(this.set, piece), ...changes });
  }

  score(limit: number): Call<unknown> {
    return this.#client.call("score", { limit });
  }

  collect(): Call<{ readonly amount: bigint }> {
    return this.#client.call("collect", {});
  }

  phase(): Promise<number> {
    return this.#client.read("phase", {});
  }

  balanceOf({ address }: Account): Promise<bigint> {
    return this.#client.read("balanceOf", { account: address });
  }

  progress() {
    return this.#client.read("progress", {});
  }

  /** Until participation has begun; gives the piece that was shown. */
  async begin(): Promise<number> {
    const piece = await this.openAndDraw();
    await this.reveal(piece).send(this.provider);
    return piece;
  }

  /** Until a piece is drawn, which it gives; the block may be two after the opening's, and a client tries it in the latest. */
  async openAndDraw(): Promise<number> {
    const { receipt } = await this.open().send(this.provider);
    const { chain, fixture, people } = this.story.world;
    while ((await chain.height()) < receipt.block + 2n) await fixture.elapse(1n);
    return (await this.draw().send(people.bob)).result.piece;
  }

  /** Until every piece is revealed; `begin` before it. */
  async revealRest(shown: number): Promise<void> {
    await this.story.world.passUntil(this.end);
    for (const piece of this.set.pieces.keys()) {
      if (piece !== shown) await this.reveal(piece).send(this.provider);
    }
  }

  /** Until there is nothing more to score; gives the steps that it took. */
  async scoreAll(limit: number): Promise<number> {
    let steps = 0;
    while ((await this.phase()) === PHASES.scoring) {
      await this.score(limit).send(this.story.world.people.dave);
      steps += 1;
    }
    return steps;
  }
}
