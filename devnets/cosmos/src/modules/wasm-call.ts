/** Calls into contracts with the gas that wasmd and wasmvm count (wasmd v0.70 `keeper.go`, wasmvm 3.0 `lib_libwasmvm.go`). */

import { sha256 } from "@noble/hashes/sha2.js";
import type { CodeInfo } from "cosmjs-types/cosmwasm/wasm/v1/types";
import { AbciError, wasmErrors } from "../abci-error.ts";
import { encodeAddress } from "../bech32.ts";
import { base64, hex, text, utf8 } from "../bytes.ts";
import type { Coin } from "../coins.ts";
import type { Context } from "../context.ts";
import { OutOfGas, UNLIMITED } from "../gas-meter.ts";
import type { CallResult } from "../vm/vm.ts";
import { contractBackend } from "./wasm-backend.ts";
import { DESERIALIZE_COST_PER_BYTE, GAS_MULTIPLIER, setupCost } from "./wasm-gas.ts";
import { isPinned } from "./wasm-store.ts";

/** A contract's entry point about to be called. */
export interface ContractCall {
  readonly address: Uint8Array;
  readonly code: CodeInfo;
  readonly entry: "instantiate" | "execute" | "reply" | "query";
  /** What follows the environment among the arguments. */
  readonly args: readonly Uint8Array[];
}

/** Charges for making code ready to run; a second call in a transaction is cheaper. */
export function chargeSetup(context: Context, code: CodeInfo, codeId: bigint, entry: string): void {
  const pinned = isPinned(context, codeId);
  const used = context.tx?.usedCode;
  const checksum = hex(code.codeHash);
  const discount = pinned || used?.has(checksum) === true;
  used?.add(checksum);
  context.meter.consume(setupCost(discount), `Loading CosmWasm module: ${entry}`);
}

/** Calls a contract; answers the JSON that it answered, or throws what wasmd reports. */
export function callContract(context: Context, call: ContractCall): unknown {
  const gasLimit = runtimeGas(context);
  const result = context.vm.call({
    code: context.vm.code(call.code.codeHash),
    entry: call.entry,
    args: [environment(context, call.address), ...call.args],
    backend: contractBackend(context, call.address),
    gasLimit,
    readonly: call.entry === "query",
  });
  const answer = readAnswer(result, gasLimit);
  consumeRuntimeGas(context, answer.gasUsed);
  if (!answer.ok) throw AbciError.of(wasmErrors.vm, answer.problem, VM_ERROR_ORIGINS[call.entry]);
  return answer.json;
}

/** Lines at which wasmd v0.70.3 wraps errors of the VM. */
const KEEPER = "CosmWasm/wasmd@v0.70.3/x/wasm/keeper/keeper.go";
const VM_ERROR_ORIGINS = {
  instantiate: `${KEEPER}:356`,
  execute: `${KEEPER}:445`,
  reply: `${KEEPER}:695`,
  query: `${KEEPER}:887`,
} as const;

type Answer = { readonly gasUsed: bigint } & (
  | { readonly ok: true; readonly json: unknown }
  | { readonly ok: false; readonly problem: string }
);

/** `DeserializeResponse`: reading the answer costs gas as well. */
function readAnswer(result: CallResult, gasLimit: bigint): Answer {
  const { gasUsed } = result;
  if (!result.ok) return { ok: false, gasUsed, problem: `Error calling the VM: ${result.error.message}` };
  const reading = DESERIALIZE_COST_PER_BYTE * BigInt(result.data.length);
  if (gasLimit < reading + gasUsed) {
    const problem = `insufficient gas left to deserialize contract execution result (${result.data.length} bytes)`;
    return { ok: false, gasUsed, problem };
  }
  try {
    return { ok: true, gasUsed: gasUsed + reading, json: JSON.parse(text(result.data)) };
  } catch (error) {
    return { ok: false, gasUsed: gasUsed + reading, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Wasm gas that the meter still allows. */
export function runtimeGas({ meter }: Context): bigint {
  if (meter.exhausted) return 0n;
  return meter.infinite ? UNLIMITED : meter.remaining * GAS_MULTIPLIER;
}

/** Counts wasm gas on the meter; using it up to the last unit is out of gas. */
export function consumeRuntimeGas({ meter }: Context, wasmGas: bigint): void {
  meter.consume(wasmGas / GAS_MULTIPLIER, "wasm contract");
  if (meter.exhausted) throw new OutOfGas("Wasm engine function execution");
}

/** `MessageInfo`, as Go writes it. */
export function messageInfo(sender: string, funds: readonly Coin[]): Uint8Array {
  return utf8(JSON.stringify({ sender, funds: funds.map(({ denom, amount }) => ({ denom, amount })) }));
}

/** `Env`, as Go writes it; simulations and queries have no transaction. */
function environment({ block, config, tx }: Context, contract: Uint8Array): Uint8Array {
  const transaction = tx?.counter === undefined ? null : { index: tx.counter, hash: base64(sha256(tx.bytes)) };
  const env = {
    block: { height: block.height, time: block.time.toString(), chain_id: config.chainId },
    transaction,
    contract: { address: encodeAddress(config.prefix, contract) },
  };
  return utf8(JSON.stringify(env));
}
