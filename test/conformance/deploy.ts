import { describe, expect, it } from "@jest/globals";
import {
  fromHex,
  modelDefinition,
  packPlan,
  planStateHash,
  TRAINER,
  type Trainer,
  toHex,
  typedClient,
} from "@omnisum/core";
import type { ModelCase } from "../cases/model-case.ts";
import { rejectsWith } from "../support/errors.ts";
import { seeded } from "../support/random.mjs";
import type { Story } from "./story.ts";
import type { World } from "./world.ts";

export function describeDeploy(world: () => World, model: ModelCase): void {
  describe("deploying", () => {
    describeWhole(world, model);
    describeParts(world, model);
    describeRefusedPlans(world, model);
  });
}

function describeWhole(world: () => World, model: ModelCase): void {
  it("makes a trainer that is described by the plan it was made from", async () => {
    const { trainer, plan } = await world().deploy({ incentive: { refundWait: 5n, credit: 1n, costWeight: 77n } });
    expect(await trainer.describe()).toEqual(plan);
  });

  it("tells who owns it, who deployed it, where, and what it is", async () => {
    const before = await world().chain.height();
    const { trainer, plan } = await world().deploy();
    const { owner, deployer } = world().people;
    const { header, incentive, metadata } = packPlan(plan);
    const { deployedAt, ...info } = trainer.info;
    expect(info).toEqual({
      header,
      incentive,
      owner: owner.address,
      deployer: deployer.address,
      ready: true,
      metadata,
    });
    expect(deployedAt).toBeGreaterThan(before);
    expect(deployedAt).toBeLessThanOrEqual(await world().chain.height());
  });

  it("can leave a trainer without an owner", async () => {
    const { trainer } = await world().deploy({ owner: "" });
    expect(trainer.info.owner).toBe("");
    expect((await trainer.describe()).owner).toBe("");
  });

  it("tells in events which protocol, model and incentive it has, and the hash of its state", async () => {
    const { trainer, plan } = await world().deploy();
    const events = await eventsOf(trainer);
    expect(events).toEqual([
      { name: "Deployed", values: { protocol: 1, model: modelDefinition(model.kind).id, incentive: 1 } },
      { name: "Finalized", values: { stateHash: fromHex(planStateHash(packPlan(plan))) } },
    ]);
    expect(toHex(await trainer.stateHash())).toBe(planStateHash(packPlan(plan)));
  });

  it("starts with nothing contributed and the time of its deployment as that of the last contribution", async () => {
    const { trainer } = await world().deploy();
    const { lastUpdate, ...stats } = await trainer.stats();
    expect(stats).toEqual({ count: 0n, totalGood: 0n });
    expect(lastUpdate).toBeLessThanOrEqual(await world().chain.now());
    expect(lastUpdate).toBeGreaterThan((await world().chain.now()) - 600n);
  });

  it("carries models of more than two classes and indices of two bytes", async () => {
    const config = { ...model.model, features: 300, classes: 3 };
    const body = model.randomBody(config, seeded(model.kind));
    const { trainer, plan } = await world().deploy({ model: config, body });
    expect(await trainer.describe()).toEqual(plan);
    const sample = model.randomSample(config, seeded(1));
    expect(await trainer.scores(sample)).toEqual(modelDefinition(model.kind).create(config, body).scores(sample));
  });

  it("gives the same state in several transactions as in one", async () => {
    const { trainer, plan } = await world().deploy({ firstBytes: 6 });
    expect(toHex(await trainer.stateHash())).toBe(planStateHash(packPlan(plan)));
    expect((await eventsOf(trainer)).map(({ name }) => name)).toEqual(["Deployed", "Finalized"]);
    expect(await trainer.predict(model.positive)).toBe(1);
    expect(await trainer.predict(model.negative)).toBe(0);
  });
}

/** A trainer that has the first bytes of its state and waits for the rest. */
async function unfinished(world: World, firstBytes = 6): Promise<{ trainer: Trainer; setup: Setup; body: Uint8Array }> {
  const packed = packPlan(await world.plan({ firstBytes }));
  const { address } = await world.deployRaw(packed, true);
  const trainer = await world.attach(address);
  return { trainer, setup: setupOf(trainer), body: packed.body };
}

interface Setup {
  upload(offset: number, data: Uint8Array): ReturnType<Story["addList"]>;
  finalize(): ReturnType<Story["addList"]>;
}

/** The methods that only a deployer needs. */
function setupOf(trainer: Trainer): Setup {
  const client = typedClient(trainer.chain, trainer.address, TRAINER);
  return {
    upload: (offset, data) => client.call("upload", { offset, data }).map(() => undefined),
    finalize: () => client.call("finalize", {}).map(() => undefined),
  };
}

function describeParts(world: () => World, model: ModelCase): void {
  it("refuses every operation and every query but info until it is finalized", async () => {
    const { alice } = world().people;
    const { trainer } = await unfinished(world());
    expect(trainer.info.ready).toBe(false);
    const proof = new Uint8Array();
    const contribution = {
      id: 0n,
      slot: 0,
      author: alice.address,
      label: 1,
      addedAt: 1n,
      deposit: 0n,
      taught: false,
      sample: model.positive,
      proof,
    };
    const batch = {
      firstId: 0n,
      slot: 0,
      author: alice.address,
      addedAt: 1n,
      deposit: 0n,
      taught: 0n,
      samples: new Uint8Array(),
    };
    const calls = [
      trainer.addData(new Uint8Array(), 99, 0n),
      trainer.addDataBatch([], 0n),
      trainer.refund({ ...contribution, sample: new Uint8Array() }),
      trainer.report(contribution),
      trainer.refundBatch(batch),
      trainer.compact(),
    ];
    for (const call of calls) await rejectsWith(call.simulate(alice), "NotReady", {});
    for (const call of calls) await rejectsWith(call.send(alice), "NotReady", {});
    const queries = [
      () => trainer.predict(model.positive),
      () => trainer.predictBatch([model.positive]),
      () => trainer.scores(model.positive),
      () => trainer.quote(),
      () => trainer.stats(),
      () => trainer.creditOf(alice.address),
      () => trainer.record(0),
      () => trainer.weights(0, 6),
      () => trainer.stateHash(),
    ];
    for (const query of queries) await rejectsWith(query(), "NotReady", {});
  });

  it("lets only the deployer upload and finalize, and nobody afterwards", async () => {
    const { alice, deployer, owner } = world().people;
    const { trainer, setup, body } = await unfinished(world());
    const rest = body.subarray(6);
    for (const stranger of [alice, owner]) {
      await rejectsWith(setup.upload(6, rest).send(stranger), "NotDeployer", {});
      await rejectsWith(setup.upload(0, new Uint8Array()).send(stranger), "NotDeployer", {});
      await rejectsWith(setup.finalize().send(stranger), "NotDeployer", {});
    }
    await setup.upload(6, rest).send(deployer);
    await setup.finalize().send(deployer);
    expect((await world().attach(trainer.address)).info.ready).toBe(true);
    await rejectsWith(setup.upload(6, rest).send(deployer), "NotDeployer", {});
    await rejectsWith(setup.upload(body.length, new Uint8Array()).send(deployer), "NotDeployer", {});
    await rejectsWith(setup.finalize().send(deployer), "NotDeployer", {});
  });

  it("takes for zero what an upload skips, and a tail that is closed by nothing", async () => {
    const { deployer } = world().people;
    const { trainer, setup, body } = await unfinished(world());
    const end = body.length;
    await setup.upload(8, body.subarray(8, 10)).send(deployer);
    await rejectsWith(setup.upload(9, new Uint8Array()).send(deployer), "InvalidConfig", { field: "offset" });
    await rejectsWith(setup.upload(end + 1, new Uint8Array()).send(deployer), "InvalidConfig", { field: "weights" });
    await rejectsWith(setup.upload(end, new Uint8Array(1)).send(deployer), "InvalidConfig", { field: "weights" });
    await rejectsWith(setup.finalize().send(deployer), "InvalidConfig", { field: "weights" });
    await setup.upload(end, new Uint8Array()).send(deployer);
    await setup.finalize().send(deployer);
    const whole = new Uint8Array(end);
    whole.set(body.subarray(0, 6));
    whole.set(body.subarray(8, 10), 8);
    expect(await trainer.weights(0, end)).toEqual(whole);
  });

  it("takes the state in order and no more of it than the model has", async () => {
    const { deployer } = world().people;
    const { trainer, setup, body } = await unfinished(world());
    const refused: readonly (readonly [number, number, string])[] = [
      [0, 6, "offset"],
      [5, 2, "offset"],
      [6, body.length - 5, "weights"],
    ];
    for (const [offset, length, field] of refused) {
      await rejectsWith(setup.upload(offset, new Uint8Array(length)).send(deployer), "InvalidConfig", { field });
    }
    await setup.upload(6, body.subarray(6, 11)).send(deployer);
    await setup.upload(11, body.subarray(11, 20)).send(deployer);
    await rejectsWith(setup.finalize().send(deployer), "InvalidConfig", { field: "weights" });
    await setup.upload(20, body.subarray(20)).send(deployer);
    const { receipt } = await setup.finalize().send(deployer);
    const stateHash = fromHex(planStateHash(packPlan(await world().plan())));
    expect(receipt.events).toMatchObject([{ name: "Finalized", values: { stateHash } }]);
    expect(await trainer.weights(0, body.length)).toEqual(body);
  });
}

function describeRefusedPlans(world: () => World, { kind }: ModelCase): void {
  it("is refused with the name of the header's field that is not valid", async () => {
    const { headers } = (await import(`../vectors/${kind}.json`, { with: { type: "json" } })).default;
    const good = packPlan(await world().plan());
    for (const { header, field } of headers) {
      if (field === "") continue;
      await rejectsWith(world().deployRaw({ ...good, header: fromHex(header) }), "InvalidConfig", { field });
    }
  });
}

async function eventsOf(trainer: Trainer): Promise<readonly { name: string; values: unknown }[]> {
  const events = [];
  for await (const { name, values } of trainer.chain.events(trainer.address, TRAINER, {
    from: trainer.info.deployedAt,
  })) {
    events.push({ name, values });
  }
  return events;
}
