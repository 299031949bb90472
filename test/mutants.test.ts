import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { MUTANTS } from "./mutants/suites.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Sources change: a fault whose place has gone is to be put elsewhere, but not at once. */
const MOST_WITHOUT_PLACE = 5;

test("nearly every fault can be put in exactly one place", () => {
  const places = ({ file, find }: (typeof MUTANTS)[number]) => {
    return readFileSync(`${root}${file}`, "utf8").split(find).length - 1;
  };
  const lost = MUTANTS.filter((mutant) => places(mutant) !== 1).map(({ language, name }) => `${language} ${name}`);
  expect(lost.slice(MOST_WITHOUT_PLACE)).toEqual([]);
});

test("there are faults for each language, and each is another", () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(60);
  expect(new Set(MUTANTS.map(({ language }) => language)).size).toBe(3);
  expect(new Set(MUTANTS.map(({ file, find, replace }) => file + find + replace)).size).toBe(MUTANTS.length);
});
