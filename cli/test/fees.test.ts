import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { type Desk, desk } from "./support/command.ts";
import { memoryWorld } from "./support/memory-world.ts";

const OPERATIONS = [
  "deploy, first on the chain",
  "deploy, next",
  "predict",
  "add, the model agrees",
  "add, the model learns",
  "compact",
  "add, batch of 50",
  "refund",
  "report, the reporter's first",
  "report, later",
  "refund, batch of 50",
];

describe("fees", () => {
  let at: Desk;
  let measured: string;
  beforeAll(async () => {
    at = desk(memoryWorld());
    measured = (await at.run("fees", "--save", "fees.json")).stdout;
  });

  it("measures every operation on the embedded chains", async () => {
    const { document } = await at.json("fees", "--replay", "fees.json");
    const rows: readonly { operation: string; network: string; kind: string }[] = document.result.rows;
    expect([...new Set(rows.map(({ operation }) => operation))]).toEqual(OPERATIONS);
    expect(rows.filter(({ kind }) => kind === "charged").map(({ network }) => network)).toContain("left");
    expect(rows.filter(({ kind }) => kind === "projected").map(({ network }) => network)).toContain("live");
    expect(document.result.prices[0]).toMatchObject({
      network: "left",
      coinPrice: { value: "2", source: "test", at: "2026-11-25" },
    });
  });

  it("replays to the same bytes, in every format, without a chain", async () => {
    expect((await at.run("fees", "--replay", "fees.json")).stdout).toBe(measured);
    const saved = readFileSync(join(at.folder, "fees.json"), "utf8");
    await at.run("fees", "--replay", "fees.json", "--save", "again.json");
    expect(readFileSync(join(at.folder, "again.json"), "utf8")).toBe(saved);
    for (const format of ["json", "csv", "md", "html"]) {
      const first = await at.run("fees", "--replay", "fees.json", "--format", format);
      const second = await at.run("fees", "--replay", "again.json", "--format", format);
      expect(first.exitCode).toBe(0);
      expect(first.stdout).toBe(second.stdout);
    }
  });

  it("writes CSV with one row for each operation and network", async () => {
    const { stdout } = await at.run("fees", "--replay", "fees.json", "--format", "csv");
    const [head, first] = stdout.split("\n");
    expect(head).toBe("operation,network,kind,gas,estimated,charged,currency,decimals,usd");
    expect(first).toBe('"deploy, first on the chain",left,charged,0,0,0,MEM,6,0');
  });

  it("shows only the networks that are named", async () => {
    const { document } = await at.json("fees", "--replay", "fees.json", "--chain", "live");
    expect(new Set(document.result.rows.map(({ network }: { network: string }) => network))).toEqual(new Set(["live"]));
  });

  it.each([
    [["--replay", "none.json"], "InvalidInput"],
    [["--format", "pdf"], "UnknownKind"],
    [["marathon"], "UnknownKind"],
    [["--chain", "mars"], "UnknownChain"],
  ])("refuses %j", async (argv, code) => {
    const { exitCode, document } = await at.json("fees", ...argv);
    expect([exitCode, document.error.code]).toEqual([2, code]);
  });
});
