/** A trainer on an in-process chain, and what each transaction to it costs. */
import { readFileSync } from "node:fs";
import { Contract, ContractFactory, type InterfaceAbi, type Signer, type TransactionReceipt } from "ethers";
import hre from "hardhat";
import { body, header, incentive } from "./workload.ts";

interface Artifact {
  readonly abi: InterfaceAbi;
  readonly bytecode: string;
}
export type Fields = Readonly<Record<string, bigint | string>>;
export interface Done {
  readonly gas: number;
  /** The fields of the trainer's event. */
  readonly fields: Fields;
}

/** What the workload's deployment says about itself. */
export const METADATA = '{"labels":["Negative","Positive"]}';

const artifacts: Readonly<Record<string, Artifact>> = JSON.parse(
  readFileSync(new URL("../dist/artifacts.json", import.meta.url), "utf8"),
);
const { ethers, provider } = await hre.network.create();
const signers = await ethers.getSigners();
let now = 2_000_000_000;

export function account(index: number): Signer {
  const signer = signers[index];
  if (signer === undefined) throw new RangeError(`no account ${index}`);
  return signer;
}

/** The next transaction comes `seconds` after the last one. */
export async function after(seconds: number): Promise<void> {
  await at(now + seconds);
}

/** The next transaction comes at `time`, in seconds since 1970. */
export async function at(time: number): Promise<void> {
  now = time;
  await provider.request({ method: "evm_setNextBlockTimestamp", params: [now] });
}

/** Runs `work` and undoes what it did. */
export async function trying<T>(work: () => Promise<T>): Promise<T> {
  const [snapshot, time] = [await provider.request({ method: "evm_snapshot", params: [] }), now];
  const result = await work();
  await provider.request({ method: "evm_revert", params: [snapshot] });
  now = time;
  return result;
}

/** Deploys one of the contracts. */
export async function deploy(name: string): Promise<{ address: string; gas: number }> {
  const { abi, bytecode } = artifact(name);
  const contract = await new ContractFactory(abi, bytecode, account(0)).deploy();
  const receipt = await contract.deploymentTransaction()?.wait();
  return { address: await contract.getAddress(), gas: Number(receipt?.gasUsed) };
}

/** Makes a trainer of the workload; one with two features costs next to nothing and shows what is fixed. */
export async function create(factory: string, implementation: string, metadata = METADATA): Promise<Trainer & { gas: number }> {
  const contract = new Contract(factory, artifact("TrainerFactory").abi, account(0));
  const owner = await account(0).getAddress();
  const sent = await contract.getFunction("create")(implementation, header(), incentive(), owner, metadata, body());
  const receipt: TransactionReceipt = await sent.wait();
  const created = contract.interface.parseLog(receipt.logs.at(-1) ?? { topics: [], data: "0x" });
  return { ...trainerAt(String(created?.args["trainer"])), gas: Number(receipt.gasUsed) };
}

export interface Trainer {
  /** Sends a transaction from account `from`. */
  send(from: number, method: string, args: readonly unknown[], value?: bigint): Promise<Done>;
  /** The answer to a query. */
  ask<T = bigint>(method: string, ...args: readonly unknown[]): Promise<T>;
}

function trainerAt(address: string): Trainer {
  const contract = new Contract(address, artifact("SparsePerceptronDepositRefundTake").abi, account(0));
  return {
    async send(from, method, args, value = 0n) {
      const data = contract.interface.encodeFunctionData(method, args);
      const receipt = await (await account(from).sendTransaction({ to: address, data, value })).wait();
      const event = receipt?.logs.map((log) => contract.interface.parseLog(log)).at(-1);
      return { gas: Number(receipt?.gasUsed), fields: event?.args.toObject() ?? {} };
    },
    ask: (method, ...args) => contract.getFunction(method).staticCall(...args),
  };
}

function artifact(name: string): Artifact {
  const found = artifacts[name];
  if (found === undefined) throw new RangeError(`no contract ${name}`);
  return found;
}
