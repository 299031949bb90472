import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { MUTANTS } from "./mutants/suites.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

test.each(MUTANTS.map((mutant) => [`${mutant.language} ${mutant.name}`, mutant] as const))(
  "the fault %s can be put in exactly one place",
  (_, { file, find, replace }) => {
    expect(readFileSync(`${root}${file}`, "utf8").split(find).length - 1).toBe(1);
    expect(replace).not.toBe(find);
  },
);

test("there are faults for each language, and each is another", () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(60);
  expect(new Set(MUTANTS.map(({ language }) => language)).size).toBe(3);
  expect(new Set(MUTANTS.map(({ file, find, replace }) => file + find + replace)).size).toBe(MUTANTS.length);
});
