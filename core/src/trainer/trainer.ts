import { OmnisumError } from "../errors.ts";
import { readIncentive } from "../incentives/index.ts";
import { MODELS, modelDefinition } from "../models/index.ts";
import { headerProtocol, readHeader } from "../models/model.ts";
import type { BlockRange, ChainAdapter, LogEvent } from "../ports.ts";
import { batchContributions } from "../protocol/commitment.ts";
import type { InterfaceSpec, Returns } from "../protocol/interface.ts";
import { type Batch, type Contribution, PROTOCOL, TRAINER } from "../protocol/trainer.ts";
import { type LabelledSample, packLabelledList } from "../samples/labelled-list.ts";
import { type Call, type TypedClient, typedClient } from "./call.ts";
import { type ContributionFilter, type ContributionView, listContributions } from "./contributions.ts";
import { readPlan, type TrainerPlan } from "./plan.ts";
import { trainerSpec } from "./spec.ts";

/** How much of a body is asked for with one query. */
const BODY_CHUNK_BYTES = 8_192;
const PAGES_AT_ONCE = 4;

/** What `info` answers. */
export type TrainerInfo = Returns<typeof TRAINER, "info">;
export type TrainerStats = Returns<typeof TRAINER, "stats">;

/** A batch that was added: as `refundBatch` takes it, and its contributions one by one. */
export interface AddedBatch {
  readonly batch: Batch;
  readonly contributions: readonly Contribution[];
}

/**
 * A deployed trainer, the same on every chain.
 *
 * @example
 * const trainer = await Trainer.attach(chain, "0x…");
 * const label = await trainer.predict(sample);
 * const { result, receipt } = await trainer.addData(sample, 1).send(account);
 */
export class Trainer {
  readonly chain: ChainAdapter;
  readonly address: string;
  readonly info: TrainerInfo;
  /** All that the trainer offers, its incentive mechanism's methods and events included. */
  readonly spec: InterfaceSpec;
  readonly #contract: TypedClient<typeof TRAINER>;

  private constructor(chain: ChainAdapter, address: string, info: TrainerInfo) {
    this.chain = chain;
    this.address = address;
    this.info = info;
    this.spec = trainerSpec(readIncentive(info.incentive).kind);
    // CAST: the description of every trainer is a part of each one's.
    this.#contract = typedClient(chain, address, this.spec as typeof TRAINER);
  }

  /** The trainer at `address`; throws `ContractMismatch` when there is none, `UnsupportedProtocol` for another protocol. */
  static async attach(chain: ChainAdapter, address: string): Promise<Trainer> {
    const info = await typedClient(chain, address, TRAINER).read("info", {});
    const actual = headerProtocol(info.header);
    if (actual !== PROTOCOL) throw new OmnisumError("UnsupportedProtocol", { actual, known: PROTOCOL });
    return new Trainer(chain, address, info);
  }

  /** The label that the model gives a packed sample. */
  predict(sample: Uint8Array): Promise<number> {
    return this.#contract.read("predict", { sample });
  }

  /** The labels of many samples, in order. */
  predictBatch(samples: readonly Uint8Array[]): Promise<readonly number[]> {
    return this.#contract.read("predictBatch", { samples });
  }

  /** What a prediction rests on: one number for each row of weights. */
  scores(sample: Uint8Array): Promise<readonly bigint[]> {
    return this.#contract.read("scores", { sample });
  }

  /** The price of each of `count` contributions at time `at` (seconds since 1970; now if not given), in the smallest unit. */
  quote({ at = 0n, count = 1 }: { at?: bigint; count?: number } = {}): Promise<bigint> {
    return this.#contract.read("quote", { at, count });
  }

  stats(): Promise<TrainerStats> {
    return this.#contract.read("stats", {});
  }

  creditOf(account: string): Promise<bigint> {
    return this.#contract.read("creditOf", { account });
  }

  record(slot: number): Promise<Returns<typeof TRAINER, "record">> {
    return this.#contract.read("record", { slot });
  }

  stateHash(): Promise<Uint8Array> {
    return this.#contract.read("stateHash", {});
  }

  /** Bytes of the canonical state's body (docs/protocol.md §8). */
  weights(offset: number, limit: number): Promise<Uint8Array> {
    return this.#contract.read("weights", { offset, limit });
  }

  /** The whole body, several pages at once; `onProgress` is told how many bytes of it have been read. */
  async body(onProgress?: (bytes: number) => void): Promise<Uint8Array> {
    const config = readHeader(MODELS, this.info.header);
    const body = new Uint8Array(modelDefinition(config.kind).bodyLength(config));
    let [next, read] = [0, 0];
    const readPages = async () => {
      while (next < body.length) {
        const offset = next;
        next += BODY_CHUNK_BYTES;
        const page = await this.weights(offset, BODY_CHUNK_BYTES);
        checkPage(page, Math.min(BODY_CHUNK_BYTES, body.length - offset));
        body.set(page, offset);
        read += page.length;
        onProgress?.(read);
      }
    };
    await Promise.all(Array.from({ length: PAGES_AT_ONCE }, readPages));
    return body;
  }

  /** Adds a labelled sample; sends `funds`, or the price at the time of sending. The result names the contribution. */
  addData(sample: Uint8Array, label: number, funds?: bigint): Call<Contribution> {
    return this.#contract
      .call("addData", { sample, label }, funds ?? (() => this.quote()))
      .map((added) => ({ ...added, proof: new Uint8Array() }));
  }

  /** Adds several at once, all or nothing; each can be refunded and reported by itself. */
  addDataBatch(items: readonly LabelledSample[], funds?: bigint): Call<AddedBatch> {
    const price = async () => (await this.quote({ count: items.length })) * BigInt(items.length);
    return this.#contract
      .call("addDataBatch", { samples: packLabelledList(items) }, funds ?? price)
      .map((batch) => ({ batch, contributions: batchContributions(batch, this.chain.authorBytes(batch.author)) }));
  }

  /** Pays the author what is left of the deposit; the result is that amount. */
  refund(contribution: Contribution): Call<bigint> {
    return this.#contract.call("refund", { contribution }).map(amountOf);
  }

  /** Refunds all of a batch that can be refunded now; the result is the amount. */
  refundBatch(batch: Batch): Call<bigint> {
    return this.#contract.call("refundBatch", { batch }).map(amountOf);
  }

  /** Pays the caller a share of the deposit; the result is that amount. */
  report(contribution: Contribution): Call<bigint> {
    return this.#contract.call("report", { contribution }).map(amountOf);
  }

  /** Folds the log of lessons into the base, which makes later operations cheaper. */
  compact(): Call<void> {
    return this.#contract.call("compact", {}).map(() => undefined);
  }

  /** Every contribution that `filter` lets through, oldest first, as it stands now. */
  contributions(filter: ContributionFilter = {}): AsyncIterable<ContributionView> {
    return listContributions(this, filter);
  }

  /** The plan that would make this trainer again, in its present state. */
  async describe(): Promise<TrainerPlan> {
    return readPlan({ ...this.info, body: await this.body() });
  }

  /** Everything that happened to the trainer in a range of blocks, oldest first; from its deployment until now if none is given. */
  events(range: Partial<BlockRange> = {}): AsyncIterable<LogEvent> {
    return this.chain.events(this.address, this.spec, { from: this.info.deployedAt, ...range });
  }

  /**
   * What the trainer's incentive mechanism offers of its own; throws `OtherMechanism` if that is another.
   *
   * @example
   * const market = trainer.incentive(PREDICTION_MARKET_SPEC);
   * const phase = await market.read("phase", {});
   * const { result } = await market.call("collect", {}).send(account); // result.amount
   */
  incentive<I extends InterfaceSpec>(spec: I): TypedClient<I> {
    const method = Object.keys(spec.methods).find((name) => !Object.hasOwn(this.spec.methods, name));
    if (method !== undefined) {
      throw new OmnisumError("OtherMechanism", { mechanism: readIncentive(this.info.incentive).kind, method });
    }
    // CAST: all of the mechanism's description is in the trainer's, as was just seen.
    return typedClient(this.chain, this.address, this.spec as I);
  }
}

function checkPage({ length }: Uint8Array, expected: number): void {
  if (length === expected) return;
  const reason = `a page of the state has ${length} bytes instead of ${expected}`;
  throw new OmnisumError("MalformedResponse", { source: "The trainer", reason });
}

function amountOf({ amount }: { readonly amount: bigint }): bigint {
  return amount;
}
