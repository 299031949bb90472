import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { type ChainAdapter, type Message, makeFee, OmnisumError } from "@omnisum/core";
import type { World } from "../src/host.ts";
import { desk } from "./support/command.ts";
import { memoryWorld } from "./support/memory-world.ts";

const left = ["--chain", "left"];
const GAS_A_UNIT = 1_000_000n;
/** As on Ethereum. */
const GREATEST_GAS = 16_777_216n;
const TESTS = ["great film", "worst film", "excellent story", "boring waste of time", "wonderful film", "awful acting"];

/** The world, but a unit of scoring costs gas and no transaction may use more than the chain takes; `sent` gets every limit. */
function withGas(world: World, estimates: boolean, sent: number[]): World {
  const gasOf = ({ method, args }: Message) => (method === "score" ? BigInt(Number(args.limit)) * GAS_A_UNIT : 0n);
  const failed = () => new OmnisumError("TransactionFailed", { reason: "out of gas", hash: "0x1" });
  const costly = (chain: ChainAdapter): ChainAdapter =>
    new Proxy(chain, {
      get(target, name) {
        if (name === "estimate") {
          return async (...[from, contract, message]: Parameters<ChainAdapter["estimate"]>) => {
            await target.estimate(from, contract, message);
            if (!estimates && gasOf(message) > GREATEST_GAS) throw failed();
            return makeFee([], { gas: gasOf(message), bytes: 0 });
          };
        }
        if (name === "prepare") {
          return async (...[from, contract, message]: Parameters<ChainAdapter["prepare"]>) => {
            if (gasOf(message) > GREATEST_GAS) throw failed();
            if (message.method === "score") sent.push(Number(message.args.limit));
            return target.prepare(from, contract, message);
          };
        }
        const value: unknown = Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  return {
    networks: world.networks,
    async loadFamily(name) {
      const family = await world.loadFamily(name);
      return { ...family, connect: async (...request) => costly(await family.connect(...request)) };
    },
  };
}

it.each([
  ["tells what too much would cost", true],
  ["refuses to estimate too much", false],
])("scores in steps that fit a chain that %s", async (_, estimates) => {
  const world = memoryWorld();
  const sent: number[] = [];
  const at = desk(withGas(world, estimates, sent));
  const lines = TESTS.map((text, i) => JSON.stringify({ text, label: (i + 1) % 2 }));
  writeFileSync(join(at.folder, "test.jsonl"), `${lines.join("\n")}\n`);
  const secret = ["--secret", "secret.json"];
  const prepared = await at.json("market", "prepare", "imdb", "--file", "test.jsonl", "--pieces", "2", ...secret);
  const parameters = [
    "pieces=2",
    `commitments=${prepared.document.result.commitments}`,
    "bounty=1",
    `participationEnd=${world.chain("left").now + 1_000n}`,
  ];
  const given = parameters.flatMap((parameter) => ["--param", parameter]);
  await at.run("deploy", "imdb", ...left, "--incentive", "prediction-market", ...given, "--yes");
  await at.run("market", "open", "imdb", ...left, ...secret);
  for (const label of ["0", "1", "1"])
    await at.run("add", "imdb", ...left, "--label", label, "great film", "--stake", "1");
  await at.run("advance", ...left, "1000s");
  await at.run("market", "reveal", "imdb", ...left, ...secret);
  const { exitCode, document } = await at.json("market", "score", "imdb", ...left);
  expect(exitCode).toBe(0);
  // 3 predictions first, 3 after each contribution, a step for the only contributor: 13 units at least.
  expect(document.result.steps).toBeGreaterThan(1);
  expect(sent).toHaveLength(document.result.steps);
  expect(Math.max(...sent)).toBeLessThanOrEqual(Number(GREATEST_GAS / GAS_A_UNIT));
  expect((await at.json("market", "status", "imdb", ...left)).document.result.phase).toBe("collect");
});
