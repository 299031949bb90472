import { OmnisumError } from "../../errors.ts";
import type { Wire, WireRecord } from "../../protocol/wire.ts";
import type { ReferenceEvent } from "../../reference/call.ts";
import type { Addition, Course, Decision, Grant, IncentiveMechanism, Scene } from "../incentive.ts";
import { operate } from "./operations.ts";
import { atTime, type Terms } from "./phases.ts";
import { dueTo, expectedPiece, type MarketState, PHASE } from "./state.ts";

/** A stake stays below this. */
const STAKE_LIMIT = 2n ** 88n;
const ADDITIONS: readonly string[] = ["addData", "addDataBatch"];

/** The state of one trainer's market. */
export class Market implements IncentiveMechanism, Course {
  readonly course = this;
  readonly totalGood = 0n;
  readonly #terms: Terms;
  #state: MarketState;

  constructor(terms: Terms, state: MarketState) {
    this.#terms = terms;
    this.#state = state;
  }

  creditOf(): bigint {
    return 0n;
  }

  price(): bigint {
    return this.#terms.minStake;
  }

  decideRefund(): Grant {
    throw new OmnisumError("WrongPhase", { phase: this.#state.phase });
  }

  decideReport(): Grant {
    return this.decideRefund();
  }

  commitCredit(): void {}

  clone(): IncentiveMechanism {
    return new Market(this.#terms, this.#state);
  }

  admit(operation: string, now: bigint): void {
    const { phase } = this.#at(now);
    if (phase === PHASE.participation && ADDITIONS.includes(operation)) return;
    throw new OmnisumError("WrongPhase", { phase });
  }

  stake(sent: bigint, count: number): bigint {
    const each = sent / BigInt(count);
    return each < STAKE_LIMIT ? each : STAKE_LIMIT - 1n;
  }

  take({ author, items, stake }: Addition): readonly ReferenceEvent[] {
    const { contributions, contributors } = this.#state;
    const known = contributors.findIndex(({ account }) => account === author);
    const contributor = known < 0 ? contributors.length : known;
    const balance = (contributors[contributor]?.balance ?? 0n) + stake * BigInt(items.length);
    this.#state = {
      ...this.#state,
      contributions: [...contributions, ...items.map((item) => ({ ...item, contributor }))],
      contributors: contributors.toSpliced(contributor, 1, { account: author, balance }),
    };
    return [];
  }

  decide(method: string, args: WireRecord, scene: Scene): Decision {
    const present = atTime(this.#state, this.#terms, scene.context.now);
    const { state, events, paid = 0n } = operate(method, args, { ...scene, terms: this.#terms, state: present.state });
    return {
      events: [...present.events, ...events],
      paid,
      ...(state.scoring === undefined ? {} : { model: state.scoring.model }),
      commit: () => {
        this.#state = state;
      },
    };
  }

  query(method: string, args: WireRecord, { now, owner }: { readonly now: bigint; readonly owner: string }): Wire {
    const state = this.#at(now);
    switch (method) {
      case "phase":
        return state.phase;
      case "balanceOf":
        return dueTo(String(args.account), owner, state);
      case "progress":
        return progressOf(state);
      default:
        throw new OmnisumError("InvalidInput", { name: "method", reason: `a market has no ${method}` });
    }
  }

  #at(now: bigint): MarketState {
    return atTime(this.#state, this.#terms, now).state;
  }
}

function progressOf(state: MarketState): WireRecord {
  const { drawn = NO_PIECE, tests, scoring, bounty, contributors, collectEnd } = state;
  return {
    drawn,
    nextPiece: expectedPiece(state) ?? NO_PIECE,
    samples: tests.length,
    round: scoring?.round ?? 0,
    bounty,
    contributors: contributors.length,
    collectEnd,
  };
}

/** Stands for a piece where there is none yet. */
const NO_PIECE = 65_535;
