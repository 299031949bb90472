import { type Fee, makeFee, OmnisumError, type Work } from "@omnisum/core";
import { getBytes, Interface, Transaction } from "ethers";
import { fastLzLength } from "./fastlz.ts";
import { hex, type Node } from "./node.ts";

/** What a unit of gas costs in the next block, in the smallest unit. */
export interface GasPrices {
  readonly base: bigint;
  readonly tip: bigint;
}

/** The parts of a receipt that a fee is computed from; quantities in hex. */
export interface ChargedReceipt {
  readonly blockNumber: string;
  readonly gasUsed: string;
  readonly effectiveGasPrice: string;
  /** On rollups of the OP stack. */
  readonly l1Fee?: string;
}

/** What to add where a node does not say what is usual. */
const USUAL_TIP = 10n ** 9n;

/** Predeployed on every rollup of the OP stack (OP Stack specification, "Predeploys"). */
const GAS_PRICE_ORACLE = "0x420000000000000000000000000000000000000F";
const ORACLE = new Interface([
  "function getL1Fee(bytes unsignedTransaction) view returns (uint256)",
  "function getOperatorFee(uint256 gasUsed) view returns (uint256)",
]);

/** Computes fees: what a transaction will be charged, and what it was. */
export class FeeMeter {
  readonly #node: Node;
  readonly #rollup: boolean;

  constructor(node: Node) {
    this.#node = node;
    this.#rollup = node.config.options?.rollup === "op";
  }

  async prices(): Promise<GasPrices> {
    const [base, tip] = await Promise.all([this.#nextBaseFee(), this.#usualTip()]);
    return { base, tip };
  }

  /** The fee of a transaction that will use `gas`; the signed bytes count for rollups. */
  async expected(gas: bigint, signed: string, { base, tip }: GasPrices): Promise<Fee> {
    const [data, operator] = this.#rollup
      ? await Promise.all([this.#dataFee(signed), this.#operatorFee(gas, "latest")])
      : [0n, 0n];
    return makeFee(
      [
        { name: "execution", amount: gas * base },
        { name: "priority", amount: gas * tip },
        { name: "data", amount: data },
        { name: "operator", amount: operator },
      ],
      workOf(gas, signed),
    );
  }

  /** The fee that was charged: exactly what the sender's balance lost besides the funds it sent. */
  async charged(receipt: ChargedReceipt, signed: string): Promise<Fee> {
    const at = BigInt(receipt.blockNumber);
    const gas = BigInt(receipt.gasUsed);
    const [{ baseFeePerGas = "0x0" }, operator] = await Promise.all([
      this.#node.block(at),
      this.#rollup ? this.#operatorFee(gas, at) : 0n,
    ]);
    const base = BigInt(baseFeePerGas);
    return makeFee(
      [
        { name: "execution", amount: gas * base },
        { name: "priority", amount: gas * (BigInt(receipt.effectiveGasPrice) - base) },
        { name: "data", amount: BigInt(receipt.l1Fee ?? 0) },
        { name: "operator", amount: operator },
      ],
      workOf(gas, signed),
    );
  }

  async #nextBaseFee(): Promise<bigint> {
    // CAST: this is what nodes answer; the list has one entry more than there are blocks, the next block's.
    const history = (await this.#node.request("eth_feeHistory", [hex(1), "latest", []])) as {
      readonly baseFeePerGas?: readonly string[];
    };
    return BigInt(history.baseFeePerGas?.at(-1) ?? 0);
  }

  async #usualTip(): Promise<bigint> {
    return unlessUnsupported(this.#node.quantity("eth_maxPriorityFeePerGas"), USUAL_TIP);
  }

  /** What the rollup charges for posting the transaction; its oracle takes the bytes without a signature. */
  async #dataFee(signed: string): Promise<bigint> {
    const data = ORACLE.encodeFunctionData("getL1Fee", [Transaction.from(signed).unsignedSerialized]);
    return BigInt(await this.#node.call({ to: GAS_PRICE_ORACLE, data }));
  }

  /** Rollups have an operator's fee since their Isthmus upgrade; the oracles of older ones refuse the question. */
  async #operatorFee(gas: bigint, at: bigint | "latest"): Promise<bigint> {
    const data = ORACLE.encodeFunctionData("getOperatorFee", [gas]);
    try {
      return BigInt(await this.#node.call({ to: GAS_PRICE_ORACLE, data }, at));
    } catch (error) {
      if (error instanceof OmnisumError && error.name === "TransactionFailed") return 0n;
      throw error;
    }
  }
}

/** `otherwise` where the node does not know the question. */
async function unlessUnsupported<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof OmnisumError && error.name === "Unsupported") return otherwise;
    throw error;
  }
}

function workOf(gas: bigint, signed: string): Work {
  const bytes = getBytes(signed);
  return { gas, bytes: bytes.length, compressedBytes: fastLzLength(bytes) };
}
