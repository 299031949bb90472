import { describe, expect, it } from "@jest/globals";
import {
  concat,
  type DeploymentPlan,
  fromHex,
  packPlan,
  planStateHash,
  TRAINER,
  type Trainer,
  toHex,
  typedClient,
} from "@omnisum/core";
import { rejectsWith } from "../support/errors.ts";
import configs from "../vectors/configs.json" with { type: "json" };
import { FEATURES, NEGATIVE, POSITIVE, planOf, rowOf } from "./plans.ts";
import type { Story } from "./story.ts";
import type { World } from "./world.ts";

export function describeDeploy(world: () => World): void {
  describe("deploying", () => {
    describeWhole(world);
    describeParts(world);
    describeRefusedPlans(world);
  });
}

function describeWhole(world: () => World): void {
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
      { name: "Deployed", values: { protocol: 1, model: 1, incentive: 1 } },
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
    const features = 300;
    const body = concat(
      rowOf(-5, [1, 2, 3], features),
      rowOf(2 ** 31 - 1, [32_767], features),
      rowOf(0, [-32_768], features),
    );
    const { trainer, plan } = await world().deploy({ model: { features, classes: 3 }, body });
    expect(await trainer.describe()).toEqual(plan);
    expect(await trainer.scores(new Uint8Array([0, 0]))).toEqual([-4n, 2n ** 31n - 1n + 32_767n, -32_768n]);
  });

  it("gives the same state in several transactions as in one", async () => {
    const { trainer, plan } = await world().deploy({ firstBytes: 6 });
    expect(toHex(await trainer.stateHash())).toBe(planStateHash(packPlan(plan)));
    expect((await eventsOf(trainer)).map(({ name }) => name)).toEqual(["Deployed", "Finalized"]);
    expect(await trainer.predict(POSITIVE)).toBe(1);
    expect(await trainer.predict(NEGATIVE)).toBe(0);
  });
}

/** A trainer that has the first bytes of its state and waits for the rest. */
async function unfinished(world: World, firstBytes = 6): Promise<{ trainer: Trainer; setup: Setup; body: Uint8Array }> {
  const packed = packPlan(planOf({ firstBytes, owner: world.people.owner.address }));
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

function describeParts(world: () => World): void {
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
      sample: POSITIVE,
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
      () => trainer.predict(POSITIVE),
      () => trainer.predictBatch([POSITIVE]),
      () => trainer.scores(POSITIVE),
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
    const stateHash = fromHex(planStateHash(packPlan(planOf())));
    expect(receipt.events).toMatchObject([{ name: "Finalized", values: { stateHash } }]);
    expect(await trainer.weights(0, body.length)).toEqual(body);
  });
}

function describeRefusedPlans(world: () => World): void {
  const good = packPlan(planOf({ model: { features: FEATURES } }));
  const refuses = async (changes: Partial<DeploymentPlan>, field: string): Promise<void> => {
    await rejectsWith(world().deployRaw({ ...good, ...changes }), "InvalidConfig", { field });
  };

  it("is refused with the name of the header's field that is not valid", async () => {
    for (const { header, field } of configs.headers) {
      if (field !== "") await refuses({ header: fromHex(header) }, field);
    }
  });

  it("is refused with the name of the incentive's field that is not valid", async () => {
    for (const { incentive, field } of configs.incentives) {
      if (field !== "") await refuses({ incentive: fromHex(incentive) }, field);
    }
  });

  it("is refused in the order of the fields, weights last", async () => {
    for (const { header, incentive, weights, field } of configs.deployments) {
      if (field === "") continue;
      const body = fromHex(weights);
      await refuses({ header: fromHex(header), incentive: fromHex(incentive), body }, field);
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
