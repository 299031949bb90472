import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { fromHex, MODELS, type Model, modelDefinition, readHeader, stateHash, toHex } from "@omnisum/core";
import { throwsWith } from "../../test/support/errors.ts";

interface Prediction {
  readonly sample: string;
  readonly scores: readonly string[];
  readonly predicted: number;
}
interface Lesson extends Prediction {
  readonly label: number;
  readonly taught: boolean;
  readonly refused: boolean;
}
interface Case {
  readonly name: string;
  readonly header: string;
  readonly bodyLength: number;
  readonly initialBody: string;
  readonly initialHash: string;
  readonly lessons: readonly Lesson[];
  readonly predictions: readonly Prediction[];
  readonly finalBody: string;
  readonly finalHash: string;
}
interface Header {
  readonly header: string;
  readonly field: string;
  readonly bodyLength: string;
}

function read<T>(kind: string, list: string): readonly T[] {
  return JSON.parse(readFileSync(new URL(`../../test/vectors/${kind}.json`, import.meta.url), "utf8"))[list];
}

function create({ header, initialBody, bodyLength }: Case): Model {
  const config = readHeader(MODELS, fromHex(header));
  const body = initialBody === "0x" ? new Uint8Array(bodyLength) : fromHex(initialBody);
  return modelDefinition(config.kind).create(config, body);
}

function hashOf({ header }: Case, model: Model): string {
  return toHex(stateHash(fromHex(header), model.body()));
}

function expectAnswers(model: Model, { sample, scores, predicted }: Prediction): void {
  expect(model.scores(fromHex(sample)).map(String)).toEqual(scores);
  expect(model.predict(fromHex(sample))).toBe(predicted);
}

function expectTaught(model: Model, lesson: Lesson, asked: boolean): void {
  const teach = () => model.learn(fromHex(lesson.sample), lesson.label, asked);
  if (lesson.refused) throwsWith(teach, "CounterOverflow", {});
  else expect(teach()).toBe(lesson.taught);
}

describe.each(MODELS.map(({ kind }) => kind))("%s", (kind) => {
  const cases = read<Case>(kind, "cases");

  test.each(cases.map((one) => [one.name, one] as const))("learns as the formulas say: %s", (_, one) => {
    const model = create(one);
    expect(hashOf(one, model)).toBe(one.initialHash);
    for (const lesson of one.lessons) {
      expectAnswers(model, lesson);
      expectTaught(model, lesson, true);
    }
    for (const prediction of one.predictions) expectAnswers(model, prediction);
    expect(hashOf(one, model)).toBe(one.finalHash);
    if (one.finalBody !== "0x") expect(toHex(model.body())).toBe(one.finalBody);
  });

  test("learns the same where it is not asked whether it disagreed, and says so only if it knows anyway", () => {
    const knows = kind.endsWith("perceptron");
    for (const one of cases) {
      const model = create(one);
      for (const lesson of one.lessons) expectTaught(model, { ...lesson, taught: knows && lesson.taught }, false);
      expect(hashOf(one, model)).toBe(one.finalHash);
    }
  });

  test("is left as it was by a lesson that it refuses, and by what a copy learns, as the copy is by what it learns", () => {
    for (const one of cases) {
      const model = create(one);
      for (const lesson of one.lessons) {
        const [before, pupil, bystander] = [hashOf(one, model), model.clone(), model.clone()];
        expectTaught(pupil, lesson, true);
        expect(hashOf(one, model)).toBe(before);
        expectTaught(model, lesson, true);
        expect(hashOf(one, pupil)).toBe(hashOf(one, model));
        expect(hashOf(one, bystander)).toBe(before);
        if (lesson.refused) expect(hashOf(one, model)).toBe(before);
      }
    }
  });

  test("headers are read or refused as the vectors say", () => {
    for (const { header, field, bodyLength } of read<Header>(kind, "headers")) {
      const config = () => readHeader(MODELS, fromHex(header));
      if (field !== "") throwsWith(config, "InvalidConfig", { field });
      else expect(String(modelDefinition(kind).bodyLength(config()))).toBe(bodyLength);
    }
  });

  test("a label that the model does not have is refused, and nothing is learned", () => {
    const [one] = cases;
    if (one === undefined) throw new Error("no cases");
    const { classes } = readHeader(MODELS, fromHex(one.header));
    const model = create(one);
    for (const label of [classes, -1, 0.5]) {
      throwsWith(() => model.learn(fromHex(one.lessons[0]?.sample ?? ""), label, false), "InvalidLabel", {
        label,
        classes,
      });
    }
    expect(hashOf(one, model)).toBe(one.initialHash);
  });

  test.each([-1, 1])("a body that is %i byte off is refused", (by) => {
    const [one] = cases;
    if (one === undefined) throw new Error("no cases");
    const config = readHeader(MODELS, fromHex(one.header));
    const create = () => modelDefinition(kind).create(config, new Uint8Array(one.bodyLength + by));
    throwsWith(create, "InvalidConfig", { field: "weights" });
  });
});
