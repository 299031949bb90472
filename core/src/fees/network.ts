import { OmnisumError } from "../errors.ts";
import { parseAmount } from "../money.ts";
import type { ChainConfig } from "../ports.ts";
import { type Fee, type FeeComponent, makeFee, type Work } from "./fee.ts";

/** A number as a decimal text, with where it comes from and when it held. */
export interface Quoted {
  readonly value: string;
  readonly source: string;
  /** ISO 8601 date. */
  readonly at: string;
}

/** What a rollup's data fee is computed from; prices in wei, scalars as the chain's contracts hold them. */
export interface OpDataPrices {
  readonly l1BaseFee: Quoted;
  readonly l1BlobBaseFee: Quoted;
  readonly baseFeeScalar: Quoted;
  readonly blobBaseFeeScalar: Quoted;
}

/** A chain's prices, as data: everything a fee is computed from, so that a report can be computed again. */
export interface NetworkPrices {
  /** In the smallest unit for one unit of gas; decimals allowed. */
  readonly gasPrice: Quoted;
  /** Paid on top to whoever makes the block, likewise. */
  readonly priorityPrice?: Quoted;
  /** Dollars for one whole coin. */
  readonly coinPrice: Quoted;
  readonly opData?: OpDataPrices;
}

/** A chain that is known: how to reach it, and what it costs. */
export interface Network extends ChainConfig {
  readonly prices: NetworkPrices;
}

/** The network of that name; throws `UnknownChain` with those that are known. */
export function findNetwork(networks: readonly Network[], name: string): Network {
  const network = networks.find((candidate) => candidate.name === name);
  if (network !== undefined) return network;
  const known = networks.map((candidate) => candidate.name).join(", ");
  throw new OmnisumError("UnknownChain", { chain: name, known });
}

const GAS_PRICE_DECIMALS = 18;

/** What the same work costs on `network`: measured work × the network's prices. */
export function projectFee(work: Work, { prices }: Pick<Network, "prices">): Fee {
  // A query is no transaction, so not even a rollup's least data fee is due.
  if (work.gas === 0n && work.bytes === 0) return makeFee([], work);
  const components: FeeComponent[] = [{ name: "execution", amount: gasCost(work.gas, prices.gasPrice) }];
  if (prices.priorityPrice !== undefined) {
    components.push({ name: "priority", amount: gasCost(work.gas, prices.priorityPrice) });
  }
  if (prices.opData !== undefined) components.push({ name: "data", amount: opDataFee(work, prices.opData) });
  return makeFee(components, work);
}

/** gas × price, rounded up as chains do that charge whole units. */
function gasCost(gas: bigint, { value }: Quoted): bigint {
  const scale = 10n ** BigInt(GAS_PRICE_DECIMALS);
  return (gas * parseAmount(value, GAS_PRICE_DECIMALS) + scale - 1n) / scale;
}

/** Constants of the Fjord upgrade's linear regression over FastLZ sizes (OP Stack specification, "Fjord L1-Cost fee"). */
const FJORD = { intercept: -42_585_600n, perFastLzByte: 836_500n, least: 100_000_000n } as const;

/** estimatedSizeScaled × l1FeeScaled ÷ 10^12 (OP Stack specification, "Fjord L1-Cost fee"). */
function opDataFee(work: Work, prices: OpDataPrices): bigint {
  const size = BigInt(work.compressedBytes ?? work.bytes) * FJORD.perFastLzByte + FJORD.intercept;
  const scaledSize = size > FJORD.least ? size : FJORD.least;
  const execution = 16n * BigInt(prices.baseFeeScalar.value) * BigInt(prices.l1BaseFee.value);
  const blob = BigInt(prices.blobBaseFeeScalar.value) * BigInt(prices.l1BlobBaseFee.value);
  return (scaledSize * (execution + blob)) / 10n ** 12n;
}
