import { access } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import {
  bigEndian,
  OmnisumError,
  type Parameters,
  parseTestSet,
  serializeTestSet,
  type TestSet,
  testSetCommitments,
  toHex,
  utf8,
} from "@omnisum/core";
import { readIfPresent, writeWhole } from "../../services/files.ts";
import type { Services } from "../../services/services.ts";

/** Only its owner may read it. */
const MODE = 0o600;

/** Where a market's test set is kept: where it is said, else under the person's own folder, which nobody publishes. */
export function secretFile({ host }: Services, file: string | undefined, name: string): string {
  if (file !== undefined) return resolve(host.folder, file);
  const home = host.env.HOME ?? host.env.USERPROFILE;
  if (home === undefined) throw new OmnisumError("MissingInput", { name: "The test set's file (--secret)" });
  return join(home, ".omnisum", `${name}.test-set.json`);
}

/** Throws `FileExists` where there is a file, `InvalidInput` inside a repository, from which it would soon be published. */
export async function writeSecret(file: string, set: TestSet): Promise<void> {
  const repository = await repositoryOf(file);
  if (repository !== undefined) {
    const reason = `it is inside the repository ${repository}; keep what must stay secret elsewhere`;
    throw new OmnisumError("InvalidInput", { name: file, reason });
  }
  await writeWhole(file, utf8(serializeTestSet(set)), { replace: false, mode: MODE });
}

/** Throws `InvalidTestSet`, and `WrongTestSet` for that of another market. */
export async function readSecret(file: string, { commitments = 0n }: Parameters): Promise<TestSet> {
  const text = await readIfPresent(file);
  if (text === undefined) throw new OmnisumError("InvalidInput", { name: file, reason: "there is no such file" });
  const set = parseTestSet(text);
  const [actual, expected] = [toHex(testSetCommitments(set)), toHex(bigEndian(commitments, 32))];
  if (actual !== expected) throw new OmnisumError("WrongTestSet", { file, actual, expected });
  return set;
}

async function repositoryOf(file: string): Promise<string | undefined> {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (await exists(join(folder, ".git"))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
