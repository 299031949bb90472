/** Queries for accounts and balances (cosmos-sdk v0.54 `x/auth/keeper/grpc_query.go`, `x/bank/keeper/grpc_query.go`). */

import { QueryAccountRequest, QueryAccountResponse } from "cosmjs-types/cosmos/auth/v1beta1/query";
import {
  QueryAllBalancesRequest,
  QueryAllBalancesResponse,
  QueryBalanceRequest,
  QueryBalanceResponse,
  QuerySupplyOfRequest,
  QuerySupplyOfResponse,
} from "cosmjs-types/cosmos/bank/v1beta1/query";
import { PageResponse } from "cosmjs-types/cosmos/base/query/v1beta1/pagination";
import { Any } from "cosmjs-types/google/protobuf/any";
import { decodeAddress } from "../bech32.ts";
import type { Chain } from "../chain.ts";
import { accountBytes } from "../modules/auth.ts";
import { allBalances, getBalance, getSupply } from "../modules/bank.ts";
import { GrpcError, type Query } from "./grpc.ts";

export const accountQueries: Readonly<Record<string, Query>> = {
  "/cosmos.auth.v1beta1.Query/Account": account,
  "/cosmos.bank.v1beta1.Query/Balance": balance,
  "/cosmos.bank.v1beta1.Query/AllBalances": balances,
  "/cosmos.bank.v1beta1.Query/SupplyOf": supply,
};

function account(chain: Chain, request: Uint8Array): Uint8Array {
  const { address } = QueryAccountRequest.decode(request);
  const bytes = accountBytes(chain.queryContext(), argument(chain, address));
  if (bytes === undefined) throw new GrpcError("NotFound", `account ${address} not found`);
  return QueryAccountResponse.encode({ account: Any.decode(bytes) }).finish();
}

function balance(chain: Chain, request: Uint8Array): Uint8Array {
  const { address, denom } = QueryBalanceRequest.decode(request);
  const amount = getBalance(chain.queryContext(), argument(chain, address), denom);
  return QueryBalanceResponse.encode({ balance: { denom, amount: amount.toString() } }).finish();
}

function balances(chain: Chain, request: Uint8Array): Uint8Array {
  const { address } = QueryAllBalancesRequest.decode(request);
  const coins = allBalances(chain.queryContext(), argument(chain, address));
  const pagination = PageResponse.fromPartial({ total: BigInt(coins.length) });
  return QueryAllBalancesResponse.encode({ balances: coins, pagination }).finish();
}

function supply(chain: Chain, request: Uint8Array): Uint8Array {
  const { denom } = QuerySupplyOfRequest.decode(request);
  const amount = getSupply(chain.queryContext(), denom).toString();
  return QuerySupplyOfResponse.encode({ amount: { denom, amount } }).finish();
}

function argument({ config }: Chain, human: string): Uint8Array {
  const decoded = decodeAddress(config.prefix, human);
  if (!decoded.ok) throw new GrpcError("InvalidArgument", `invalid address: ${decoded.error}`);
  return decoded.bytes;
}
