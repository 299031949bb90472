/** Simulation and look-up of transactions by gRPC (cosmos-sdk v0.54 `x/auth/tx/service.go`). */

import { TxMsgData, TxResponse } from "cosmjs-types/cosmos/base/abci/v1beta1/abci";
import { GetTxRequest, GetTxResponse, SimulateRequest, SimulateResponse } from "cosmjs-types/cosmos/tx/v1beta1/service";
import { Tx } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import type { TxRecord } from "../block.ts";
import { hexUpper } from "../bytes.ts";
import type { Chain } from "../chain.ts";
import { rfc3339 } from "../clock.ts";
import type { TxOutcome } from "../run-tx.ts";
import { GrpcError, type Query } from "./grpc.ts";

export const txQueries: Readonly<Record<string, Query>> = {
  "/cosmos.tx.v1beta1.Service/Simulate": simulate,
  "/cosmos.tx.v1beta1.Service/GetTx": getTx,
};

function simulate(chain: Chain, request: Uint8Array): Uint8Array {
  const { txBytes, tx } = SimulateRequest.decode(request);
  const bytes = txBytes.length > 0 || tx === undefined ? txBytes : Tx.encode(tx).finish();
  if (bytes.length === 0) throw new GrpcError("InvalidArgument", "empty txBytes is not allowed");
  const { error, gasWanted, gasUsed, data, events } = chain.simulate(bytes);
  if (error !== undefined) throw new GrpcError("Unknown", `${error.verbose} with gas used: '${gasUsed}'`);
  const result = { data, log: "", events: events.map(abciEvent), msgResponses: TxMsgData.decode(data).msgResponses };
  return SimulateResponse.encode({ gasInfo: { gasWanted, gasUsed }, result }).finish();
}

function getTx(chain: Chain, request: Uint8Array): Uint8Array {
  const { hash } = GetTxRequest.decode(request);
  const record = chain.tx(hash.toUpperCase());
  if (record === undefined) throw new GrpcError("NotFound", `tx not found: ${hash}`);
  return GetTxResponse.encode({ tx: Tx.decode(record.bytes), txResponse: txResponse(chain, record) }).finish();
}

function txResponse(chain: Chain, { hash, height, bytes, outcome }: TxRecord): TxResponse {
  const { error, data, gasUsed, gasWanted, events } = outcome;
  return TxResponse.fromPartial({
    height: BigInt(height),
    txhash: hexUpper(hash),
    codespace: error?.kind.codespace ?? "",
    code: error?.kind.code ?? 0,
    data: hexUpper(data),
    rawLog: error?.message ?? "",
    gasWanted,
    gasUsed,
    tx: { typeUrl: "/cosmos.tx.v1beta1.Tx", value: bytes },
    timestamp: rfc3339(chain.block(height)?.time ?? 0n),
    events: events.map(abciEvent),
  });
}

function abciEvent({ type, attributes }: TxOutcome["events"][number]) {
  return { type, attributes: attributes.map(({ key, value }) => ({ key, value, index: true })) };
}
