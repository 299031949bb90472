/** Answers to `abci_query`: the SDK's gRPC queries by their paths (cosmos-sdk v0.54 `baseapp/abci.go`, `handleQueryGRPC`). */

import { AbciError, type ErrorKind, sdkErrors } from "../abci-error.ts";
import type { Chain } from "../chain.ts";
import { OutOfGas } from "../gas-meter.ts";
import { accountQueries } from "./account-queries.ts";
import { GrpcError, type Query } from "./grpc.ts";
import { txQueries } from "./tx-queries.ts";
import { wasmQueries } from "./wasm-queries.ts";

/** `ResponseQuery`. */
export interface QueryResponse {
  readonly code: number;
  readonly codespace: string;
  readonly log: string;
  readonly value: Uint8Array;
}

const queries: Readonly<Record<string, Query>> = { ...accountQueries, ...txQueries, ...wasmQueries };

export function abciQuery(chain: Chain, path: string, data: Uint8Array): QueryResponse {
  const query = queries[path];
  if (query === undefined) return refused(sdkErrors.unknownRequest, "unknown query path");
  try {
    return { code: 0, codespace: "", log: "", value: query(chain, data) };
  } catch (error) {
    return explain(error);
  }
}

/** `gRPCErrorToSDKError`: which kind an error of a query becomes. */
function explain(error: unknown): QueryResponse {
  if (error instanceof GrpcError) {
    const kind = {
      NotFound: sdkErrors.keyNotFound,
      InvalidArgument: sdkErrors.invalidRequest,
      Unknown: sdkErrors.unknownRequest,
    }[error.status];
    return refused(kind, `rpc error: code = ${error.status} desc = ${error.message}`);
  }
  if (error instanceof OutOfGas) return refused(sdkErrors.unknownRequest, `${error.message}: out of gas`);
  if (!(error instanceof AbciError)) throw error;
  const registered = error.kind.codespace !== "undefined";
  return refused(registered ? sdkErrors.unknownRequest : sdkErrors.invalidRequest, error.message);
}

function refused({ codespace, code, text }: ErrorKind, problem: string): QueryResponse {
  return { code, codespace, log: `${problem}: ${text}`, value: new Uint8Array() };
}
