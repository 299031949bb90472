import { PubKey } from "cosmjs-types/cosmos/crypto/secp256k1/keys";
import { SignMode } from "cosmjs-types/cosmos/tx/signing/v1beta1/signing";
import { AuthInfo, SignDoc, TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import type { Any } from "cosmjs-types/google/protobuf/any";
import type { Coin } from "./fees.ts";
import type { Keys } from "./keys.ts";

/** Who signs, and what the chain counts of them. Accounts that are made on chains of SDK 0.54 have 64-bit numbers, which cosmjs's signing client cannot hold. */
export interface Signer {
  readonly address: string;
  readonly accountNumber: bigint;
  readonly sequence: bigint;
}

/** What is signed. */
export interface Unsigned {
  readonly chainId: string;
  readonly messages: readonly Any[];
  readonly fee: readonly Coin[];
  readonly gas: bigint;
}

/** The bytes of a signed transaction; always the same for the same transaction. */
export async function signTransaction(
  keys: Keys,
  { address, accountNumber, sequence }: Signer,
  { chainId, messages, fee, gas }: Unsigned,
): Promise<Uint8Array> {
  const key = PubKey.encode({ key: keys.publicKey(address) }).finish();
  const publicKey = { typeUrl: "/cosmos.crypto.secp256k1.PubKey", value: key };
  const modeInfo = { single: { mode: SignMode.SIGN_MODE_DIRECT } };
  const info = { signerInfos: [{ publicKey, modeInfo, sequence }], fee: { amount: [...fee], gasLimit: gas } };
  const document = SignDoc.fromPartial({
    bodyBytes: TxBody.encode(TxBody.fromPartial({ messages: [...messages] })).finish(),
    authInfoBytes: AuthInfo.encode(AuthInfo.fromPartial(info)).finish(),
    chainId,
    accountNumber,
  });
  const { bodyBytes, authInfoBytes } = document;
  const signatures = [await keys.sign(address, document)];
  return TxRaw.encode(TxRaw.fromPartial({ bodyBytes, authInfoBytes, signatures })).finish();
}
