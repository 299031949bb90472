import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";

test("the vectors are what core gives, to the last byte", () => {
  const generator = fileURLToPath(new URL("../../test/vectors/generate.mjs", import.meta.url));
  expect(() => execFileSync(process.execPath, [generator, "--check"], { stdio: "pipe" })).not.toThrow();
});
