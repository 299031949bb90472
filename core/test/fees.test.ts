import { describe, expect, test } from "@jest/globals";
import {
  addFees,
  averageMeasurements,
  type Fee,
  type FeeReport,
  feeRows,
  type Measurement,
  makeFee,
  type Network,
  type NetworkPrices,
  parseReport,
  projectFee,
  serializeReport,
} from "@omnisum/core";
import { throwsWith } from "../../test/support/errors.ts";

const quoted = (value: string) => ({ value, source: "a test", at: "2026-01-01" });

function networkOf(name: string, prices: Partial<NetworkPrices> = {}, family = "evm"): Network {
  return {
    name,
    family,
    chainId: "1",
    stage: "live",
    endpoint: "http://127.0.0.1:1",
    currency: { symbol: "ETH", decimals: 18 },
    prices: { gasPrice: quoted("1000000000"), coinPrice: quoted("2000"), ...prices },
  };
}

function executionFee(amount: bigint, gas = amount, bytes = 100): Fee {
  return makeFee([{ name: "execution", amount }], { gas, bytes });
}

/** Parameters of OP Mainnet's kind; the expected value was worked out by hand from the specification. */
const OP_DATA = {
  l1BaseFee: quoted("20000000000"),
  l1BlobBaseFee: quoted("3000000"),
  baseFeeScalar: quoted("5227"),
  blobBaseFeeScalar: quoted("1014213"),
};

test("a fee is the sum of its parts, without those of zero; what can come back is told apart", () => {
  const fee = makeFee(
    [
      { name: "execution", amount: 5n },
      { name: "priority", amount: 0n },
      { name: "storage-deposit", amount: 7n },
    ],
    { gas: 1n, bytes: 2 },
  );
  expect(fee.components.map(({ name }) => name)).toEqual(["execution", "storage-deposit"]);
  expect([fee.total, fee.refundable]).toEqual([12n, 7n]);
});

test("fees add up part by part, and so does their work", () => {
  const data = makeFee(
    [
      { name: "data", amount: 3n },
      { name: "execution", amount: 1n },
    ],
    { gas: 10n, bytes: 20, compressedBytes: 15 },
  );
  expect(addFees([executionFee(5n), data])).toEqual({
    components: [
      { name: "execution", amount: 6n },
      { name: "data", amount: 3n },
    ],
    total: 9n,
    refundable: 0n,
    work: { gas: 15n, bytes: 120, compressedBytes: 115 },
  });
  expect(addFees([executionFee(5n), executionFee(6n)]).work).toEqual({ gas: 11n, bytes: 200 });
  expect(addFees([])).toMatchObject({ components: [], total: 0n, work: { gas: 0n, bytes: 0 } });
});

describe("the fee on another network", () => {
  const work = { gas: 50_000n, bytes: 300, compressedBytes: 250 };

  test("is gas × price, rounded up, and what the block's maker gets", () => {
    const fee = projectFee(work, networkOf("a", { gasPrice: quoted("0.00003"), priorityPrice: quoted("2") }));
    expect(fee.components).toEqual([
      { name: "execution", amount: 2n },
      { name: "priority", amount: 100_000n },
    ]);
  });

  test("of a rollup has a part for its data, by the OP stack's formula since Fjord", () => {
    // https://specs.optimism.io/protocol/fjord/exec-engine.html, "Fjord L1-Cost fee changes (FastLZ estimator)":
    // size 250 × 836,500 − 42,585,600 = 166,539,400;
    // price 16 × 5,227 × 20 × 10^9 + 1,014,213 × 3 × 10^6 = 1,672,640,000,000,000 + 3,042,639,000,000 = 1,675,682,639,000,000;
    // fee = 166,539,400 × 1,675,682,639,000,000 ÷ 10^12 = 279,067,181,289.48…
    const fee = projectFee(work, networkOf("op", { opData: OP_DATA }));
    expect(fee.components).toEqual([
      { name: "execution", amount: 50_000_000_000_000n },
      { name: "data", amount: 279_067_181_289n },
    ]);
  });

  test("of a rollup counts a small transaction as 100 bytes, as the specification says", () => {
    const data = (compressedBytes: number) =>
      projectFee({ ...work, compressedBytes }, networkOf("op", { opData: OP_DATA })).components.at(1)?.amount;
    expect(data(0)).toBe(167_568_263_900n);
    expect(data(170)).toBe(167_568_263_900n);
    expect(data(171)).toBe(((171n * 836_500n - 42_585_600n) * 1_675_682_639_000_000n) / 10n ** 12n);
  });

  test("of a query is nothing, even on a rollup", () => {
    expect(projectFee({ gas: 0n, bytes: 0 }, networkOf("op", { opData: OP_DATA })).total).toBe(0n);
  });
});

describe("a report", () => {
  const report: FeeReport = {
    createdAt: "2026-01-01T00:00:00Z",
    networks: [
      networkOf("local"),
      networkOf("other", { gasPrice: quoted("3"), priorityPrice: quoted("0.5"), opData: OP_DATA }),
      { ...networkOf("cosmic", {}, "cosmos"), options: { denom: "uatom" } },
    ],
    measurements: [
      { operation: "addData", chain: "local", estimated: executionFee(101n), charged: executionFee(100n) },
      { operation: "addData", chain: "cosmic", estimated: executionFee(7n), charged: executionFee(7n) },
    ],
  };

  test("has a row for each chain where something was measured and for each other network of its family", () => {
    const rows = feeRows(report).map(({ network, kind, charged }) => [network, kind, charged]);
    expect(rows).toEqual([
      ["local", "charged", 100n],
      ["other", "projected", projectFee(executionFee(100n).work, networkOf("x", report.networks[1]?.prices)).total],
      ["cosmic", "charged", 7n],
    ]);
    const [row] = feeRows({ ...report, networks: [networkOf("local")], measurements: report.measurements.slice(0, 1) });
    expect(row).toMatchObject({ operation: "addData", gas: 100n, estimated: 101n, microDollars: 0n });
  });

  test("is read as it was written, and written again to the same bytes", () => {
    const text = serializeReport(report);
    expect(parseReport(text)).toEqual(report);
    expect(serializeReport(parseReport(text))).toBe(text);
  });

  test("of a chain that is not among its networks is refused with those that are", () => {
    const values = { chain: "cosmic", known: "local" };
    throwsWith(() => feeRows({ ...report, networks: [networkOf("local")] }), "UnknownChain", values);
  });

  test("that is no JSON is refused", () => {
    throwsWith(() => parseReport("{"), "InvalidInput", { name: "fee report", reason: "it is no JSON" });
  });

  test.each<[string, (good: Record<string, never>) => unknown]>([
    ["null", () => null],
    ["a list", () => []],
    ["no networks", ({ networks: _, ...rest }) => rest],
    ["no measurements", ({ measurements: _, ...rest }) => rest],
    ["networks that are no list", (good) => ({ ...good, networks: {} })],
    ["a measurement that is empty", (good) => ({ ...good, measurements: [{}] })],
    ["a network without prices", (good) => ({ ...good, networks: [{ ...networkOf("a"), prices: undefined }] })],
    [
      "a price that is no text",
      (good) => ({ ...good, networks: [networkOf("a", { gasPrice: { ...quoted("1"), value: 1 as never } })] }),
    ],
    ["an unknown stage", (good) => ({ ...good, networks: [{ ...networkOf("a"), stage: "dead" }] })],
  ])("with %s is refused", (_, change) => {
    const text = JSON.stringify(change(JSON.parse(serializeReport(report))));
    const reason = "its networks or measurements are malformed";
    throwsWith(() => parseReport(text), "InvalidInput", { name: "fee report", reason });
  });
});

test("measurements of one operation on one chain are averaged, in the order of their first appearance", () => {
  const measured = (operation: string, chain: string, amount: bigint): Measurement => ({
    operation,
    chain,
    estimated: executionFee(amount + 1n),
    charged: executionFee(amount, amount, Number(amount)),
  });
  const all = [measured("b", "x", 10n), measured("a", "x", 5n), measured("b", "y", 7n), measured("b", "x", 21n)];
  const averages = averageMeasurements(all);
  expect(averages.map(({ operation, chain, charged }) => [operation, chain, charged.total])).toEqual([
    ["b", "x", 15n],
    ["a", "x", 5n],
    ["b", "y", 7n],
  ]);
  expect(averages[0]?.charged.work).toEqual({ gas: 15n, bytes: 16 });
  expect(averages[0]?.estimated.total).toBe(16n);
  expect(averageMeasurements([])).toEqual([]);
});
