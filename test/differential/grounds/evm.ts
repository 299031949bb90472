import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import {
  type DeploymentPlan,
  fromHex,
  MODELS,
  OmnisumError,
  readHeader,
  readIncentive,
  type Wire,
} from "@omnisum/core";
import { getAddress, getCreateAddress } from "ethers";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import { codecOf, type RawLog } from "../../../adapters/evm/src/codec.ts";
import { FACTORY_EVENTS } from "../../../adapters/evm/src/deployment.ts";
import { failure } from "../../../adapters/evm/src/errors.ts";
import type { Ground, GroundCall, Happening } from "./ground.ts";

/** More than any operation needs: what an operation costs, and so how much of it fits into a transaction, is tested elsewhere. */
const GAS = "0x1dcd6500";
const BLOCK_GAS = 1_000_000_000n;
const CHAIN = {
  type: "edr-simulated",
  chainType: "l1",
  // The last hard fork before the limit of a transaction's gas (EIP-7825).
  hardfork: "prague",
  blockGasLimit: BLOCK_GAS,
  initialBaseFeePerGas: 0,
  allowBlocksWithSameTimestamp: true,
  initialDate: "2026-01-01T00:00:00Z",
  // More than the greatest stake many times over.
  accounts: { count: 10, accountsBalance: 10n ** 36n },
} as const;

interface Provider {
  request(request: { method: string; params?: readonly unknown[] }): Promise<unknown>;
}
interface Receipt {
  readonly logs: readonly RawLog[];
}
type Artifacts = Readonly<Record<string, { readonly bytecode: string }>>;

/** Hardhat's simulated chain, in this process. */
export class EvmGround implements Ground {
  readonly name = "evm";
  readonly accounts: readonly string[];
  readonly #provider: Provider;
  readonly #artifacts: Artifacts;
  /** Addresses of contracts that trainers share, by name. */
  readonly #shared = new Map<string, string>();
  readonly #close: () => Promise<void>;
  #now: bigint;
  #height = 0n;
  #nonce = 0;

  private constructor(parts: {
    readonly provider: Provider;
    readonly accounts: readonly string[];
    readonly artifacts: Artifacts;
    readonly now: bigint;
    readonly close: () => Promise<void>;
  }) {
    this.#provider = parts.provider;
    this.accounts = parts.accounts;
    this.#artifacts = parts.artifacts;
    this.#now = parts.now;
    this.#close = parts.close;
  }

  static async open(): Promise<EvmGround> {
    const hre = await createHardhatRuntimeEnvironment({ networks: { ground: CHAIN } });
    const connection = await hre.network.connect({ network: "ground" });
    // CAST: this is what every provider of Ethereum offers.
    const provider = connection.provider as unknown as Provider;
    const path = fileURLToPath(import.meta.resolve("@omnisum/contracts-evm/artifacts.json"));
    // CAST: these two are what Hardhat answers.
    const accounts = (await provider.request({ method: "eth_accounts" })) as readonly string[];
    const latest = (await provider.request({ method: "eth_getBlockByNumber", params: ["latest", false] })) as {
      readonly timestamp: string;
    };
    return new EvmGround({
      provider,
      accounts: accounts.map((account) => getAddress(account)),
      artifacts: JSON.parse(await readFile(path, "utf8")),
      now: BigInt(latest.timestamp),
      close: () => connection.close(),
    });
  }

  authorBytes(address: string): Uint8Array {
    return fromHex(address);
  }

  async create(from: string, plan: DeploymentPlan): Promise<string> {
    const { header, incentive, owner, metadata, body, firstBytes = body.length } = plan;
    const kinds = `-${readHeader(MODELS, header).kind}-${readIncentive(incentive, owner).kind}`;
    const implementation = await this.#share(kinds.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()));
    const to = await this.#share("TrainerFactory");
    const weights = body.subarray(0, firstBytes);
    const args = { implementation, header, incentive, owner, metadata, weights };
    const receipt = await this.#send({ from, to, data: FACTORY_EVENTS.encodeCall("create", args) });
    const [created] = FACTORY_EVENTS.decodeLogs(receipt.logs, () => NOWHERE);
    return String(created?.values.trainer);
  }

  async execute({ from, contract, on, method, args, funds }: GroundCall): Promise<readonly Happening[]> {
    const codec = codecOf(on);
    const data = codec.encodeCall(method, args);
    const receipt = await this.#send({ from, to: contract, data, value: `0x${funds.toString(16)}` });
    const logs = receipt.logs.filter(({ address }) => address.toLowerCase() === contract.toLowerCase());
    return codec.decodeLogs(logs, () => NOWHERE).map(({ name, values }) => ({ name, values }));
  }

  async query({ contract, on, method, args }: Pick<GroundCall, "contract" | "on" | "method" | "args">): Promise<Wire> {
    const codec = codecOf(on);
    const answer = await this.#call({ to: contract, data: codec.encodeCall(method, args) });
    return codec.decodeResult(method, answer);
  }

  async balance(address: string): Promise<bigint> {
    return BigInt(String(await this.#provider.request({ method: "eth_getBalance", params: [address, "latest"] })));
  }

  async advance(seconds: bigint, blocks: number): Promise<void> {
    this.#now += seconds;
    for (let i = 0; i < blocks; i++) {
      await this.#setTime();
      await this.#provider.request({ method: "evm_mine" });
      this.#height += 1n;
    }
  }

  now(): bigint {
    return this.#now;
  }

  height(): bigint {
    return this.#height;
  }

  close(): Promise<void> {
    return this.#close();
  }

  /** The address of shared code, which is deployed when it is first needed. */
  async #share(name: string): Promise<string> {
    const known = this.#shared.get(name);
    if (known !== undefined) return known;
    const data = this.#artifacts[name]?.bytecode;
    if (data === undefined)
      throw new OmnisumError("UnknownKind", { role: "EVM contract", kind: name, known: "others" });
    const [from = ""] = this.accounts.slice(-1);
    const address = getCreateAddress({ from, nonce: this.#nonce++ });
    await this.#send({ from, data });
    this.#shared.set(name, address);
    return address;
  }

  async #send(transaction: Readonly<Record<string, string>>): Promise<Receipt> {
    await this.#setTime();
    const request = { gas: GAS, gasPrice: "0x0", ...transaction };
    this.#height += 1n;
    const hash = await refusing(() => this.#provider.request({ method: "eth_sendTransaction", params: [request] }));
    // CAST: the transaction was mined when it was sent.
    return (await this.#provider.request({ method: "eth_getTransactionReceipt", params: [hash] })) as Receipt;
  }

  async #call(call: object): Promise<string> {
    return String(await refusing(() => this.#provider.request({ method: "eth_call", params: [call, "latest"] })));
  }

  async #setTime(): Promise<void> {
    const params = [`0x${this.#now.toString(16)}`];
    await this.#provider.request({ method: "evm_setNextBlockTimestamp", params });
  }
}

const NOWHERE = { block: 0n, index: 0, transaction: "" };

async function refusing(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work();
  } catch (cause) {
    throw failure(revertData(cause), cause instanceof Error ? cause.message : String(cause));
  }
}

function revertData(error: unknown): string {
  if (!(error instanceof Error) || !("data" in error)) return "";
  const { data } = error;
  if (typeof data === "string") return data;
  return typeof data === "object" && data !== null && "data" in data ? String(data.data) : "";
}
