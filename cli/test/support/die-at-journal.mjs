// Loaded before the command: kills it, as a power cut would, at one moment of its work on a journal.
// OMNISUM_TEST_DIE = "before N" or "after N": before or after the Nth entry has reached the disk.
import promises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

const [moment, number] = (process.env.OMNISUM_TEST_DIE ?? "").split(" ");
const { open } = promises;
let entries = 0;

promises.open = async (path, ...rest) => {
  const handle = await open(path, ...rest);
  if (!String(path).endsWith(".jsonl")) return handle;
  entries += 1;
  const last = entries === Number(number);
  if (last && moment === "before") process.kill(process.pid, "SIGKILL");
  const sync = handle.sync.bind(handle);
  handle.sync = async () => {
    await sync();
    if (last && moment === "after") process.kill(process.pid, "SIGKILL");
  };
  return handle;
};
syncBuiltinESMExports();
