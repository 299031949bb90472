import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import {
  type Account,
  type ChainAdapter,
  type Devnet,
  deployTrainer,
  isError,
  memoryJournal,
  packSparse,
  TRAINER,
  type Trainer,
} from "@omnisum/core";
import { refused } from "../../../test/support/errors.ts";
import { family } from "../src/index.ts";
import { FAULTS, type Fault, type FaultyEndpoint, startFaultyEndpoint } from "./faulty-endpoint.ts";
import { deploy, planOf } from "./plan.ts";

const SAMPLE = packSparse([1, 5, 50, 99], 100);
/** What does answer, but not as a node of this family. */
const MALFORMED: readonly string[] = ["has an error of its own", "answers what was not asked"];
const faults: readonly (readonly [string, Fault])[] = Object.entries(FAULTS);

describe("through an endpoint with faults", () => {
  let devnet: Devnet;
  let honest: ChainAdapter;
  let endpoint: FaultyEndpoint;
  let chain: ChainAdapter;
  let trainer: Trainer;
  let from: Account;

  beforeAll(async () => {
    devnet = await family.startDevnet({ port: 0, name: "local-cosmos" });
    honest = await family.connect(devnet.config, { kind: "development" });
    endpoint = await startFaultyEndpoint(devnet.config.endpoint);
    chain = await family.connect({ ...devnet.config, endpoint: endpoint.url }, { kind: "development" });
    const [first] = await chain.accounts();
    if (first === undefined) throw new Error("no account");
    from = first;
    trainer = await deploy(honest, from);
  });

  afterAll(async () => {
    await chain.close();
    await honest.close();
    await endpoint.close();
    await devnet.close();
  });

  afterEach(() => {
    endpoint.fault = () => undefined;
    endpoint.asked.length = 0;
  });

  const prepare = async () => {
    const funds = await trainer.quote();
    return honest.prepare(from, trainer.address, {
      on: TRAINER,
      method: "addData",
      args: { sample: SAMPLE, label: 1 },
      funds,
    });
  };
  const unreachable = { chain: "local-cosmos" };

  test.each(faults)("that %s, a transaction is neither given up nor sent twice", async (_, fault) => {
    for (const [method, place] of [
      ["tx", 0],
      ["broadcast_tx_sync", 0],
      ["tx", 1],
    ] as const) {
      const { count } = await trainer.stats();
      const prepared = await prepare();
      endpoint.asked.length = 0;
      endpoint.fault = (asked, before) => (asked === method && before === place ? fault : undefined);
      await refused(chain.submit(prepared, TRAINER), "ChainUnreachable", unreachable);
      endpoint.fault = () => undefined;
      expect((await chain.submit(prepared, TRAINER)).hash).toBe(prepared.hash);
      expect((await trainer.stats()).count).toBe(count + 1n);
    }
  });

  test.each(faults)("that %s, nothing is mistaken for an answer", async (name, fault) => {
    const message = { on: TRAINER, method: "compact", args: {} };
    endpoint.fault = () => fault;
    const questions: readonly (() => Promise<unknown>)[] = [
      () => chain.balance(from.address),
      () => chain.now(),
      () => chain.height(),
      () => chain.query(trainer.address, { on: TRAINER, method: "stats", args: {} }),
      () => chain.simulate(from, trainer.address, message),
      () => chain.estimate(from, trainer.address, message),
      () => chain.prepare(from, trainer.address, message),
      () => Array.fromAsync(chain.events(trainer.address, TRAINER, { from: 0n })),
      () => family.connect({ ...devnet.config, endpoint: endpoint.url }, { kind: "development" }),
    ];
    for (const ask of questions) {
      const error: unknown = await ask().catch((reason: unknown) => reason);
      expect([isError(error) && error.name, error]).toEqual([
        MALFORMED.includes(name) ? "MalformedResponse" : "ChainUnreachable",
        error,
      ]);
    }
  });

  test("a transaction that waits in the node's memory already is waited for", async () => {
    const prepared = await prepare();
    const cached: Fault = (response) =>
      response.end(
        '{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"Internal error","data":"tx already exists in cache"}}',
      );
    endpoint.fault = (method) => {
      if (method === "broadcast_tx_sync") setTimeout(() => void honest.submit(prepared), 100);
      return method === "broadcast_tx_sync" ? cached : undefined;
    };
    const receipt = await chain.submit(prepared, TRAINER);
    expect(receipt.events.map(({ name }) => name)).toEqual(["DataAdded"]);
    expect(endpoint.asked.filter((method) => method === "broadcast_tx_sync")).toHaveLength(1);
  });

  test("a node that keeps no index of transactions is told before anything is sent", async () => {
    const prepared = await prepare();
    endpoint.fault = (method) =>
      method === "tx"
        ? (response) =>
            response.end(
              '{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"Internal error","data":"transaction indexing is disabled"}}',
            )
        : undefined;
    await expect(chain.submit(prepared, TRAINER)).rejects.toThrow();
    expect(endpoint.asked).not.toContain("broadcast_tx_sync");
    endpoint.fault = () => undefined;
    await chain.submit(prepared, TRAINER);
  });

  test("a deployment that is cut off at any request goes on, and everything is sent once", async () => {
    const plan = planOf({ firstBytes: 100 });
    const journal = memoryJournal();
    const hashes: string[] = [];
    const onReceipt = (_: unknown, { hash }: { readonly hash: string }) => hashes.push(hash);
    const attempt = () => deployTrainer({ chain, from, plan, journal, onReceipt });
    let last = 0;
    for (let cut = 0; cut < 200; cut++) {
      let requests = 0;
      // Every attempt is cut off one request later than the one before.
      endpoint.fault = () => (requests++ === cut - last ? FAULTS["cuts the line"] : undefined);
      const entries = (await journal.entries()).length;
      const done = await attempt().then(
        () => true,
        () => false,
      );
      if (done) break;
      if ((await journal.entries()).length > entries) last = cut;
    }
    const sending = (await journal.entries()).flatMap((entry) =>
      entry.kind === "sending" ? [entry.transaction.hash] : [],
    );
    expect(new Set(hashes).size).toBe(2);
    expect(hashes).toEqual([...new Set(hashes)]);
    expect(sending).toEqual(hashes);
    expect((await journal.entries()).filter(({ kind }) => kind === "failed")).toEqual([]);
  });
});
