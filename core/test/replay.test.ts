import { beforeEach, describe, expect, test } from "@jest/globals";
import {
  exportState,
  type History,
  historyOf,
  type LogEvent,
  packSparse,
  type ReplayRequest,
  replay,
  type StateExport,
  type Trainer,
  toHex,
} from "@omnisum/core";
import { refused, rejectsWith } from "../../test/support/errors.ts";
import { account, deploy, FEATURES, openWorld, planOf, type World } from "./world.ts";

let world: World;
let trainer: Trainer;
let initial: StateExport;
let events: LogEvent[];

const sample = (...indices: readonly number[]) => packSparse(indices, FEATURES);

/** Five contributions in four events, some of which teach the model. */
beforeEach(async () => {
  world = await openWorld();
  trainer = await deploy(world);
  initial = await exportState(trainer);
  const from = account(world, 1);
  await trainer.addData(sample(2), 1).send(from);
  await trainer.addData(sample(2, 3), 1).send(from);
  await trainer.addDataBatch([2, 4].map((index) => ({ sample: sample(index), label: 0 }))).send(from);
  await trainer.addData(sample(3), 1).send(from);
  events = [];
  for await (const event of trainer.events()) events.push(event);
});

/** The trainer's history with other events in it. */
function history(changed: readonly LogEvent[], identity: Partial<History> = {}): History {
  return {
    ...historyOf(trainer),
    ...identity,
    async *events(from, to) {
      for (const event of changed) if (event.block >= from && event.block <= to) yield event;
    },
  };
}

const attempt = (changes: Partial<ReplayRequest> = {}) => replay({ trainer, from: initial, ...changes });
const described = (event: LogEvent | undefined, id: number) =>
  `${event?.name} ${id} (block ${event?.block}, transaction ${event?.transaction})`;
const added = (number: number) => events.filter(({ name }) => name.endsWith("Added"))[number];
const without = (event: LogEvent | undefined) => events.filter((one) => one !== event);

/** The events with one field of the numbered addition changed. */
function altered(number: number, change: LogEvent["values"]): readonly LogEvent[] {
  return events.map((event) =>
    event === added(number) ? { ...event, values: { ...event.values, ...change } } : event,
  );
}

describe("a replay", () => {
  test("of all events comes to the chain's state", async () => {
    const taken: bigint[] = [];
    const { model, mark, events: read } = await attempt({ onProgress: (contributions) => taken.push(contributions) });
    expect(model.stateHash()).toBe(toHex(await trainer.stateHash()));
    expect(mark).toEqual({
      block: await world.chain.height(),
      contributions: 5n,
      stateHash: toHex(await trainer.stateHash()),
    });
    expect(read).toBe(4);
    expect(taken.at(-1)).toBe(5n);
    expect(model.predict(sample(2))).toBe(await trainer.predict(sample(2)));
    expect(model.stateHash()).not.toBe(initial.stateHash);
  });

  test("goes on from a later export of the same trainer", async () => {
    const later = await exportState(trainer);
    await trainer.addData(sample(6), 1).send(account(world, 2));
    const { events: read, model } = await attempt({ from: later });
    expect(read).toBe(1);
    expect(model.stateHash()).toBe(toHex(await trainer.stateHash()));
  });

  test("takes the initial state from wherever it was exported", async () => {
    const other = await openWorld("elsewhere");
    const twin = await exportState(await deploy(other));
    const { model } = await attempt({ from: twin });
    expect(model.stateHash()).toBe(toHex(await trainer.stateHash()));
  });

  test("refuses a state that the trainer never had", async () => {
    const body = planOf().body.map((byte, i) => (i === 3 ? 9 : byte));
    const stranger = await exportState(await deploy(await openWorld("elsewhere"), planOf({ body })));
    await refused(attempt({ from: stranger }), "ForeignState", {
      actual: "memory-trainer-0 on chain elsewhere (first block memory…)",
      expected: "memory-trainer-0 on chain memory (first block memory…)",
    });
  });
});

describe("a replay fails closed", () => {
  test.each([
    ["chain id", { chainId: "elsewhere" }, "memory-trainer-0 on chain elsewhere (first block memory…)"],
    ["first block", { genesis: "0xother" }, "memory-trainer-0 on chain memory (first block 0xother…)"],
    ["address", { address: "memory-trainer-9" }, "memory-trainer-9 on chain memory (first block memory…)"],
  ])("on events of a foreign %s", async (_, identity, actual) => {
    const expected = "memory-trainer-0 on chain memory (first block memory…)";
    await rejectsWith(attempt({ history: history(events, identity) }), "ForeignHistory", { actual, expected });
  });

  test("on a gap at the beginning, in the middle and at the end", async () => {
    const gap = (expected: bigint, found: string) => ({ expected, found });
    await rejectsWith(attempt({ history: history(without(added(0))) }), "HistoryGap", gap(0n, described(added(1), 1)));
    await rejectsWith(attempt({ history: history(without(added(2))) }), "HistoryGap", gap(2n, described(added(3), 4)));
    await rejectsWith(attempt({ history: history(without(added(3))) }), "HistoryGap", gap(4n, "the present state"));
    await rejectsWith(attempt({ history: history([]) }), "HistoryGap", gap(0n, "the present state"));
  });

  test("on events that changed places", async () => {
    const [first, second] = [added(0), added(1)];
    const swapped = events.map((event) => (event === first ? second : event === second ? first : event));
    const place = described(second, 1);
    await rejectsWith(
      attempt({ history: history(swapped.filter((event) => event !== undefined)) }),
      "HistoryReordered",
      { event: place },
    );
  });

  test("on ids that changed places while blocks did not", async () => {
    const changed = events.map((event) =>
      event === added(0)
        ? { ...event, values: { ...event.values, id: 1n } }
        : event === added(1)
          ? { ...event, values: { ...event.values, id: 0n } }
          : event,
    );
    await refused(attempt({ history: history(changed) }), "HistoryAltered", { field: "commitment" });
  });

  test("on an event that comes twice", async () => {
    const twice = events.flatMap((event) => (event === added(1) ? [event, event] : [event]));
    await rejectsWith(attempt({ history: history(twice) }), "HistoryReordered", { event: described(added(1), 1) });
  });

  test.each([
    ["sample", 1, { sample: sample(7) }],
    ["label", 0, { label: 0 }],
    ["label", 3, { label: 0 }],
    ["author", 1, { author: "memory-account-9" }],
    ["deposit", 3, { deposit: 1n }],
    ["addedAt", 0, { addedAt: 1n }],
  ] as const)("on an altered %s of addition %i, which its open record shows", async (_, number, change) => {
    const error = await refused(attempt({ history: history(altered(number, change)) }), "HistoryAltered", {
      field: "commitment",
    });
    expect(error.values).toMatchObject({ event: expect.stringContaining(`block ${added(number)?.block},`) });
  });

  test("on an altered list of a batch", async () => {
    const change = { samples: new Uint8Array([0, 9, 1]) };
    const event = described(added(2), 2);
    const field = "commitment";
    await rejectsWith(attempt({ history: history(altered(2, change)) }), "HistoryAltered", { event, field });
  });

  describe("when the records are settled, so that only the model can tell,", () => {
    beforeEach(async () => {
      await world.chain.clock.advance(30n);
      for await (const { contribution, status } of trainer.contributions()) {
        if (status === "open") await trainer.report(contribution).send(account(world, 2));
      }
    });

    test("on a sample that would not have taught what the chain says", async () => {
      const event = described(added(1), 1);
      const refusal = { event, field: "taught" };
      await rejectsWith(attempt({ history: history(altered(1, { sample: sample(5, 6) })) }), "HistoryAltered", refusal);
    });

    test("on a label or a sample that cannot be", async () => {
      const event = described(added(0), 0);
      await rejectsWith(attempt({ history: history(altered(0, { label: 7 })) }), "HistoryAltered", {
        event,
        field: "label",
      });
      await rejectsWith(attempt({ history: history(altered(0, { sample: new Uint8Array([9]) })) }), "HistoryAltered", {
        event,
        field: "sample",
      });
    });

    test("on a sample that taught as well, by what a later one taught", async () => {
      const refusal = { event: described(added(1), 1), field: "taught" };
      await rejectsWith(attempt({ history: history(altered(0, { sample: sample(5) })) }), "HistoryAltered", refusal);
    });

    test("on a last sample that taught as well, by the hash in the end", async () => {
      await refused(attempt({ history: history(altered(3, { sample: sample(7) })) }), "StateMismatch", {
        source: `The replay up to ${described(added(3), 4)}`,
        expected: toHex(await trainer.stateHash()),
      });
    });
  });
});
