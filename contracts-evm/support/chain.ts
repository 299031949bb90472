/** An in-process chain: what a transaction did, cost and refused, at times of the caller's choice. */
import { readFileSync } from "node:fs";
import { Contract, ContractFactory, Interface, type JsonFragment, type Signer } from "ethers";
import hre from "hardhat";

interface Artifact {
  readonly abi: readonly JsonFragment[];
  readonly bytecode: string;
}
export type Fields = Readonly<Record<string, bigint | string | boolean>>;
export interface Event {
  readonly name: string;
  readonly fields: Fields;
}
export interface Done {
  readonly gas: number;
  readonly events: readonly Event[];
  /** The fields of the last event. */
  readonly fields: Fields;
}

/** A contract's refusal: the name of its error and the values of its fields. */
export class Refused extends Error {
  override readonly name: string;
  readonly values: Fields;

  constructor(name: string, values: Fields) {
    super(`${name} ${Object.values(values).join(" ")}`);
    this.name = name;
    this.values = values;
  }
}

export const TRAINER = "SparsePerceptronDepositRefundTake";
/** More than any operation needs; given so that a transaction is sent even if it will be refused. */
const GAS_LIMIT = 16_000_000;

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

export function addressOf(index: number): Promise<string> {
  return account(index).getAddress();
}

export function balanceOf(address: string): Promise<bigint> {
  return ethers.provider.getBalance(address);
}

/** The next transaction comes `seconds` after the last one. */
export async function after(seconds: number): Promise<number> {
  return at(now + seconds);
}

/** The next transaction comes at `time`, in seconds since 1970. */
export async function at(time: number): Promise<number> {
  now = time;
  await provider.request({ method: "evm_setNextBlockTimestamp", params: [now] });
  return now;
}

/** Adds `blocks` blocks without transactions, a second after one another. */
export async function mine(blocks: number): Promise<void> {
  await provider.request({ method: "hardhat_mine", params: [`0x${blocks.toString(16)}`, "0x1"] });
  now += blocks;
}

/** Queries see the time `time`. */
export async function reach(time: number): Promise<void> {
  await at(time);
  await provider.request({ method: "hardhat_mine", params: ["0x1"] });
}

/** The height of the last block. */
export async function blockNumber(): Promise<bigint> {
  return BigInt(await ethers.provider.getBlockNumber());
}

/** Gives an account a balance. */
export async function endow(index: number, balance: bigint): Promise<void> {
  const params = [await addressOf(index), `0x${balance.toString(16)}`] as const;
  await provider.request({ method: "hardhat_setBalance", params });
}

/** Runs `work` and undoes what it did. */
export async function trying<T>(work: () => Promise<T>): Promise<T> {
  const [snapshot, time] = [await provider.request({ method: "evm_snapshot", params: [] }), now];
  const result = await work();
  await provider.request({ method: "evm_revert", params: [snapshot] });
  now = time;
  return result;
}

/** A kind's name as contracts' names have it: `naive-bayes` → `NaiveBayes`. */
export function pascalCase(kind: string): string {
  return kind.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Deploys a contract: one of the package's, or the one given. */
export async function deploy(name: string, { abi, bytecode } = artifact(name), args: readonly unknown[] = []) {
  const contract = await new ContractFactory(abi, bytecode, account(0)).deploy(...args);
  const receipt = await contract.deploymentTransaction()?.wait();
  return { address: await contract.getAddress(), gas: Number(receipt?.gasUsed) };
}

/** Whether the package has such a contract. */
export function exists(name: string): boolean {
  return Object.hasOwn(artifacts, name);
}

/** A contract compiled for the tests, with its artifact's path below `artifacts/`. */
export function compiled(path: string): Artifact {
  return JSON.parse(readFileSync(new URL(`../artifacts/${path}`, import.meta.url), "utf8"));
}

export interface Plan {
  readonly header: Uint8Array;
  readonly incentive: Uint8Array;
  readonly owner: string;
  readonly metadata: string;
  readonly weights: Uint8Array;
}

/** Makes a trainer by the factory. */
export async function create(factory: string, implementation: string, plan: Plan, from = 0): Promise<Trainer & Done> {
  const { header, incentive, owner, metadata, weights } = plan;
  const { abi } = artifact("TrainerFactory");
  const args = [implementation, header, incentive, owner, metadata, weights];
  const done = await send(new Interface(abi), factory, { from, method: "create", args });
  return { ...trainerAt(String(done.fields.trainer)), ...done };
}

export interface Trainer {
  readonly address: string;
  /** Sends a transaction from account `from`; throws `Refused`. */
  send(from: number, method: string, args: readonly unknown[], value?: bigint): Promise<Done>;
  /** The answer to a query; throws `Refused`. */
  ask<T = bigint>(method: string, ...args: readonly unknown[]): Promise<T>;
}

export function trainerAt(address: string): Trainer {
  const contract = new Contract(address, trainerAbi(), account(0));
  return {
    address,
    send: (from, method, args, value = 0n) => send(contract.interface, address, { from, method, args, value }),
    ask: (method, ...args) =>
      contract
        .getFunction(method)
        .staticCall(...args)
        .catch((error) => refuse(contract.interface, error)),
  };
}

/** A transaction with ready calldata; throws `Refused` with a trainer's error. */
export async function sendData(from: number, to: string, data: string, value = 0n): Promise<void> {
  try {
    await (await account(from).sendTransaction({ to, data, value, gasLimit: GAS_LIMIT, gasPrice: 0 })).wait();
  } catch (error) {
    refuse(trainerAbi(), error);
  }
}

/** What one kind of trainer offers, or all of them together. */
export function trainerAbi(name?: string): Interface {
  if (name !== undefined) return new Interface(artifact(name).abi);
  const trainers = Object.entries(artifacts).filter(([contract]) => contract !== "TrainerFactory");
  const entries = trainers.flatMap(([, { abi }]) => abi.map((entry) => [JSON.stringify(entry), entry] as const));
  return new Interface([...new Map(entries).values()]);
}

/** The trainer's events in the last block. */
export async function lastEvents(): Promise<readonly Event[]> {
  const logs = await ethers.provider.getLogs({ fromBlock: "latest", toBlock: "latest" });
  return logs.flatMap((log) => parsed(trainerAbi(), log));
}

interface Sending {
  readonly from: number;
  readonly method: string;
  readonly args: readonly unknown[];
  readonly value?: bigint;
}

async function send(abi: Interface, to: string, { from, method, args, value = 0n }: Sending): Promise<Done> {
  const data = abi.encodeFunctionData(method, args);
  try {
    const sent = await account(from).sendTransaction({ to, data, value, gasLimit: GAS_LIMIT, gasPrice: 0 });
    const receipt = await sent.wait();
    const events = (receipt?.logs ?? []).flatMap((log) => parsed(abi, log));
    return { gas: Number(receipt?.gasUsed), events, fields: events.at(-1)?.fields ?? {} };
  } catch (error) {
    return refuse(trainerAbi(), error);
  }
}

function parsed(abi: Interface, log: { topics: readonly string[]; data: string }): readonly Event[] {
  const event = abi.parseLog(log);
  return event === null ? [] : [{ name: event.name, fields: event.args.toObject() }];
}

/** Throws the contract's error that `error` carries, or `error` itself. */
function refuse(abi: Interface, error: unknown): never {
  const data = error instanceof Error && "data" in error ? error.data : undefined;
  const refusal = typeof data === "string" && data.length > 2 ? abi.parseError(data) : null;
  if (refusal === null || refusal.name === "Panic") throw error;
  throw new Refused(refusal.name, refusal.args.toObject());
}

function artifact(name: string): Artifact {
  const found = artifacts[name];
  if (found === undefined) throw new RangeError(`no contract ${name}`);
  return found;
}
