import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  type Account,
  type ChainAdapter,
  type Devnet,
  type LogEvent,
  packPlan,
  packSparse,
  TRAINER,
  type Trainer,
  utf8,
} from "@omnisum/core";
import { openConnection } from "../src/connection.ts";
import { decodeEvents } from "../src/events.ts";
import { family } from "../src/index.ts";
import { deploySteps } from "../src/steps.ts";
import { executeMessage } from "../src/transactions.ts";
import { deploy, planOf } from "./plan.ts";

/** More transactions than a node gives at once. */
const TRANSACTIONS = 120;
const SAMPLE = packSparse([1, 5, 50, 99], 100);

describe("the events of a contract", () => {
  let devnet: Devnet;
  let chain: ChainAdapter;
  let trainer: Trainer;
  let from: Account;
  let sent: readonly LogEvent[];

  beforeAll(async () => {
    devnet = await family.startDevnet({ port: 0, name: "local-cosmos" });
    chain = await family.connect(devnet.config, { kind: "development" });
    const [first] = await chain.accounts();
    if (first === undefined) throw new Error("no account");
    from = first;
    trainer = await deploy(chain, from, { firstBytes: 100 });
    const other = await deploy(chain, from);
    const events: LogEvent[] = [];
    for (let i = 0; i < TRANSACTIONS; i++) {
      // Now and then another trainer's, or one that fails.
      if (i % 25 === 0) await other.addData(SAMPLE, 1).send(from);
      const { receipt } = await trainer.addData(SAMPLE, i % 2).send(from);
      events.push(...receipt.events);
    }
    sent = events;
  });

  afterAll(async () => {
    await chain.close();
    await devnet.close();
  });

  const read = (range: { from: bigint; to?: bigint }) => Array.fromAsync(chain.events(trainer.address, TRAINER, range));

  test("all come, in order, over several pages, and are those of the receipts", async () => {
    const all = await read({ from: 0n });
    expect(all.slice(0, 2).map(({ name }) => name)).toEqual(["Deployed", "Finalized"]);
    expect(all.slice(2)).toEqual(sent);
    expect(all.map(({ block }) => block)).toEqual(all.map(({ block }) => block).toSorted((x, y) => Number(x - y)));
  });

  test("come from a range of blocks, both its ends included", async () => {
    const [one, two, three] = [sent[3], sent[4], sent[5]];
    expect(await read({ from: one?.block ?? 0n, to: three?.block ?? 0n })).toEqual([one, two, three]);
    expect(await read({ from: two?.block ?? 0n, to: two?.block ?? 0n })).toEqual([two]);
    expect(await read({ from: (sent.at(-1)?.block ?? 0n) + 1n })).toEqual([]);
  });

  test("come once from a transaction that makes a contract and calls it", async () => {
    const connection = await openConnection(devnet.config, { kind: "development" });
    const { transactions } = connection;
    const [code, create] = deploySteps(connection, packPlan(planOf()));
    const making = await create?.request(from, (await code?.find?.({})) ?? {});
    if (making === undefined) throw new Error("nothing makes the contract");
    const { response } = await transactions.simulate(from, making);
    const made = response.result?.events.find(({ type }) => type === "instantiate");
    const contract = made?.attributes.find(({ key }) => key === "_contract_address")?.value ?? "";
    const call = executeMessage({ sender: from.address, contract, msg: utf8('{"compact":{}}'), funds: [] });
    const both = { messages: [...making.messages, call], funds: 0n };
    await transactions.submit(await transactions.prepare(from, both));
    const events = await Array.fromAsync(chain.events(contract, TRAINER, { from: 0n }));
    expect(events.map(({ name }) => name)).toEqual(["Deployed", "Finalized"]);
    connection.node.close();
  });

  test("hold what was sent", () => {
    expect(sent).toHaveLength(TRANSACTIONS);
    expect(sent[0]).toMatchObject({
      name: "DataAdded",
      values: { id: 0n, author: from.address, label: 0, sample: SAMPLE },
    });
    expect(sent[0]?.transaction).toMatch(/^[0-9A-F]{64}$/);
  });
});

describe("decoding", () => {
  const attributes = (contract: string) => [
    { key: "_contract_address", value: contract },
    ...Object.entries({ id: "7", author: "wasm1author", amount: "5", msg_index: "0" }).map(([key, value]) => ({
      key,
      value,
    })),
  ];
  const event = { type: "wasm-refunded", attributes: attributes("wasm1mine") };

  test("keeps an event's place among all of its transaction", () => {
    const bank = { type: "coin_spent", attributes: [] };
    expect(decodeEvents("wasm1mine", TRAINER, [bank, bank, event])).toEqual([
      { name: "Refunded", values: { id: 7n, author: "wasm1author", amount: 5n }, at: 2 },
    ]);
  });

  test.each([
    ["another contract's", { ...event, attributes: attributes("wasm1other") }],
    ["that the description does not know", { ...event, type: "wasm-withdrawn" }],
    ["of the bank", { ...event, type: "refunded" }],
  ])("passes over events %s", (_, other) => {
    expect(decodeEvents("wasm1mine", TRAINER, [other])).toEqual([]);
  });
});
