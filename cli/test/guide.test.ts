import { readdirSync, readFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { desk } from "./support/command.ts";
import { type MemoryWorld, memoryWorld } from "./support/memory-world.ts";

const GUIDES = fileURLToPath(new URL("../../docs/guide", import.meta.url));
const DEVELOPMENT = ["local-evm", "local-cosmos"];
/** What people leave running in another terminal. */
const APART = ["omnisum devnet"];

/** The command lines of a guide, in their order. */
function commandsOf(guide: string): readonly string[] {
  const text = readFileSync(join(GUIDES, guide), "utf8");
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
  return blocks.flatMap((block) => block.split("\n").filter((line) => line !== "" && !APART.includes(line)));
}

/** As a shell would take it: words, some of them in quotes; a time is the chain's instead of the computer's. */
function words(command: string, world: MemoryWorld): readonly string[] {
  const now = world.chain("local-evm").now;
  const timed = command.replaceAll(/\$\(\(\$\(date \+%s\)\+(\d+)\)\)/g, (_, seconds) => String(now + BigInt(seconds)));
  return [...timed.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

const FILES = readdirSync(GUIDES).filter((file) => file.endsWith(".md"));

it("guides have commands to run", () => {
  expect(FILES.flatMap(commandsOf).length).toBeGreaterThan(30);
});

describe.each(FILES)("the guide %s", (guide) => {
  it("has commands that all work, one after the other", async () => {
    const world = memoryWorld(DEVELOPMENT);
    const at = desk(world);
    await cp(GUIDES, join(at.folder, "docs", "guide"), { recursive: true });
    for (const command of commandsOf(guide)) {
      const [program, ...rest] = words(command, world);
      if (program === "printf") {
        await at.shell(command);
        continue;
      }
      expect(program).toBe("omnisum");
      const { exitCode, stderr } = await at.run(...rest);
      expect({ command, exitCode, why: exitCode === 0 ? "" : stderr }).toEqual({ command, exitCode: 0, why: "" });
    }
  });

  it("links only to what there is", () => {
    const text = readFileSync(join(GUIDES, guide), "utf8");
    const links = [...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, link = ""]) => link);
    for (const link of links) expect(() => readFileSync(join(GUIDES, link))).not.toThrow();
  });
});
