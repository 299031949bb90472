import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import { withJournalLock } from "../src/services/journal-lock.ts";

const folder = mkdtempSync(join(tmpdir(), "omnisum-lock-"));
const file = join(folder, "chain", "name.jsonl");
afterAll(() => rmSync(folder, { recursive: true }));

it("whoever holds a journal keeps others off until it is done", async () => {
  await withJournalLock(file, async () => {
    const refused = withJournalLock(file, () => Promise.resolve("written"));
    await expect(refused).rejects.toMatchObject({ name: "JournalBusy", values: { file } });
  });
  expect(await withJournalLock(file, () => Promise.resolve("written"))).toBe("written");
}, 30_000);

it("a failure of the work gives the journal free again", async () => {
  await expect(withJournalLock(file, () => Promise.reject(new RangeError("the work's own")))).rejects.toThrow(
    "the work's own",
  );
  expect(await withJournalLock(file, () => Promise.resolve("written"))).toBe("written");
});
