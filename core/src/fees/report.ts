import { OmnisumError } from "../errors.ts";
import { microDollars } from "../money.ts";
import type { Currency } from "../ports.ts";
import { isBigint, isList, isMap, isNumber, isOneOf, isOptional, isRecordOf, isText } from "../shape.ts";
import { addFees, type Fee, type FeeComponent, type FeeComponentName, makeFee, type Work } from "./fee.ts";
import {
  findNetwork,
  type Network,
  type NetworkPrices,
  type OpDataPrices,
  projectFee,
  type Quoted,
} from "./network.ts";

/** One operation as it was measured on one chain. */
export interface Measurement {
  /** For people: "addData, model agrees". */
  readonly operation: string;
  /** The network's name. */
  readonly chain: string;
  readonly estimated: Fee;
  readonly charged: Fee;
}

/** Everything that the tables are computed from; as JSON it can be kept and computed again to the same bytes. */
export interface FeeReport {
  /** ISO 8601. */
  readonly createdAt: string;
  readonly networks: readonly Network[];
  readonly measurements: readonly Measurement[];
}

/** One line of the comparison; amounts in the network's smallest unit. */
export interface FeeRow {
  readonly operation: string;
  readonly network: string;
  /** Whether it was charged there, or computed from work that was measured on another chain of the family. */
  readonly kind: "charged" | "projected";
  readonly gas: bigint;
  readonly estimated: bigint;
  readonly charged: bigint;
  readonly components: readonly { readonly name: FeeComponentName; readonly amount: bigint }[];
  /** Millionths of a dollar, of `charged`. */
  readonly microDollars: bigint;
}

/** What each operation cost on the chains where it ran, and would cost on the other networks of their families. */
export function feeRows(report: FeeReport): readonly FeeRow[] {
  return report.measurements.flatMap((measurement) => {
    const measured = findNetwork(report.networks, measurement.chain);
    const others = report.networks.filter(({ family, name }) => family === measured.family && name !== measured.name);
    return [
      row(measurement, measured, "charged"),
      ...others.map((network) => row(project(measurement, network), network, "projected")),
    ];
  });
}

/** Measurements of the same operation on the same chain as one, in the order of their first appearance. */
export function averageMeasurements(measurements: readonly Measurement[]): readonly Measurement[] {
  const groups = Map.groupBy(measurements, ({ operation, chain }) => `${operation}\n${chain}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const mean = (fees: readonly Fee[]) => divideFee(addFees(fees), BigInt(fees.length));
    return [{ ...first, estimated: mean(group.map((m) => m.estimated)), charged: mean(group.map((m) => m.charged)) }];
  });
}

function divideFee({ components, work }: Fee, by: bigint): Fee {
  return makeFee(
    components.map(({ name, amount }) => ({ name, amount: amount / by })),
    {
      gas: work.gas / by,
      bytes: Math.round(work.bytes / Number(by)),
      ...(work.compressedBytes !== undefined && { compressedBytes: Math.round(work.compressedBytes / Number(by)) }),
    },
  );
}

function project(measurement: Measurement, network: Network): Measurement {
  const estimated = projectFee(measurement.estimated.work, network);
  return { ...measurement, chain: network.name, estimated, charged: projectFee(measurement.charged.work, network) };
}

function row({ operation, estimated, charged }: Measurement, network: Network, kind: FeeRow["kind"]): FeeRow {
  const { currency, prices } = network;
  return {
    operation,
    network: network.name,
    kind,
    gas: charged.work.gas,
    estimated: estimated.total,
    charged: charged.total,
    components: charged.components,
    microDollars: microDollars(charged.total, currency.decimals, prices.coinPrice.value),
  };
}

/** A report as JSON text: amounts as decimal texts, keys in a fixed order. */
export function serializeReport(report: FeeReport): string {
  return `${JSON.stringify(report, (_, value) => (typeof value === "bigint" ? `${value}n` : value), 2)}\n`;
}

/** Reads what `serializeReport` wrote; throws `InvalidInput` for anything else. */
export function parseReport(text: string): FeeReport {
  try {
    const report: unknown = JSON.parse(text, (_, value) => {
      return typeof value === "string" && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value;
    });
    if (isReport(report)) return report;
  } catch (cause) {
    throw new OmnisumError("InvalidInput", { name: "fee report", reason: "it is no JSON" }, { cause });
  }
  throw new OmnisumError("InvalidInput", { name: "fee report", reason: "its networks or measurements are malformed" });
}

const isFee = isRecordOf<Fee>({
  components: isList(
    isRecordOf<FeeComponent>({
      name: isOneOf("execution", "priority", "data", "operator", "length", "margin", "storage-deposit"),
      amount: isBigint,
    }),
  ),
  total: isBigint,
  refundable: isBigint,
  work: isRecordOf<Work>({ gas: isBigint, bytes: isNumber, compressedBytes: isOptional(isNumber) }),
});

const isMeasurement = isRecordOf<Measurement>({ operation: isText, chain: isText, estimated: isFee, charged: isFee });

const isQuoted = isRecordOf<Quoted>({ value: isText, source: isText, at: isText });

const isNetwork = isRecordOf<Network>({
  name: isText,
  family: isText,
  chainId: isText,
  stage: isOneOf("development", "test", "live"),
  endpoint: isText,
  currency: isRecordOf<Currency>({ symbol: isText, decimals: isNumber }),
  options: isOptional(isMap(isText)),
  prices: isRecordOf<NetworkPrices>({
    gasPrice: isQuoted,
    priorityPrice: isOptional(isQuoted),
    coinPrice: isQuoted,
    opData: isOptional(
      isRecordOf<OpDataPrices>({
        l1BaseFee: isQuoted,
        l1BlobBaseFee: isQuoted,
        baseFeeScalar: isQuoted,
        blobBaseFeeScalar: isQuoted,
      }),
    ),
  }),
});

const isReport = isRecordOf<FeeReport>({
  createdAt: isText,
  networks: isList(isNetwork),
  measurements: isList(isMeasurement),
});
