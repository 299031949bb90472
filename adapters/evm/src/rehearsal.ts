import { bigEndian, concat, fromHex, toHex } from "@omnisum/core";
import { getBytes } from "ethers";
import type { Node, StateOverrides } from "./node.ts";

/** A call of a rehearsal: of an address, or of the contract whose address the first call answered with. */
export interface RehearsedCall {
  readonly to: string | "created";
  readonly data: string;
}

const WORD = 32;
/** Gas between the two readings of what is left that is not the called contract's: pushing, GAS, and CALL's own 100. */
const OVERHEAD = 119n;
/** Reading the target from memory instead of pushing it. */
const CREATED_OVERHEAD = 3n;

/** What a transaction costs before it runs (EIP-2028, EIP-7623). */
const BASE_GAS = 21_000n;
const TOKENS_PER_NONZERO_BYTE = 4n;
const GAS_PER_TOKEN = 4n;
const FLOOR_GAS_PER_TOKEN = 10n;

/**
 * Gas of transactions that cannot be estimated one by one because each needs the one before. One `eth_call` runs them all:
 * for its time, the sender's account holds a program that makes the calls, one after the other, and measures each. So
 * the contracts see the right sender, and nothing is sent. Throws what a call is refused with.
 *
 * The calls share one transaction, so what an earlier one has touched is cheaper than it will be: `warm` says by how much
 * for each call.
 */
export async function rehearse(
  node: Node,
  from: string,
  calls: readonly RehearsedCall[],
  { codes, warm }: { readonly codes: StateOverrides; readonly warm: (call: number) => bigint },
): Promise<readonly bigint[]> {
  const overrides = { ...codes, [from]: { code: toHex(program(calls)) } };
  const answer = getBytes(await node.call({ from: ANYONE, to: from, data: "0x" }, "latest", overrides));
  return calls.map(({ to, data }, i) => {
    const measured = BigInt(toHex(answer.subarray(i * WORD, (i + 1) * WORD)));
    const overhead = OVERHEAD + (to === "created" ? CREATED_OVERHEAD : 0n);
    return transactionGas(data, measured - overhead + warm(i));
  });
}

/** What a transaction with `data` is charged for if what it calls uses `execution`. */
function transactionGas(data: string, execution: bigint): bigint {
  const bytes = getBytes(data);
  const nonZero = BigInt(bytes.reduce((count, byte) => count + (byte === 0 ? 0 : 1), 0));
  const tokens = BigInt(bytes.length) - nonZero + TOKENS_PER_NONZERO_BYTE * nonZero;
  const run = GAS_PER_TOKEN * tokens + execution;
  const floor = FLOOR_GAS_PER_TOKEN * tokens;
  return BASE_GAS + (run > floor ? run : floor);
}

const ANYONE = "0x0000000000000000000000000000000000000001";

/** The opcodes that are used (Ethereum Yellow Paper, appendix H). */
const OP = {
  sub: 0x03,
  iszero: 0x15,
  codecopy: 0x39,
  extcodesize: 0x3b,
  returndatasize: 0x3d,
  returndatacopy: 0x3e,
  pop: 0x50,
  mload: 0x51,
  mstore: 0x52,
  jumpi: 0x57,
  gas: 0x5a,
  jumpdest: 0x5b,
  push0: 0x5f,
  push1: 0x60,
  push3: 0x62,
  push20: 0x73,
  swap1: 0x90,
  swap2: 0x91,
  call: 0xf1,
  return: 0xf3,
  revert: 0xfd,
} as const;

/**
 * Memory: a word for the gas of each call, a word for the first call's answer, then the calldata of the present call,
 * which is copied there from behind the program.
 */
function program(calls: readonly RehearsedCall[]): Uint8Array {
  const created = calls.length * WORD;
  const datas = calls.map(({ data }) => getBytes(data));
  const keepsAnswer = calls.some(({ to }) => to === "created");
  const place = { created, payload: created + WORD, dataAt: 0, size: 0, codeAt: 0, keepsAnswer };
  // Each part is as long whatever numbers it holds.
  const lengths = calls.map((call, i) => part(call, i, place).length);
  let codeAt = 0;
  let dataAt = lengths.reduce((sum, length) => sum + length, end(0).length);
  const parts = calls.map((call, i) => {
    const size = datas[i]?.length ?? 0;
    const made = part(call, i, { ...place, dataAt, size, codeAt });
    codeAt += made.length;
    dataAt += size;
    return made;
  });
  return concat(...parts, end(created), ...datas);
}

interface Place {
  readonly created: number;
  readonly payload: number;
  /** Where the call's data stands in the code. */
  readonly dataAt: number;
  readonly size: number;
  /** Where this part stands in the code. */
  readonly codeAt: number;
  readonly keepsAnswer: boolean;
}

/** One call: copies its data, warms its target, reads the gas, calls, reads the gas. */
function part({ to }: RehearsedCall, index: number, place: Place): Uint8Array {
  const { created, payload, dataAt, size, codeAt } = place;
  const target = to === "created" ? [...push3(created), OP.mload] : [OP.push20, ...fromHex(to)];
  const before = [
    ...[...push3(size), ...push3(dataAt), ...push3(payload), OP.codecopy],
    ...[...target, OP.extcodesize, OP.pop],
    OP.gas,
    ...[OP.push0, OP.push0, ...push3(size), ...push3(payload), OP.push0, ...target, OP.gas, OP.call],
    // gas before, success, gas after → gas after, gas before, success
    ...[OP.gas, OP.swap2, OP.swap1],
  ];
  return Uint8Array.from([...before, ...settle(index, codeAt + before.length, place)]);
}

/** With gas after, gas before and success on the stack: keeps the difference, or passes the revert on. */
function settle(index: number, codeAt: number, { created, keepsAnswer }: Place): readonly number[] {
  const refused = [OP.returndatasize, OP.push0, OP.push0, OP.returndatacopy, OP.returndatasize, OP.push0, OP.revert];
  const jump = [...push3(codeAt + 5 + refused.length), OP.jumpi];
  const answer = index > 0 || !keepsAnswer ? [] : [OP.push1, WORD, OP.push0, ...push3(created), OP.returndatacopy];
  return [...jump, ...refused, OP.jumpdest, OP.sub, ...push3(index * WORD), OP.mstore, ...answer];
}

function end(length: number): Uint8Array {
  return Uint8Array.from([...push3(length), OP.push0, OP.return]);
}

function push3(value: number): readonly number[] {
  return [OP.push3, ...bigEndian(value, 3)];
}
