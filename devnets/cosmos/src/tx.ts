/** Transactions as they come in: decoded, and checked for what can be checked without the state. */

import { PubKey } from "cosmjs-types/cosmos/crypto/secp256k1/keys";
import { SignMode } from "cosmjs-types/cosmos/tx/signing/v1beta1/signing";
import { AuthInfo, SignDoc, type SignerInfo, TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import { AbciError, sdkErrors } from "./abci-error.ts";
import { decodeAddress } from "./bech32.ts";
import type { Coin } from "./coins.ts";
import { decodeMessage, type Message, signerOf, validateMessage } from "./modules/messages.ts";

export const SECP256K1_KEY_URL = "/cosmos.crypto.secp256k1.PubKey";
/** cosmos-sdk v0.54 `types/tx/types.go`, `MaxGasWanted`. */
const MAX_GAS_WANTED = 2n ** 63n - 1n;

export interface Signature {
  readonly bytes: Uint8Array;
  readonly sequence: bigint;
  /** Compressed secp256k1 key; none if the account's own is meant. */
  readonly publicKey: Uint8Array | undefined;
  readonly direct: boolean;
}

export interface Transaction {
  readonly bytes: Uint8Array;
  readonly messages: readonly Message[];
  readonly memo: string;
  readonly timeoutHeight: bigint;
  readonly gas: bigint;
  readonly fee: readonly Coin[];
  /** Addresses that must sign, in order, each once; the first pays unless `feePayer` does. */
  readonly signers: readonly string[];
  readonly feePayer: string;
  readonly signatures: readonly Signature[];
  /** What a signer signs (SIGN_MODE_DIRECT). */
  signBytes(chainId: string, accountNumber: bigint): Uint8Array;
}

/** Reads a transaction; throws what the SDK's decoder refuses. */
export function decodeTx(bytes: Uint8Array): Transaction {
  const { raw, body, authInfo } = decodeParts(bytes);
  if (body.extensionOptions.length > 0) throw AbciError.bare(sdkErrors.unknownExtensionOptions);
  const messages = body.messages.map(({ typeUrl, value }) => guarded(() => decodeMessage(typeUrl, value)));
  const { fee } = authInfo;
  const payer = fee?.payer ?? "";
  const signers = [...new Set([...messages.map(signerOf), ...(payer === "" ? [] : [payer])])];
  return {
    bytes,
    messages,
    memo: body.memo,
    timeoutHeight: body.timeoutHeight,
    gas: fee?.gasLimit ?? 0n,
    fee: fee?.amount ?? [],
    signers,
    feePayer: payer === "" ? (signers[0] ?? "") : payer,
    signatures: authInfo.signerInfos.map((info, i) => readSignature(info, raw.signatures[i] ?? new Uint8Array())),
    signBytes: (chainId, accountNumber) => {
      const { bodyBytes, authInfoBytes } = raw;
      return SignDoc.encode({ bodyBytes, authInfoBytes, chainId, accountNumber }).finish();
    },
  };
}

/** `ValidateBasic` of the messages (baseapp, `validateBasicTxMsgs`). */
export function validateMessages(prefix: string, { messages }: Transaction): void {
  if (messages.length === 0) throw AbciError.of(sdkErrors.invalidRequest, "must contain at least one message");
  for (const message of messages) validateMessage(prefix, message);
}

/** `ValidateBasic` of the transaction (`types/tx/types.go`). */
export function validateTx(prefix: string, { gas, feePayer, signatures }: Transaction): void {
  if (gas > MAX_GAS_WANTED) {
    throw AbciError.of(sdkErrors.invalidRequest, `invalid gas supplied; ${gas} > ${MAX_GAS_WANTED}`);
  }
  const payer = decodeAddress(prefix, feePayer);
  if (!payer.ok) throw AbciError.of(sdkErrors.invalidAddress, `Invalid fee payer address (${payer.error})`);
  if (signatures.length === 0) throw AbciError.bare(sdkErrors.noSignatures);
}

function decodeParts(bytes: Uint8Array) {
  return guarded(() => {
    const raw = TxRaw.decode(bytes);
    return { raw, body: TxBody.decode(raw.bodyBytes), authInfo: AuthInfo.decode(raw.authInfoBytes) };
  });
}

function readSignature({ publicKey, modeInfo, sequence }: SignerInfo, bytes: Uint8Array): Signature {
  if (publicKey !== undefined && publicKey.typeUrl !== SECP256K1_KEY_URL) {
    throw AbciError.of(sdkErrors.invalidPubKey, `unrecognized public key type: ${publicKey.typeUrl}`);
  }
  return {
    bytes,
    sequence,
    publicKey: publicKey === undefined ? undefined : PubKey.decode(publicKey.value).key,
    direct: modeInfo?.single?.mode === SignMode.SIGN_MODE_DIRECT,
  };
}

function guarded<T>(decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof AbciError) throw error;
    throw AbciError.of(sdkErrors.txDecode, error instanceof Error ? error.message : String(error));
  }
}
