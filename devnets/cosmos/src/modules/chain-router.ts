/** Carries out messages by their kind: the SDK's `MsgServiceRouter`. */

import type { MsgSend } from "cosmjs-types/cosmos/bank/v1beta1/tx";
import { MsgSendResponse } from "cosmjs-types/cosmos/bank/v1beta1/tx";
import {
  MsgExecuteContractResponse,
  MsgInstantiateContractResponse,
  MsgStoreCodeResponse,
} from "cosmjs-types/cosmwasm/wasm/v1/tx";
import { AbciError, sdkErrors } from "../abci-error.ts";
import { decodeAddress } from "../bech32.ts";
import { coinsProblem, formatCoins } from "../coins.ts";
import type { Context } from "../context.ts";
import { checkSendable, sendCoins } from "./bank.ts";
import { type Message, typeUrls } from "./messages.ts";
import type { Router } from "./router.ts";
import { execute, instantiate, storeCode } from "./wasm.ts";
import { queryFromContract } from "./wasm-query.ts";

const MSG_SERVER = "cosmos/cosmos-sdk@v0.54.0/x/bank/keeper/msg_server.go";
/** Where Go's `kind.Wrapf` comes from. */
const WRAP = "cosmossdk.io/errors@v1.1.0/errors.go:165";

export const router: Router = {
  queryFromContract,
  execute(context, message) {
    const own = context.withOwnEvents();
    const data = answer(own, message);
    return { typeUrl: `${typeUrls[message.kind]}Response`, data, events: own.events };
  },
};

function answer(context: Context, message: Message): Uint8Array {
  switch (message.kind) {
    case "send":
      send(context, message.body);
      return MsgSendResponse.encode({}).finish();
    case "store":
      return MsgStoreCodeResponse.encode(storeCode(context, message.body)).finish();
    case "instantiate":
      return MsgInstantiateContractResponse.encode(instantiate(context, message.body)).finish();
    case "execute":
      return MsgExecuteContractResponse.encode({ data: execute(context, message.body) }).finish();
  }
}

/** cosmos-sdk v0.54 `x/bank/keeper/msg_server.go`, `Send`. */
function send(context: Context, { fromAddress, toAddress, amount }: MsgSend): void {
  const from = partyAddress(context, fromAddress, "from");
  const to = partyAddress(context, toAddress, "to");
  const isValid = coinsProblem(amount) === undefined;
  if (amount.length === 0 || !isValid) {
    throw AbciError.of(sdkErrors.invalidCoins, formatCoins(amount), `${MSG_SERVER}:${isValid ? 52 : 48}`);
  }
  checkSendable(context, { to, coins: amount }, `${MSG_SERVER}:61`);
  sendCoins(context, { from, to, coins: amount });
}

function partyAddress({ config }: Context, human: string, party: string): Uint8Array {
  const decoded = decodeAddress(config.prefix, human);
  if (!decoded.ok) throw AbciError.of(sdkErrors.invalidAddress, `invalid ${party} address: ${decoded.error}`, WRAP);
  return decoded.bytes;
}
