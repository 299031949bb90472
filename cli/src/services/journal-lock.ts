import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { OmnisumError } from "@omnisum/core";

/** A lock that was not renewed for this long belongs to a process that died. */
const STALE_MS = 4_000;
const RENEW_MS = 1_000;
const RETRY_MS = 500;

/** Does `work` while no other process writes that journal; throws `JournalBusy` when one goes on doing so. */
export async function withJournalLock<R>(file: string, work: () => Promise<R>): Promise<R> {
  const { default: lockfile } = await import("proper-lockfile");
  await mkdir(dirname(file), { recursive: true });
  let release: () => Promise<void>;
  try {
    release = await lockfile.lock(file, {
      realpath: false,
      stale: STALE_MS,
      update: RENEW_MS,
      // A little longer than a dead process's lock lasts.
      retries: { retries: STALE_MS / RETRY_MS + 2, factor: 1, minTimeout: RETRY_MS, maxTimeout: RETRY_MS },
    });
  } catch (cause) {
    throw new OmnisumError("JournalBusy", { file }, { cause });
  }
  try {
    return await work();
  } finally {
    await release();
  }
}
