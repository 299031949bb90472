/** Turns a contract's messages into the chain's (wasmd v0.70 `handler_plugin.go`, `handler_plugin_encoders.go`). */

import { MsgSend } from "cosmjs-types/cosmos/bank/v1beta1/tx";
import { MsgExecuteContract, MsgInstantiateContract } from "cosmjs-types/cosmwasm/wasm/v1/tx";
import { AbciError, sdkErrors, wasmErrors } from "../abci-error.ts";
import { fromBase64 } from "../bytes.ts";
import { type Coin, sortCoins } from "../coins.ts";
import { type Message, validateMessage } from "./messages.ts";
import type { CosmosMsg } from "./wasm-response.ts";

/** Names of the messages in Go, which refusals quote. */
const GO_TYPES: Readonly<Record<Message["kind"], string>> = {
  send: "*types.MsgSend",
  store: "*types.MsgStoreCode",
  instantiate: "*types.MsgInstantiateContract",
  execute: "*types.MsgExecuteContract",
};

/** The message that a contract wants carried out in its name; none if there is nothing to do. */
export function dispatchable(prefix: string, sender: string, msg: CosmosMsg): Message | undefined {
  const message = translate(sender, msg);
  if (message === undefined) return undefined;
  try {
    validateMessage(prefix, message);
  } catch (error) {
    if (!(error instanceof AbciError)) throw error;
    throw error.wrap(`failed basic validation for message type ${GO_TYPES[message.kind]}`);
  }
  return message;
}

function translate(sender: string, { bank, wasm }: CosmosMsg): Message | undefined {
  if (bank?.send !== undefined) {
    const amount = sumCoins(bank.send.amount);
    if (bank.send.amount.length === 0) return undefined;
    const body = MsgSend.fromPartial({ fromAddress: sender, toAddress: bank.send.to_address, amount });
    return { kind: "send", body };
  }
  if (wasm?.execute !== undefined) {
    const { contract_addr: contract, msg, funds } = wasm.execute;
    const body = MsgExecuteContract.fromPartial({ sender, contract, msg: fromBase64(msg), funds: sumCoins(funds) });
    return { kind: "execute", body };
  }
  if (wasm?.instantiate !== undefined) {
    const { admin, code_id: codeId, msg, funds, label } = wasm.instantiate;
    const body = MsgInstantiateContract.fromPartial({
      sender,
      admin: admin ?? "",
      codeId: BigInt(codeId),
      label,
      msg: fromBase64(msg),
      funds: sumCoins(funds),
    });
    return { kind: "instantiate", body };
  }
  if (bank !== undefined) throw AbciError.of(wasmErrors.unknownMessage, "unknown variant of Bank");
  throw AbciError.of(wasmErrors.unknownMessage, "unknown variant of Wasm");
}

/** `ConvertWasmCoinsToSdkCoins`: one coin a denomination, sorted, without zeros. */
function sumCoins(coins: readonly Coin[]): Coin[] {
  const sums = new Map<string, bigint>();
  for (const { denom, amount } of coins) {
    if (!/^[0-9]+$/.test(amount)) throw AbciError.of(sdkErrors.invalidCoins, amount + denom);
    sums.set(denom, (sums.get(denom) ?? 0n) + BigInt(amount));
  }
  const nonzero = [...sums].filter(([, amount]) => amount > 0n);
  return sortCoins(nonzero.map(([denom, amount]) => ({ denom, amount: amount.toString() })));
}
