import { expect, test } from "@jest/globals";
import { type Contribution, type EventValues, type Reads, TRAINER, type TypedClient, type Writes } from "@omnisum/core";

type Trainer = TypedClient<typeof TRAINER>;

test("every method is either a query with an answer or a message, and every event that is emitted is described", () => {
  for (const [name, method] of Object.entries(TRAINER.methods)) {
    expect([name, "returns" in method && ("emits" in method || "payable" in method)]).toEqual([name, false]);
    if ("emits" in method) expect(Object.keys(TRAINER.events)).toContain(method.emits);
  }
  for (const { fields, indexed } of Object.values(TRAINER.events)) {
    expect(Object.keys(fields)).toEqual(expect.arrayContaining([...indexed]));
  }
});

test("a contribution is named by the fields of its event and a proof", () => {
  const values: EventValues<typeof TRAINER, "DataAdded"> = {
    id: 0n,
    slot: 0,
    author: "a",
    label: 1,
    addedAt: 2n,
    deposit: 3n,
    taught: false,
    sample: new Uint8Array(),
  };
  const contribution: Contribution = { ...values, proof: new Uint8Array() };
  expect(Object.keys(contribution)).toEqual([...Object.keys(TRAINER.events.DataAdded.fields), "proof"]);
});

test("queries and messages are told apart by type", () => {
  const reads: readonly Reads<typeof TRAINER>[] = ["predict", "info", "stateHash"];
  const writes: readonly Writes<typeof TRAINER>[] = ["addData", "refund", "compact"];
  // @ts-expect-error a message is no query
  const wrongRead: Reads<typeof TRAINER> = "addData";
  // @ts-expect-error a query is no message
  const wrongWrite: Writes<typeof TRAINER> = "predict";
  expect([...reads, ...writes, wrongRead, wrongWrite]).toHaveLength(8);
});

test("a wrong method, argument or answer does not compile", () => {
  const sample = new Uint8Array();
  const rightUses = [
    (trainer: Trainer): Promise<number> => trainer.read("predict", { sample }),
    (trainer: Trainer): Promise<readonly bigint[]> => trainer.read("scores", { sample }),
    (trainer: Trainer): Promise<{ readonly count: bigint }> => trainer.read("stats", {}),
    (trainer: Trainer) => trainer.call("addData", { sample, label: 1 }),
  ];
  const misuses = [
    // @ts-expect-error a message is not read
    (trainer: Trainer) => trainer.read("addData", { sample, label: 1 }),
    // @ts-expect-error a query is not sent
    (trainer: Trainer) => trainer.call("predict", { sample }),
    // @ts-expect-error there is no such method
    (trainer: Trainer) => trainer.read("guess", { sample }),
    // @ts-expect-error a sample is bytes
    (trainer: Trainer) => trainer.read("predict", { sample: "0x" }),
    // @ts-expect-error an argument is missing
    (trainer: Trainer) => trainer.read("quote", { at: 0n }),
    // @ts-expect-error a time is a bigint
    (trainer: Trainer) => trainer.read("quote", { at: 0, count: 1 }),
    // @ts-expect-error there is no such argument
    (trainer: Trainer) => trainer.read("creditOf", { account: "a", at: 0n }),
    // @ts-expect-error a label is a number
    (trainer: Trainer) => trainer.call("addData", { sample, label: 1n }),
    // @ts-expect-error an answer is what the description says
    (trainer: Trainer): Promise<bigint> => trainer.read("predict", { sample }),
    // @ts-expect-error a contribution has all its fields
    (trainer: Trainer) => trainer.call("refund", { contribution: { id: 1n } }),
  ];
  expect([rightUses.length, misuses.length]).toEqual([4, 10]);
});
