/** Storing, instantiating and executing contracts (wasmd v0.70 `x/wasm/keeper/keeper.go`, `msg_server.go`). */

import { gunzipSync } from "node:zlib";
import type { MsgExecuteContract, MsgInstantiateContract, MsgStoreCode } from "cosmjs-types/cosmwasm/wasm/v1/tx";
import { AccessType, CodeInfo, ContractInfo } from "cosmjs-types/cosmwasm/wasm/v1/types";
import { AbciError, type ErrorKind, wasmErrors } from "../abci-error.ts";
import { encodeAddress } from "../bech32.ts";
import { hex } from "../bytes.ts";
import type { Coin } from "../coins.ts";
import type { Context } from "../context.ts";
import { event } from "../events.ts";
import type { Code } from "../vm/vm.ts";
import { VmError } from "../vm/vm-error.ts";
import { createAccount, getAccount } from "./auth.ts";
import { checkSendable, sendCoins } from "./bank.ts";
import { MAX_WASM_SIZE } from "./messages.ts";
import { mustDecode } from "./must-decode.ts";
import { callContract, chargeSetup, consumeRuntimeGas, messageInfo, runtimeGas } from "./wasm-call.ts";
import { COMPILE_COST_PER_BYTE, uncompressCost } from "./wasm-gas.ts";
import { type ContractResponse, contractResult, handleResponse } from "./wasm-response.ts";
import * as store from "./wasm-store.ts";

const KEEPER = "CosmWasm/wasmd@v0.70.3/x/wasm/keeper/keeper.go";

/** Stores code; answers its number and checksum. */
export function storeCode(context: Context, message: MsgStoreCode): { codeId: bigint; checksum: Uint8Array } {
  store.readParams(context); // who may instantiate
  store.readParams(context); // who may upload
  const wasm = uncompressed(context, message.wasmByteCode);
  const code = compile(context, wasm);
  const codeId = store.nextCodeId(context);
  const instantiateConfig = message.instantiatePermission ?? {
    permission: AccessType.ACCESS_TYPE_EVERYBODY,
    addresses: [],
  };
  const info = CodeInfo.fromPartial({ codeHash: code.checksum, creator: message.sender, instantiateConfig });
  store.setCode(context, codeId, info);
  // wasmd builds attributes for the capabilities as well, but drops them
  context.events.push(event("store_code", ["code_checksum", hex(code.checksum)], ["code_id", codeId.toString()]));
  return { codeId, checksum: code.checksum };
}

function uncompressed(context: Context, bytes: Uint8Array): Uint8Array {
  if (!(bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 0x08)) return bytes;
  context.meter.consume(uncompressCost(bytes.length), "Uncompress gzip bytecode");
  try {
    return new Uint8Array(gunzipSync(bytes, { maxOutputLength: MAX_WASM_SIZE }));
  } catch (error) {
    const tooLarge = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    const reason = tooLarge ? `max ${MAX_WASM_SIZE} bytes: exceeds limit` : "unexpected EOF";
    throw AbciError.of(wasmErrors.createFailed, `uncompress wasm archive: ${reason}`);
  }
}

function compile(context: Context, wasm: Uint8Array): Code {
  const cost = COMPILE_COST_PER_BYTE * BigInt(wasm.length);
  const affordable = runtimeGas(context) >= cost;
  consumeRuntimeGas(context, cost);
  if (!affordable) throw AbciError.of(wasmErrors.createFailed, "Out of gas", `${KEEPER}:195`);
  try {
    return context.vm.store(wasm);
  } catch (error) {
    if (!(error instanceof VmError)) throw error;
    throw AbciError.of(wasmErrors.createFailed, `Error calling the VM: ${error.message}`, `${KEEPER}:195`);
  }
}

/** Makes a contract out of stored code; answers its address and data. */
export function instantiate(context: Context, message: MsgInstantiateContract): { address: string; data: Uint8Array } {
  const { codeId, msg, funds } = message;
  const code = store.getCode(context, codeId);
  if (code === undefined) throw store.noSuchCode(codeId);
  chargeSetup(context, code, codeId, "instantiate");
  const creator = mustDecode(context.config.prefix, message.sender);
  const address = claimAddress(context, codeId);
  transfer(context, creator, address, funds);
  const info = messageInfo(message.sender, funds);
  const json = callContract(context, { address, code, entry: "instantiate", args: [info, msg] });
  const response = responseOf(json, wasmErrors.instantiateFailed, `${KEEPER}:363`);
  const contract = newContractInfo(context, message, { address, code });
  store.addContract(context, { address, creator, info: contract, message: msg });
  const human = encodeAddress(context.config.prefix, address);
  context.events.push(event("instantiate", ["_contract_address", human], ["code_id", codeId.toString()]));
  try {
    return { address: human, data: handleResponse(context, address, response) };
  } catch (error) {
    throw error instanceof AbciError ? error.wrap("dispatch") : error;
  }
}

function claimAddress(context: Context, codeId: bigint): Uint8Array {
  const address = store.nextContractAddress(context, codeId);
  if (store.hasContract(context, address)) throw AbciError.bare(wasmErrors.accountExists);
  if (getAccount(context, address) === undefined) createAccount(context, address);
  return address;
}

function newContractInfo(
  context: Context,
  message: MsgInstantiateContract,
  { address, code }: { readonly address: Uint8Array; readonly code: CodeInfo },
): ContractInfo {
  const { prefix } = context.config;
  const human = encodeAddress(prefix, address);
  return ContractInfo.fromPartial({
    codeId: message.codeId,
    creator: message.sender,
    admin: message.admin,
    label: message.label,
    created: { blockHeight: BigInt(context.block.height), txIndex: 0n },
    ibcPortId: context.vm.code(code.codeHash).ibc ? `wasm.${human}` : "",
    ibc2PortId: `wasm2${human.slice(prefix.length)}`,
  });
}

/** Calls a contract's `execute`; answers its data. */
export function execute(context: Context, message: MsgExecuteContract): Uint8Array {
  const { sender, msg, funds } = message;
  const address = mustDecode(context.config.prefix, message.contract);
  const { info, code } = store.contractInstance(context, address);
  chargeSetup(context, code, info.codeId, "execute");
  transfer(context, mustDecode(context.config.prefix, sender), address, funds);
  const args = [messageInfo(sender, funds), msg];
  const json = callContract(context, { address, code, entry: "execute", args });
  const response = responseOf(json, wasmErrors.executeFailed, `${KEEPER}:452`);
  context.events.push(event("execute", ["_contract_address", message.contract]));
  return handleResponse(context, address, response);
}

function responseOf(json: unknown, failed: ErrorKind, origin: string): ContractResponse {
  const result = contractResult<ContractResponse>(json);
  if ("ok" in result) return result.ok;
  throw new AbciError(failed, `${result.error}: ${failed.text}`, { origin, deterministic: true });
}

/** `BankCoinTransferrer`: money that comes with a call; the bank's `message` event is left out. */
function transfer(context: Context, from: Uint8Array, to: Uint8Array, coins: readonly Coin[]): void {
  if (coins.length === 0) return;
  const own = context.withOwnEvents();
  checkSendable(own, { to, coins }, `${KEEPER}:1571`);
  sendCoins(own, { from, to, coins });
  context.events.push(...own.events.filter(({ type }) => type !== "message"));
}
