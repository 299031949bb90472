import { expect, it } from "@jest/globals";
import { desk } from "./support/command.ts";
import { memoryWorld } from "./support/memory-world.ts";

const left = ["--chain", "left"];
const nothing = { amount: "0", currency: "MEM", decimals: 6 };

it("a trainer that gives points is deployed, used and shown like any other, and moves no money", async () => {
  const world = memoryWorld();
  const at = desk(world);
  const balances = () => [0, 1, 2].map((i) => world.chain("left").balance(`memory-account-${i}`));
  const before = balances();
  const deployed = await at.json(
    ...["deploy", "imdb", ...left, "--incentive", "points", "--param", "refundWait=1h", "--yes"],
  );
  expect(deployed.document.result.plan.chains[0].incentive).toEqual({
    kind: "points",
    parameters: { refundWait: "3600", credit: "all" },
  });
  const act = async (command: string, account: string, ...rest: readonly string[]) => {
    const { document } = await at.json(command, "imdb", ...left, "--account", account, ...rest);
    return document.error?.code ?? document.result;
  };
  await act("add", "1", "--label", "Positive", "wonderful film");
  await act("add", "2", "--label", "Positive", "boring waste of time, the worst film");
  expect(await act("refund", "1", "0")).toBe("TooEarly");
  await at.run("advance", ...left, "1h");
  expect(await act("report", "1", "1")).toBe("NoCredit");
  expect(await act("refund", "1", "0")).toMatchObject({ id: "0", paid: nothing });
  const { contributions } = await act("contributions", "1", "--reportable");
  expect(contributions.map(({ id }: { id: string }) => id)).toEqual(["1"]);
  expect(await act("report", "1", "1")).toMatchObject({ id: "1", paid: nothing });
  expect(await act("report", "1", "1")).toBe("UnknownContribution");
  const { document } = await at.json("status", "imdb");
  expect(document.result[0]).toMatchObject({ price: nothing, balance: nothing, contributions: "2", totalGood: "2" });
  expect(balances()).toEqual(before);
});
