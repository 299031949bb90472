/** Smart queries, and queries by contracts (wasmd v0.70 `keeper.go`, `query_plugins.go`; wasmvm 3.0 `types/queries.go`). */

import { AbciError, type ErrorKind, sdkErrors, wasmErrors } from "../abci-error.ts";
import { decodeAddress } from "../bech32.ts";
import { base64, concat, fromBase64, hex, text, utf8 } from "../bytes.ts";
import type { Context } from "../context.ts";
import { GasMeter, UNLIMITED } from "../gas-meter.ts";
import { getBalance, getSupply, walkBalances } from "./bank.ts";
import { callContract, chargeSetup } from "./wasm-call.ts";
import { GAS_MULTIPLIER } from "./wasm-gas.ts";
import { contractResult } from "./wasm-response.ts";
import * as store from "./wasm-store.ts";

const MAX_QUERY_STACK_SIZE = 10;

/** Asks a contract; answers its JSON. */
export function querySmart(context: Context, address: Uint8Array, message: Uint8Array): Uint8Array {
  const deeper = context.deeperQuery();
  if (deeper.queryDepth > MAX_QUERY_STACK_SIZE) throw AbciError.bare(wasmErrors.maxQueryStackSize);
  const { info, code } = store.contractInstance(deeper, address);
  chargeSetup(deeper, code, info.codeId, "query");
  const json = callContract(deeper, { address, code, entry: "query", args: [message] });
  const result = contractResult<string>(json);
  if ("ok" in result) return fromBase64(result.ok);
  throw new AbciError(wasmErrors.queryFailed, `${result.error}: ${wasmErrors.queryFailed.text}`, {
    deterministic: true,
  });
}

/** Reads a contract's storage. */
export function queryRaw(context: Context, address: Uint8Array, key: Uint8Array): Uint8Array | undefined {
  return store.wasmStore(context).get(concat(store.contractStorePrefix(address), key));
}

/** What contracts may ask; one variant is set. */
interface QueryRequest {
  readonly custom?: unknown;
  readonly stargate?: unknown;
  readonly grpc?: unknown;
  readonly bank?: {
    readonly balance?: { readonly address: string; readonly denom: string };
    readonly all_balances?: { readonly address: string };
    readonly supply?: { readonly denom: string };
  };
  readonly wasm?: {
    readonly smart?: { readonly contract_addr: string; readonly msg: string };
    readonly raw?: { readonly contract_addr: string; readonly key: string };
    readonly contract_info?: { readonly contract_addr: string };
    readonly code_info?: { readonly code_id: number };
  };
}

/** An error of the system, which contracts see in full. */
class SystemError extends Error {
  readonly json: Readonly<Record<string, unknown>>;

  constructor(json: Readonly<Record<string, unknown>>) {
    super(JSON.stringify(json));
    this.json = json;
  }
}

/** Answers a contract's query on a branch of the state, with a gas limit; the gas is charged even when it fails. */
export function queryFromContract(context: Context, request: Uint8Array, gasLimit: bigint): Uint8Array {
  const meter = new GasMeter(context.meter.infinite ? UNLIMITED : gasLimit / GAS_MULTIPLIER);
  let answer: unknown;
  try {
    answer = { ok: { ok: base64(handle(context.forQuery(meter), request)) } };
  } catch (error) {
    if (error instanceof SystemError) answer = { error: error.json };
    else if (error instanceof AbciError) answer = { ok: { error: redacted(error) } };
    else throw error;
  } finally {
    context.meter.consume(meter.consumed, "contract sub-query");
  }
  return utf8(JSON.stringify(answer));
}

function redacted(error: AbciError): string {
  return error.deterministic ? error.message : `codespace: ${error.kind.codespace}, code: ${error.kind.code}`;
}

function handle(context: Context, bytes: Uint8Array): Uint8Array {
  const request = parse(bytes);
  const { bank, wasm } = request;
  if (bank !== undefined) return utf8(JSON.stringify(askBank(context, bank)));
  if (wasm?.smart !== undefined) {
    const address = addressOf(context, wasm.smart.contract_addr);
    return existing(wasm.smart.contract_addr, () => querySmart(context, address, fromBase64(wasm.smart?.msg ?? "")));
  }
  if (wasm?.raw !== undefined) {
    const address = addressOf(context, wasm.raw.contract_addr);
    return queryRaw(context, address, fromBase64(wasm.raw.key)) ?? new Uint8Array();
  }
  if (wasm?.contract_info !== undefined) return contractInfo(context, wasm.contract_info.contract_addr);
  if (wasm?.code_info !== undefined) return codeInfo(context, wasm.code_info.code_id);
  throw new SystemError({ unsupported_request: { kind: unsupported(request) } });
}

function parse(bytes: Uint8Array): QueryRequest {
  try {
    // CAST: contracts send cosmwasm-std's QueryRequest; what is none of it is refused as unsupported
    return JSON.parse(text(bytes)) as QueryRequest;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SystemError({ invalid_request: { error: reason, request: base64(bytes) } });
  }
}

/** What wasmd calls a query that it does not answer; staking, distribution and IBC are not on this chain at all. */
function unsupported({ custom, stargate, grpc }: QueryRequest): string {
  if (custom !== undefined) return "custom";
  if (stargate !== undefined) return "Stargate queries are disabled on this chain";
  return grpc === undefined ? "not on this chain" : "gRPC queries are disabled on this chain";
}

function askBank(context: Context, query: NonNullable<QueryRequest["bank"]>): unknown {
  if (query.all_balances !== undefined) {
    return { amount: walkBalances(context, addressOf(context, query.all_balances.address)) };
  }
  if (query.balance !== undefined) {
    const { address, denom } = query.balance;
    const amount = getBalance(context, addressOf(context, address), denom);
    return { amount: { denom, amount: amount.toString() } };
  }
  if (query.supply !== undefined) {
    const { denom } = query.supply;
    return { amount: { denom, amount: getSupply(context, denom).toString() } };
  }
  throw new SystemError({ unsupported_request: { kind: "unknown BankQuery variant" } });
}

function contractInfo(context: Context, human: string): Uint8Array {
  const info = store.getContract(context, addressOf(context, human));
  if (info === undefined) throw noSuchContract(human);
  return utf8(
    JSON.stringify({
      code_id: Number(info.codeId),
      creator: info.creator,
      ...(info.admin === "" ? {} : { admin: info.admin }),
      pinned: store.isPinned(context, info.codeId),
      ...(info.ibcPortId === "" ? {} : { ibc_port: info.ibcPortId }),
      ibc2_port: info.ibc2PortId,
    }),
  );
}

function codeInfo(context: Context, codeId: number): Uint8Array {
  const info = store.getCode(context, BigInt(codeId));
  if (info === undefined) throw new SystemError({ no_such_code: { code_id: codeId } });
  const checksum = hex(info.codeHash);
  return utf8(JSON.stringify({ code_id: codeId, creator: info.creator, checksum }));
}

/** Turns the chain's "no such contract" into the system error that contracts see. */
function existing<T>(human: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof AbciError && isKind(error, wasmErrors.noSuchContract)) throw noSuchContract(human);
    throw error;
  }
}

function isKind(error: AbciError, kind: ErrorKind): boolean {
  return error.kind === kind;
}

function noSuchContract(addr: string): SystemError {
  return new SystemError({ no_such_contract: { addr } });
}

function addressOf(context: Context, human: string): Uint8Array {
  const decoded = decodeAddress(context.config.prefix, human);
  if (!decoded.ok) throw AbciError.of(sdkErrors.invalidAddress, human);
  return decoded.bytes;
}
