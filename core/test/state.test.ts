import { beforeEach, describe, expect, test } from "@jest/globals";
import {
  type ChainAdapter,
  exportState,
  importedIncentive,
  importState,
  initialStateHash,
  isStateFile,
  type Journal,
  keptState,
  memoryJournal,
  memoryStore,
  migrate,
  packSparse,
  packStateFile,
  readIncentive,
  readStateFile,
  type StateExport,
  type StateStore,
  Trainer,
  toHex,
  utf8,
} from "@omnisum/core";
import { refused, rejectsWith, throwsWith } from "../../test/support/errors.ts";
import { account, deploy, FEATURES, openWorld, PRICE, planOf, WAITS, type World } from "./world.ts";

const UNKNOWN = packSparse([5], FEATURES);

let world: World;
let trainer: Trainer;
let state: StateExport;

beforeEach(async () => {
  world = await openWorld();
  trainer = await deploy(world);
  await trainer.addData(UNKNOWN, 1).send(account(world, 1));
  state = await exportState(trainer);
});

/** The chain with some of its answers replaced. */
function changed(chain: ChainAdapter, changes: Partial<ChainAdapter>): ChainAdapter {
  return new Proxy(chain, {
    get(target, name) {
      const value: unknown = Reflect.get(changes, name) ?? Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

describe("an export", () => {
  test("is the canonical state with what belongs to it, as it was at one block", async () => {
    const { chain, address, info } = trainer;
    expect(state).toEqual({
      header: info.header,
      body: await trainer.body(),
      stateHash: toHex(await trainer.stateHash()),
      incentive: info.incentive,
      metadata: planOf().metadata,
      origin: {
        chainId: chain.chain.chainId,
        genesis: chain.chain.genesis,
        address,
        block: await chain.height(),
        contributions: 1n,
        decimals: 6,
      },
    });
  });

  test("is read again while the model moves", async () => {
    let moves = 2;
    const moving = await Trainer.attach(
      changed(world.chain, {
        query: async (contract, message) => {
          const answer = await world.chain.query(contract, message);
          if (message.method === "weights" && moves-- > 0) {
            await trainer.addData(packSparse([6], FEATURES), moves % 2 === 0 ? 0 : 1).send(account(world, 1));
          }
          return answer;
        },
      }),
      trainer.address,
    );
    const { stateHash, origin } = await exportState(moving);
    expect(origin.contributions).toBe(3n);
    expect(stateHash).toBe(toHex(await trainer.stateHash()));
  });

  test("is given up when the model never stands still", async () => {
    const restless = await Trainer.attach(
      changed(world.chain, {
        query: async (contract, message) => {
          if (message.method === "weights") await trainer.addData(UNKNOWN, 1).send(account(world, 1));
          return world.chain.query(contract, message);
        },
      }),
      trainer.address,
    );
    await rejectsWith(exportState(restless), "StateMoved", { attempts: 8 });
  });

  test("is refused when what was read does not have the chain's hash", async () => {
    const lying = await Trainer.attach(
      changed(world.chain, {
        query: async (contract, message) => {
          const answer = await world.chain.query(contract, message);
          return message.method === "weights" && answer instanceof Uint8Array ? answer.map((byte) => byte ^ 1) : answer;
        },
      }),
      trainer.address,
    );
    await refused(exportState(lying), "StateMismatch", { expected: state.stateHash });
  });
});

describe("a state file", () => {
  test("gives back what was written, and is known by its first bytes", () => {
    const file = packStateFile(state);
    expect(readStateFile(file)).toEqual(state);
    expect(isStateFile(file)).toBe(true);
    expect(isStateFile(utf8('{"type":"sparse perceptron"}'))).toBe(false);
    expect(isStateFile(new Uint8Array())).toBe(false);
  });

  test("is one line of JSON and the body as it is", () => {
    const file = packStateFile(state);
    const end = file.indexOf(10);
    expect(JSON.parse(new TextDecoder().decode(file.subarray(0, end)))).toEqual({
      format: "omnisum-state",
      version: 1,
      stateHash: state.stateHash,
      header: toHex(state.header),
      incentive: toHex(state.incentive),
      bodyBytes: state.body.length,
      metadata: { ...state.metadata },
      origin: { ...state.origin, block: String(state.origin.block), contributions: "1" },
    });
    expect(file.subarray(end + 1)).toEqual(state.body);
  });

  function altered(change: (line: Record<string, unknown>) => void): Uint8Array {
    const file = packStateFile(state);
    const end = file.indexOf(10);
    const line = JSON.parse(new TextDecoder().decode(file.subarray(0, end)));
    change(line);
    return new Uint8Array([...utf8(`${JSON.stringify(line)}\n`), ...file.subarray(end + 1)]);
  }

  const FIELDS = ["format", "version", "stateHash", "header", "incentive", "bodyBytes", "metadata", "origin"];
  test.each(FIELDS)("without its %s is refused by that name", (field) => {
    const file = altered((line) => delete line[field]);
    expect(() => readStateFile(file)).toThrow(expect.objectContaining({ name: "InvalidStateFile" }));
    expect(() => readStateFile(file)).toThrow(expect.objectContaining({ values: expect.objectContaining({ field }) }));
  });

  const MALFORMED: readonly (readonly [string, unknown])[] = [
    ["format", "omnisum"],
    ["version", 2],
    ["stateHash", `0x${"00".repeat(32)}`],
    ["header", "0x0"],
    ["header", "0x0001ff"],
    ["header", 7],
    ["incentive", "0x01"],
    ["incentive", "zz"],
    ["bodyBytes", "20"],
    ["metadata", { name: "x" }],
    ["metadata", { name: "x", labels: ["only one"], encoder: { kind: "raw" } }],
    ["origin", { chainId: "memory" }],
    ["origin", { chainId: "a", genesis: "b", address: "c", block: "-1", contributions: "0" }],
    ["origin", { chainId: "a", genesis: "b", address: "c", block: 1, contributions: "0", decimals: 6 }],
    ["origin", { chainId: "a", genesis: "b", address: "c", block: "1", contributions: "0", decimals: 1.5 }],
    ["origin", { chainId: "a", genesis: "b", address: "c", block: "1", contributions: "0" }],
    ["origin", []],
  ];
  test.each(MALFORMED)("with another %s (%j) is refused by that name", (field, value) => {
    const file = altered((line) => {
      line[field] = value;
    });
    expect(() => readStateFile(file)).toThrow(expect.objectContaining({ values: expect.objectContaining({ field }) }));
  });

  test("whose body was altered, cut short or added to is refused", () => {
    const file = packStateFile(state);
    const flipped = file.map((byte, i) => (i === file.length - 1 ? byte ^ 1 : byte));
    const field = (name: string) => expect.objectContaining({ values: expect.objectContaining({ field: name }) });
    expect(() => readStateFile(flipped)).toThrow(field("stateHash"));
    expect(() => readStateFile(file.subarray(0, -1))).toThrow(field("bodyBytes"));
    expect(() => readStateFile(new Uint8Array([...file, 0]))).toThrow(field("bodyBytes"));
  });

  test("of another model's length is refused though the file says so", () => {
    const short = { ...state, body: state.body.subarray(2) };
    const reason = `is ${short.body.length}; this model has ${state.body.length}`;
    throwsWith(() => readStateFile(packStateFile(short)), "InvalidStateFile", { field: "bodyBytes", reason });
  });

  test.each(["", "no JSON\n", "[]\n", "\n"])("that begins with %j is refused", (text) => {
    const field = "the first line";
    const attempt = () => readStateFile(utf8(text));
    expect(attempt).toThrow(expect.objectContaining({ values: expect.objectContaining({ field }) }));
  });
});

describe("an import", () => {
  test("on another chain has the same hash and goes on learning alike", async () => {
    const other = await openWorld("elsewhere");
    const from = account(other, 3);
    const read = readStateFile(packStateFile(state));
    const { trainer: copy } = await importState({ state: read, chain: other.chain, from, journal: memoryJournal() });
    expect(await initialStateHash(copy)).toBe(state.stateHash);
    expect(copy.info).toMatchObject({ header: state.header, incentive: state.incentive, owner: "" });
    for (const one of [copy, trainer]) await one.addData(packSparse([4, 6], FEATURES), 1).send(account(other, 1));
    expect(toHex(await copy.stateHash())).toBe(toHex(await trainer.stateHash()));
    expect((await copy.stats()).count).toBe(1n);
  });

  test.each([
    [6, PRICE],
    [9, PRICE * 1_000n],
    [4, PRICE / 100n],
    [1, 1n],
  ])("asks for the same amounts in a coin of %i decimals", (decimals, minDeposit) => {
    expect(importedIncentive(state, decimals)).toMatchObject({
      kind: "deposit-refund-take",
      parameters: { minDeposit, refundWait: WAITS.refundWait },
    });
  });

  test("takes the owner, mechanism and metadata that are chosen", async () => {
    const choices = {
      owner: "memory-account-2",
      incentive: { kind: "deposit-refund-take", parameters: { minDeposit: 5n } },
      metadata: { ...state.metadata, name: "moved" },
    };
    const { trainer: copy } = await importState({
      ...{ state, chain: world.chain, from: account(world, 0), journal: memoryJournal() },
      ...choices,
    });
    expect(copy.info.owner).toBe("memory-account-2");
    expect(readIncentive(copy.info.incentive).parameters).toMatchObject({ minDeposit: 5n });
    expect(JSON.parse(copy.info.metadata)).toMatchObject({ name: "moved" });
  });

  test("is refused when the new trainer was finalized with another state", async () => {
    const lying = changed(world.chain, {
      async *events(contract, on, range) {
        for await (const event of world.chain.events(contract, on, range)) {
          yield event.name === "Finalized" ? { ...event, values: { stateHash: new Uint8Array(32) } } : event;
        }
      },
    });
    const attempt = importState({ state, chain: lying, from: account(world, 0), journal: memoryJournal() });
    const actual = `0x${"00".repeat(32)}`;
    await rejectsWith(attempt, "StateMismatch", { source: "The deployed trainer", actual, expected: state.stateHash });
  });
});

describe("a migration", () => {
  class Crash extends Error {}
  let target: World;
  beforeEach(async () => {
    target = await openWorld("elsewhere");
  });

  const request = (changes: { journal?: Journal; store?: StateStore; chain?: ChainAdapter } = {}) => ({
    source: trainer,
    chain: target.chain,
    from: account(target, 0),
    journal: memoryJournal(),
    store: memoryStore(),
    ...changes,
  });

  test("moves the model and leaves what is owed where it is", async () => {
    const held = await world.chain.balance(trainer.address);
    const { trainer: moved, state: carried } = await migrate(request());
    expect(toHex(await moved.stateHash())).toBe(toHex(await trainer.stateHash()));
    expect(carried).toEqual(state);
    expect(await world.chain.balance(trainer.address)).toBe(held);
    expect(await target.chain.balance(moved.address)).toBe(0n);
    expect(await moved.stats()).toMatchObject({ count: 0n, totalGood: 0n });
  });

  test("that was stopped goes on with the state it began with, and sends nothing twice", async () => {
    const [journal, store] = [memoryJournal(), memoryStore()];
    const stopping = changed(target.chain, {
      submit: async (transaction) => {
        await target.chain.submit(transaction);
        throw new Crash();
      },
    });
    await expect(migrate(request({ journal, store, chain: stopping }))).rejects.toThrow(Crash);
    await trainer.addData(packSparse([6], FEATURES), 1).send(account(world, 1));
    const { trainer: moved } = await migrate(request({ journal, store }));
    expect(toHex(await moved.stateHash())).toBe(state.stateHash);
    expect(await target.chain.height()).toBe(1n);
    expect((await journal.entries()).map(({ kind }) => kind)).toEqual(["begun", "sending", "done", "finished"]);
    expect((await migrate(request({ journal, store }))).trainer.address).toBe(moved.address);
    expect(await target.chain.height()).toBe(1n);
  });

  test("keeps the state before anything is sent", async () => {
    const store = memoryStore();
    const refusing = { ...store, save: () => Promise.reject(new Crash()) };
    await expect(migrate(request({ store: refusing }))).rejects.toThrow(Crash);
    expect(await target.chain.height()).toBe(0n);
  });

  test("refuses the kept state of another trainer", async () => {
    const store = memoryStore();
    await store.save(packStateFile(state));
    const other = await deploy(world);
    await refused(keptState(other, store), "ForeignState");
    await refused(migrate({ ...request({ store }), source: other }), "ForeignState");
  });
});
