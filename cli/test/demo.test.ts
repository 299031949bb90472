import { expect, it } from "@jest/globals";
import { desk } from "./support/command.ts";
import { memoryWorld } from "./support/memory-world.ts";

it("the demo tells one story on every chain, with equal models at the end", async () => {
  const { exitCode, document } = await desk(memoryWorld()).json("demo");
  expect(exitCode).toBe(0);
  const { result } = document;
  expect(result).toMatchObject({ agreement: { agree: 914, of: 914 }, stateHashesEqual: true });
  expect(result.chains.map(({ chain }: { chain: string }) => chain)).toEqual(["left", "right"]);
  for (const chain of result.chains) {
    expect(chain).toMatchObject({ contributions: "109", claims: { refusal: "ModelDisagrees" } });
    expect(chain.after.accuracy.correct).toBeGreaterThan(chain.before.accuracy.correct);
    const total = (moment: string) =>
      chain.balances.reduce(
        (sum: bigint, one: Record<string, { amount: string }>) => sum + BigInt(one[moment]?.amount ?? 0),
        0n,
      );
    expect(total("held")).toBe(total("before"));
    expect(total("after")).toBe(total("before"));
    const change = (party: string) => {
      const one = chain.balances.find((candidate: { party: string }) => candidate.party === party);
      return BigInt(one.after.amount) - BigInt(one.before.amount);
    };
    expect(change("mislabelling contributor")).toBeLessThan(0n);
    expect(change("trainer")).toBeGreaterThanOrEqual(0n);
  }
});

it("the demo shows people all of it", async () => {
  const { stdout } = await desk(memoryWorld()).run("demo");
  for (const part of [
    "agree on 914 of 914",
    "Balances on left",
    "The state hashes are equal.",
    "What each operation cost",
    "UCI Machine Learning Repository",
  ]) {
    expect(stdout).toContain(part);
  }
});
