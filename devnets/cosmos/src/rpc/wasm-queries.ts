/** Queries for contracts and code (wasmd v0.70 `x/wasm/keeper/querier.go`). */

import type { PageRequest } from "cosmjs-types/cosmos/base/query/v1beta1/pagination";
import {
  QueryAllContractStateRequest,
  QueryAllContractStateResponse,
  QueryCodeRequest,
  QueryCodeResponse,
  QueryCodesRequest,
  QueryCodesResponse,
  QueryContractHistoryRequest,
  QueryContractHistoryResponse,
  QueryContractInfoRequest,
  QueryContractInfoResponse,
  QueryContractsByCodeRequest,
  QueryContractsByCodeResponse,
  QueryContractsByCreatorRequest,
  QueryContractsByCreatorResponse,
  QueryRawContractStateRequest,
  QueryRawContractStateResponse,
  QuerySmartContractStateRequest,
  QuerySmartContractStateResponse,
} from "cosmjs-types/cosmwasm/wasm/v1/query";
import { CodeInfo, ContractCodeHistoryEntry } from "cosmjs-types/cosmwasm/wasm/v1/types";
import { AbciError, sdkErrors, wasmErrors } from "../abci-error.ts";
import { encodeAddress } from "../bech32.ts";
import { readUint64Be, text } from "../bytes.ts";
import type { Chain } from "../chain.ts";
import type { Context } from "../context.ts";
import { OutOfGas } from "../gas-meter.ts";
import { mustDecode } from "../modules/must-decode.ts";
import { queryRaw, querySmart } from "../modules/wasm-query.ts";
import * as wasm from "../modules/wasm-store.ts";
import { storeNames } from "../store/gas-store.ts";
import { GrpcError, type Query } from "./grpc.ts";
import { listEntries } from "./pagination.ts";

/** wasmd's default `query_gas_limit`. */
const QUERY_GAS_LIMIT = 3_000_000n;

export const wasmQueries: Readonly<Record<string, Query>> = {
  "/cosmwasm.wasm.v1.Query/SmartContractState": smart,
  "/cosmwasm.wasm.v1.Query/RawContractState": raw,
  "/cosmwasm.wasm.v1.Query/AllContractState": allState,
  "/cosmwasm.wasm.v1.Query/ContractInfo": contractInfo,
  "/cosmwasm.wasm.v1.Query/ContractsByCode": contractsByCode,
  "/cosmwasm.wasm.v1.Query/ContractsByCreator": contractsByCreator,
  "/cosmwasm.wasm.v1.Query/ContractHistory": contractHistory,
  "/cosmwasm.wasm.v1.Query/Code": code,
  "/cosmwasm.wasm.v1.Query/Codes": codes,
};

function smart(chain: Chain, request: Uint8Array): Uint8Array {
  const { address, queryData } = QuerySmartContractStateRequest.decode(request);
  if (!isJson(queryData)) throw new GrpcError("InvalidArgument", "invalid query data");
  const context = chain.queryContext(QUERY_GAS_LIMIT);
  try {
    const data = querySmart(context, mustDecode(chain.config.prefix, address), queryData);
    return QuerySmartContractStateResponse.encode({ data }).finish();
  } catch (error) {
    if (!(error instanceof OutOfGas)) throw error;
    const { limit, consumed } = context.meter;
    const problem = `out of gas in location: ${error.location}; gasWanted: ${limit}, gasUsed: ${consumed}`;
    throw AbciError.of(sdkErrors.outOfGas, problem);
  }
}

function raw(chain: Chain, request: Uint8Array): Uint8Array {
  const { address, queryData } = QueryRawContractStateRequest.decode(request);
  const { context, bytes } = contract(chain, address);
  const data = queryRaw(context, bytes, queryData) ?? new Uint8Array();
  return QueryRawContractStateResponse.encode({ data }).finish();
}

function allState(chain: Chain, request: Uint8Array): Uint8Array {
  const { address, pagination } = QueryAllContractStateRequest.decode(request);
  const { context, bytes } = contract(chain, address);
  const prefix = wasm.contractStorePrefix(bytes);
  const { entries, page } = listEntries(context, { store: storeNames.wasm, prefix, pagination });
  return QueryAllContractStateResponse.encode({ models: entries, pagination: page }).finish();
}

function contractInfo(chain: Chain, request: Uint8Array): Uint8Array {
  const { address } = QueryContractInfoRequest.decode(request);
  const info = wasm.getContract(chain.queryContext(), mustDecode(chain.config.prefix, address));
  if (info === undefined) throw wasm.noSuchContract(address);
  return QueryContractInfoResponse.encode({ address, contractInfo: info }).finish();
}

function contractsByCode(chain: Chain, request: Uint8Array): Uint8Array {
  const { codeId, pagination } = QueryContractsByCodeRequest.decode(request);
  const { contracts, page } = listContracts(chain, wasm.contractsByCodePrefix(codeId), pagination);
  return QueryContractsByCodeResponse.encode({ contracts, pagination: page }).finish();
}

function contractsByCreator(chain: Chain, request: Uint8Array): Uint8Array {
  const { creatorAddress, pagination } = QueryContractsByCreatorRequest.decode(request);
  const prefix = wasm.contractsByCreatorPrefix(mustDecode(chain.config.prefix, creatorAddress));
  const { contracts, page } = listContracts(chain, prefix, pagination);
  return QueryContractsByCreatorResponse.encode({ contractAddresses: contracts, pagination: page }).finish();
}

/** Contracts in an index whose keys end in a position and the contract's address. */
function listContracts(chain: Chain, prefix: Uint8Array, pagination: PageRequest | undefined) {
  const { entries, page } = listEntries(chain.queryContext(), { store: storeNames.wasm, prefix, pagination });
  const contracts = entries.map(({ key }) => encodeAddress(chain.config.prefix, key.subarray(wasm.POSITION_LENGTH)));
  return { contracts, page };
}

function contractHistory(chain: Chain, request: Uint8Array): Uint8Array {
  const { address, pagination } = QueryContractHistoryRequest.decode(request);
  const prefix = wasm.historyPrefix(mustDecode(chain.config.prefix, address));
  const { entries, page } = listEntries(chain.queryContext(), { store: storeNames.wasm, prefix, pagination });
  const history = entries.map(({ value }) => ContractCodeHistoryEntry.decode(value));
  return QueryContractHistoryResponse.encode({ entries: history, pagination: page }).finish();
}

function code(chain: Chain, request: Uint8Array): Uint8Array {
  const { codeId } = QueryCodeRequest.decode(request);
  if (codeId === 0n) throw AbciError.of(wasmErrors.invalid, "code id");
  const context = chain.queryContext();
  const info = wasm.getCode(context, codeId);
  if (info === undefined) throw wasm.noSuchCode(codeId);
  const data = context.vm.code(info.codeHash).bytes;
  return QueryCodeResponse.encode({ codeInfo: codeInfo(codeId, info), data }).finish();
}

function codes(chain: Chain, request: Uint8Array): Uint8Array {
  const { pagination } = QueryCodesRequest.decode(request);
  const listing = { store: storeNames.wasm, prefix: wasm.CODE_PREFIX, pagination };
  const { entries, page } = listEntries(chain.queryContext(), listing);
  const codeInfos = entries.map(({ key, value }) => codeInfo(readUint64Be(key), CodeInfo.decode(value)));
  return QueryCodesResponse.encode({ codeInfos, pagination: page }).finish();
}

function codeInfo(codeId: bigint, { creator, codeHash, instantiateConfig }: CodeInfo) {
  return { codeId, creator, dataHash: codeHash, instantiatePermission: instantiateConfig };
}

function contract(chain: Chain, address: string): { context: Context; bytes: Uint8Array } {
  const context = chain.queryContext();
  const bytes = mustDecode(chain.config.prefix, address);
  if (!wasm.hasContract(context, bytes)) throw wasm.noSuchContract(address);
  return { context, bytes };
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(text(bytes));
    return true;
  } catch {
    return false;
  }
}
