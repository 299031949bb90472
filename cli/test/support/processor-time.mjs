// Loaded before the command: writes the milliseconds of processor time that it took to the file OMNISUM_TEST_TIME names.
import { writeFileSync } from "node:fs";

process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  writeFileSync(process.env.OMNISUM_TEST_TIME, String((user + system) / 1_000));
});
