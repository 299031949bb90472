import { OmnisumError } from "../errors.ts";
import type { Claim, Course, Grant, IncentiveMechanism } from "../incentives/incentive.ts";
import { incentiveDefinition, readIncentive } from "../incentives/index.ts";
import { MODELS, modelDefinition } from "../models/index.ts";
import { type Model, type ModelConfig, type ModelDefinition, readHeader } from "../models/model.ts";
import { stateHash } from "../models/state-hash.ts";
import { batchContributions, contributionHash, merkleTree } from "../protocol/commitment.ts";
import type { InterfaceSpec } from "../protocol/interface.ts";
import { type Batch, type Contribution, MAX_BATCH, PROTOCOL } from "../protocol/trainer.ts";
import type { Wire, WireRecord } from "../protocol/wire.ts";
import { type LabelledSample, readLabelledList } from "../samples/labelled-list.ts";
import { trainerSpec } from "../trainer/spec.ts";
import type { CallContext, Outcome, ReferenceEvent } from "./call.ts";
import type { ReferenceConfig } from "./config.ts";
import { Records } from "./records.ts";
import { Upload } from "./upload.ts";

/** The value of the parameter `credit` under which only contributions that taught earn it (docs/protocol.md §5). */
const CREDIT_TAUGHT = 1n;

/** What is recorded together. */
interface Recorded {
  readonly root: Uint8Array;
  readonly items: readonly LabelledSample[];
  readonly deposit: bigint;
}

/**
 * The protocol's text as code: one deployed trainer, held in memory. It is the oracle that every contract is compared
 * with, so it is written to be read next to docs/protocol.md, not to be fast. An operation that throws has changed nothing.
 */
export class ReferenceTrainer {
  readonly #config: ReferenceConfig;
  readonly #modelConfig: ModelConfig;
  readonly #definition: ModelDefinition;
  /** Whether a model that need not predict to learn has to, because the mechanism wants to know (docs/protocol.md §5). */
  readonly #asked: boolean;
  #incentive: IncentiveMechanism;
  /** All that the trainer offers. */
  readonly spec: InterfaceSpec;
  /** Time of the last addition, at first that of the deployment. */
  #lastUpdate: bigint;
  #records = new Records();
  #upload: Upload;
  #model: Model | undefined;

  /** Throws `InvalidConfig`. */
  constructor(config: ReferenceConfig) {
    this.#config = config;
    this.#modelConfig = readHeader(MODELS, config.header);
    this.#definition = modelDefinition(this.#modelConfig.kind);
    this.#upload = new Upload(this.#definition.bodyLength(this.#modelConfig));
    const { kind, parameters } = readIncentive(config.incentive, config.owner);
    this.#asked = parameters.credit === CREDIT_TAUGHT;
    this.#incentive = incentiveDefinition(kind).create(parameters);
    this.spec = trainerSpec(kind);
    this.#lastUpdate = config.now;
  }

  /** A trainer of its own in the same state. */
  clone(): ReferenceTrainer {
    const copy = new ReferenceTrainer(this.#config);
    copy.#incentive = this.#incentive.clone();
    copy.#lastUpdate = this.#lastUpdate;
    copy.#records = this.#records.clone();
    copy.#upload = this.#upload;
    copy.#model = this.#model?.clone();
    return copy;
  }

  /** Takes the first part of the state; a whole one makes the trainer ready at once. */
  deploy(weights: Uint8Array): Outcome {
    this.#upload = this.#upload.with(0, weights);
    const model = this.#config.header[2] ?? 0;
    const deployed = {
      name: "Deployed",
      values: { protocol: PROTOCOL, model, incentive: this.#config.incentive[0] ?? 0 },
    };
    const whole = weights.length === this.#definition.bodyLength(this.#modelConfig);
    const finalized = whole ? this.#finalize().events : [];
    return { events: [deployed, ...finalized], paid: 0n };
  }

  upload({ caller }: CallContext, offset: number, data: Uint8Array): Outcome {
    this.#checkDeployer(caller);
    this.#upload = this.#upload.with(offset, data);
    return { events: [], paid: 0n };
  }

  finalize({ caller }: CallContext): Outcome {
    this.#checkDeployer(caller);
    return this.#finalize();
  }

  addData(context: CallContext, sample: Uint8Array, label: number): Outcome {
    const model = this.#admit("addData", context);
    const item = { sample, label };
    this.#checkLabelled(item);
    const { deposit, change } = this.#deposit(context, 1);
    const { learned, taught } = this.#lesson(model, [item]);
    this.#checkPayment(context, change);
    this.#model = learned;
    const contribution = {
      id: this.#records.count,
      slot: this.#records.nextSlot(),
      author: context.caller,
      label,
      addedAt: context.now,
      deposit,
      taught: taught === 1n,
      sample,
    };
    const root = contributionHash(contribution, this.#config.authorBytes(context.caller));
    const events = this.#record(context, { root, items: [item], deposit });
    return { events: [...events, { name: "DataAdded", values: contribution }], paid: change };
  }

  addDataBatch(context: CallContext, samples: Uint8Array): Outcome {
    const model = this.#admit("addDataBatch", context);
    const items = this.#readBatch(samples);
    for (const item of items) this.#checkLabelled(item);
    const { deposit, change } = this.#deposit(context, items.length);
    const { learned, taught } = this.#lesson(model, items);
    this.#checkPayment(context, change);
    this.#model = learned;
    const batch: Batch = {
      firstId: this.#records.count,
      slot: this.#records.nextSlot(),
      author: context.caller,
      addedAt: context.now,
      deposit,
      taught,
      samples,
    };
    const events = this.#record(context, { root: this.#rootOf(batch), items, deposit });
    return { events: [...events, { name: "BatchAdded", values: { ...batch } }], paid: change };
  }

  refund(context: CallContext, contribution: Contribution): Outcome {
    this.#admit("refund", context);
    const claim = this.#claim(context, contribution);
    const grant = this.#incentive.decideRefund(claim);
    this.#checkPayment(context, grant.pays);
    this.#commit(context, contribution, grant);
    const { id, author } = contribution;
    return { events: [{ name: "Refunded", values: { id, author, amount: grant.pays } }], paid: grant.pays };
  }

  refundBatch(context: CallContext, batch: Batch): Outcome {
    this.#admit("refundBatch", context);
    const members = this.#openMembers(context, batch);
    const granted: { contribution: Contribution; grant: Grant }[] = [];
    let refusal: unknown;
    for (const { contribution, claim } of members) {
      try {
        granted.push({ contribution, grant: this.#incentive.decideRefund(claim) });
      } catch (error) {
        if (!(error instanceof OmnisumError) || error.name !== "ModelDisagrees") throw error;
        refusal ??= error;
      }
    }
    if (granted.length === 0) throw refusal;
    const amount = granted.reduce((sum, { grant }) => sum + grant.pays, 0n);
    this.#checkPayment(context, amount);
    for (const { contribution, grant } of granted) this.#commit(context, contribution, grant);
    const refunded = granted.reduce((bits, { contribution }) => bits | (1n << (contribution.id - batch.firstId)), 0n);
    const { firstId, author } = batch;
    return { events: [{ name: "BatchRefunded", values: { firstId, author, refunded, amount } }], paid: amount };
  }

  report(context: CallContext, contribution: Contribution): Outcome {
    this.#admit("report", context);
    const claim = this.#claim(context, contribution);
    const grant = this.#incentive.decideReport(claim);
    this.#checkPayment(context, grant.pays);
    this.#commit(context, contribution, grant);
    const values = { id: contribution.id, reporter: context.caller, amount: grant.pays };
    return { events: [{ name: "Reported", values }], paid: grant.pays };
  }

  /** Nothing to fold here: a reference has no log. */
  compact(): Outcome {
    this.#ready();
    return { events: [], paid: 0n };
  }

  /** An operation of the incentive mechanism's own. */
  executeOwn(context: CallContext, method: string, args: WireRecord): Outcome {
    const model = this.#ready();
    const scene = {
      context,
      owner: this.#config.owner,
      model,
      readBatch: (samples: Uint8Array) => this.#readBatch(samples),
      check: (item: LabelledSample) => this.#checkLabelled(item),
    };
    const decision = this.#course(method).decide(method, args, scene);
    this.#checkPayment(context, decision.paid);
    decision.commit();
    this.#model = decision.model ?? model;
    return { events: decision.events, paid: decision.paid };
  }

  /** A query of the incentive mechanism's own. */
  queryOwn(now: bigint, method: string, args: WireRecord): Wire {
    this.#ready();
    return this.#course(method).query(method, args, { now, owner: this.#config.owner });
  }

  predict(sample: Uint8Array): number {
    return this.#ready().predict(sample);
  }

  scores(sample: Uint8Array): readonly bigint[] {
    return this.#ready().scores(sample);
  }

  quote(now: bigint, count: number): bigint {
    this.#ready();
    this.#checkSize(count);
    return this.#price(now, count);
  }

  stats(): { count: bigint; totalGood: bigint; lastUpdate: bigint } {
    this.#ready();
    return { count: this.#records.count, totalGood: this.#incentive.totalGood, lastUpdate: this.#lastUpdate };
  }

  creditOf(account: string): bigint {
    this.#ready();
    return this.#incentive.creditOf(account);
  }

  record(slot: number): { commitment: Uint8Array; claimable: bigint; settled: boolean } {
    this.#ready();
    return this.#records.record(slot);
  }

  weights(offset: number, limit: number): Uint8Array {
    return this.#ready()
      .body()
      .slice(offset, offset + limit);
  }

  stateHash(): Uint8Array {
    return stateHash(this.#config.header, this.#ready().body());
  }

  info(): WireRecord {
    const { header, incentive, owner, deployer, deployedAt, metadata } = this.#config;
    return { header, incentive, owner, deployer, deployedAt, ready: this.#model !== undefined, metadata };
  }

  #ready(): Model {
    if (this.#model === undefined) throw new OmnisumError("NotReady", {});
    return this.#model;
  }

  /** The model of a ready trainer, whose mechanism lets this operation happen now. */
  #admit(operation: string, { now }: CallContext): Model {
    const model = this.#ready();
    this.#incentive.course?.admit(operation, now);
    return model;
  }

  #course(method: string): Course {
    const { course } = this.#incentive;
    if (course !== undefined) return course;
    throw new OmnisumError("InvalidInput", { name: "method", reason: `the mechanism has no ${method}` });
  }

  #checkDeployer(caller: string): void {
    if (this.#model !== undefined || caller !== this.#config.deployer) throw new OmnisumError("NotDeployer", {});
  }

  #finalize(): Outcome {
    this.#model = this.#definition.create(this.#modelConfig, this.#upload.body);
    this.#upload = new Upload(0);
    return { events: [{ name: "Finalized", values: { stateHash: this.stateHash() } }], paid: 0n };
  }

  #checkSample(sample: Uint8Array): void {
    if (sample.length === 0) throw new OmnisumError("InvalidSample", { reason: "empty" });
    this.#definition.checkSample(this.#modelConfig, sample);
  }

  #checkLabelled({ sample, label }: LabelledSample): void {
    const { classes } = this.#modelConfig;
    if (label >= classes) throw new OmnisumError("InvalidLabel", { label, classes });
    this.#checkSample(sample);
  }

  #readBatch(samples: Uint8Array): readonly LabelledSample[] {
    const items = readLabelledList(samples);
    this.#checkSize(items.length);
    return items;
  }

  #checkSize(count: number): void {
    if (count === 0) throw new OmnisumError("InvalidBatch", { reason: "empty" });
    if (count > MAX_BATCH) throw new OmnisumError("InvalidBatch", { reason: "size" });
  }

  #price(now: bigint, count: number): bigint {
    return this.#incentive.price(now > this.#lastUpdate ? now - this.#lastUpdate : 0n, count);
  }

  /** What is deposited on each of `count` contributions, and what returns of the funds sent. */
  #deposit({ now, sent }: CallContext, count: number): { readonly deposit: bigint; readonly change: bigint } {
    const price = this.#price(now, count);
    const required = price * BigInt(count);
    if (sent < required) throw new OmnisumError("InsufficientDeposit", { sent, required });
    const deposit = this.#incentive.course?.stake(sent, count) ?? price;
    return { deposit, change: sent - deposit * BigInt(count) };
  }

  /** The model once it has learned the items, and bit i of `taught` for each that it had disagreed with. */
  #lesson(model: Model, items: readonly LabelledSample[]): { readonly learned: Model; readonly taught: bigint } {
    if (this.#incentive.course !== undefined) return { learned: model, taught: 0n };
    const learned = model.clone();
    const taught = items.map(({ sample, label }) => learned.learn(sample, label, this.#asked));
    return { learned, taught: taught.reduce((bits, one, i) => (one ? bits | (1n << BigInt(i)) : bits), 0n) };
  }

  #checkPayment({ accepts }: CallContext, amount: bigint): void {
    if (amount > 0n && !accepts) throw new OmnisumError("PaymentFailed", {});
  }

  /** Records contributions under one root; a mechanism with a course holds their deposits and keeps their samples. */
  #record({ caller: author, now }: CallContext, { root, items, deposit }: Recorded): readonly ReferenceEvent[] {
    const { course } = this.#incentive;
    this.#records.add(root, items.length, course === undefined ? deposit * BigInt(items.length) : 0n);
    this.#lastUpdate = now;
    return course?.take({ author, items, stake: deposit, now }) ?? [];
  }

  #rootOf(batch: Batch): Uint8Array {
    const author = this.#config.authorBytes(batch.author);
    return merkleTree(batchContributions(batch, author).map((one) => contributionHash(one, author))).root;
  }

  #claim(context: CallContext, contribution: Contribution): Claim {
    const model = this.#ready();
    this.#checkSample(contribution.sample);
    const claimable = this.#records.claimable(contribution, this.#config.authorBytes(contribution.author));
    return {
      ...contribution,
      caller: context.caller,
      owner: this.#config.owner,
      now: context.now,
      claimable,
      reported: this.#records.hasReported(contribution.id, context.caller),
      predicted: () => model.predict(contribution.sample),
    };
  }

  /** The contributions of a batch that are not settled; all are if the batch is unknown, which is refused. */
  #openMembers(context: CallContext, batch: Batch): readonly { contribution: Contribution; claim: Claim }[] {
    this.#readBatch(batch.samples).forEach(({ sample }) => void this.#checkSample(sample));
    const members = batchContributions(batch, this.#config.authorBytes(batch.author));
    const open = members.flatMap((contribution) => {
      try {
        return [{ contribution, claim: this.#claim(context, contribution) }];
      } catch (error) {
        if (error instanceof OmnisumError && error.name === "UnknownContribution") return [];
        throw error;
      }
    });
    if (open.length === 0) throw new OmnisumError("UnknownContribution", { id: batch.firstId });
    return open;
  }

  #commit(context: CallContext, contribution: Contribution, grant: Grant): void {
    this.#records.take(contribution, grant.pays, grant.settles);
    if (grant.once) this.#records.markReported(contribution.id, context.caller);
    if (grant.earnsCredit) this.#incentive.commitCredit(context.caller);
  }
}
