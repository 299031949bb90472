/**
 * What happens before a transaction's messages: fee, signatures, sequence, and the gas of all that.
 *
 * Sources, in the order of wasmd v0.70 `app/ante.go`: wasmd `x/wasm/keeper/ante.go` (tx counter), cosmos-sdk v0.54
 * `x/auth/ante/{basic,fee,validator_tx_fee,sigverify}.go`.
 */

import { ripemd160 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { BaseAccount } from "cosmjs-types/cosmos/auth/v1beta1/auth";
import { PubKey } from "cosmjs-types/cosmos/crypto/secp256k1/keys";
import type { Any } from "cosmjs-types/google/protobuf/any";
import { AbciError, sdkErrors } from "../abci-error.ts";
import { base64, concat, equal, fromHex, readUint64Be, uint32Be, uint64Be } from "../bytes.ts";
import { coinsProblem, formatCoins } from "../coins.ts";
import type { Context } from "../context.ts";
import { event } from "../events.ts";
import { isSigned } from "../signature.ts";
import { storeNames } from "../store/gas-store.ts";
import { SECP256K1_KEY_URL, type Signature, type Transaction, validateTx } from "../tx.ts";
import * as auth from "./auth.ts";
import { sendCoins } from "./bank.ts";
import { requiredFee } from "./min-fee.ts";
import { mustDecode } from "./must-decode.ts";

const TX_COUNTER_KEY = Uint8Array.of(0x08);
const FEE_COLLECTOR = "fee_collector";
/** `simSecp256k1Pubkey`: stands in for unknown keys in simulations. */
const SIMULATION_KEY = fromHex("035AD6810A47F073553FF30D2FCC7E0D3B1C0B74B61A1AAA2582344037151E143A");
/** Bytes of the amino-encoded key and signature (38 + 2 and 64 + 2), and the 6 that the SDK adds. */
const SIMULATED_SIGNATURE_BYTES = 112n;

/** In which of the node's checks a transaction is. */
export type Mode = "check" | "deliver" | "simulate";

/** Runs all of it; throws what it refuses. The gas is on the context's meter. */
export function runAnte(context: Context, tx: Transaction, mode: Mode): void {
  if (mode !== "simulate") countTx(context);
  validateTx(context.config.prefix, tx);
  checkTimeout(context, tx);
  checkMemo(context, tx);
  payForSize(context, tx, mode);
  deductFee(context, tx, mode);
  setPublicKeys(context, tx, mode);
  checkSignatureCount(context, tx);
  payForSignatures(context, tx);
  verifySignatures(context, tx, mode);
  incrementSequences(context, tx);
}

/** Leaves the counter as the validator's genesis transaction does. */
export function initTxCounter(context: Context): void {
  context.store(storeNames.wasm).set(TX_COUNTER_KEY, concat(uint64Be(0n), uint32Be(1)));
}

/** `CountTXDecorator`: contracts learn their transaction's place in the block from it. */
function countTx(context: Context): void {
  const store = context.store(storeNames.wasm);
  const height = BigInt(context.block.height);
  const stored = store.get(TX_COUNTER_KEY);
  const same = stored !== undefined && readUint64Be(stored) === height;
  const counter = same ? new DataView(stored.buffer, stored.byteOffset).getUint32(8) : 0;
  store.set(TX_COUNTER_KEY, concat(uint64Be(height), uint32Be(counter + 1)));
}

function checkTimeout({ block }: Context, { timeoutHeight }: Transaction): void {
  if (timeoutHeight > 0n && BigInt(block.height) > timeoutHeight) {
    const problem = `block height: ${block.height}, timeout height: ${timeoutHeight}`;
    throw AbciError.of(sdkErrors.txTimeoutHeight, problem);
  }
}

function checkMemo(context: Context, { memo }: Transaction): void {
  const length = Buffer.byteLength(memo);
  if (length === 0) return;
  const { maxMemoCharacters } = auth.readParams(context);
  if (BigInt(length) > maxMemoCharacters) {
    const problem = `maximum number of characters is ${maxMemoCharacters} but received ${length} characters`;
    throw AbciError.of(sdkErrors.memoTooLarge, problem);
  }
}

function payForSize(context: Context, { bytes, signers, signatures }: Transaction, mode: Mode): void {
  const { txSizeCostPerByte } = auth.readParams(context);
  context.meter.consume(txSizeCostPerByte * BigInt(bytes.length), "txSize");
  if (mode !== "simulate") return;
  for (const [i, signer] of signers.entries()) {
    if ((signatures[i]?.bytes.length ?? 0) > 0) continue;
    auth.getAccount(context, mustDecode(context.config.prefix, signer));
    context.meter.consume(txSizeCostPerByte * SIMULATED_SIGNATURE_BYTES, "txSize");
  }
}

function deductFee(context: Context, tx: Transaction, mode: Mode): void {
  const { gas, fee, feePayer } = tx;
  if (mode !== "simulate" && gas === 0n) {
    throw AbciError.of(sdkErrors.invalidGasLimit, "must provide positive gas");
  }
  if (mode === "check") checkFee(context, tx);
  const payer = mustDecode(context.config.prefix, feePayer);
  if (auth.getAccount(context, payer) === undefined) {
    throw AbciError.of(sdkErrors.unknownAddress, `fee payer address: ${feePayer} does not exist`);
  }
  if (fee.some(({ amount }) => BigInt(amount) > 0n)) payFee(context, tx, payer);
  context.events.push(event("tx", ["fee", formatCoins(fee)], ["fee_payer", feePayer]));
}

function checkFee({ config }: Context, { gas, fee }: Transaction): void {
  const required = requiredFee(config.minGasPrice, gas);
  if (required === 0n) return;
  const offered = fee.find(({ denom }) => denom === config.denom);
  if (offered === undefined || BigInt(offered.amount) < required) {
    const problem = `insufficient fees; got: ${formatCoins(fee)} required: ${required}${config.denom}`;
    throw AbciError.of(sdkErrors.insufficientFee, problem);
  }
}

function payFee(context: Context, { fee }: Transaction, payer: Uint8Array): void {
  if (coinsProblem(fee) !== undefined) {
    throw AbciError.of(sdkErrors.insufficientFee, `invalid fee amount: ${formatCoins(fee)}`);
  }
  const collector = auth.moduleAddress(FEE_COLLECTOR);
  auth.getAccount(context, collector);
  try {
    sendCoins(context, { from: payer, to: collector, coins: fee });
  } catch (error) {
    if (error instanceof AbciError) throw AbciError.of(sdkErrors.insufficientFunds, error.message);
    throw error;
  }
}

/** Keeps the key of an account's first transaction. */
function setPublicKeys(context: Context, { signers, signatures }: Transaction, mode: Mode): void {
  for (const [i, { publicKey }] of signatures.entries()) {
    const signer = signers[i] ?? "";
    const address = mustDecode(context.config.prefix, signer);
    const key = publicKey ?? (mode === "simulate" ? SIMULATION_KEY : undefined);
    if (key === undefined) continue;
    if (mode !== "simulate" && !equal(keyAddress(key), address)) {
      const problem = `pubKey does not match signer address ${signer} with signer index: ${i}`;
      throw AbciError.of(sdkErrors.invalidPubKey, problem);
    }
    const account = signerAccount(context, signer);
    if (account.base.pubKey !== undefined) continue;
    auth.setAccount(context, address, { ...account, base: { ...account.base, pubKey: encodeKey(key) } });
  }
  for (const [i, { sequence, bytes }] of signatures.entries()) {
    context.events.push(
      event("tx", ["acc_seq", `${signers[i]}/${sequence}`]),
      event("tx", ["signature", base64(bytes)]),
    );
  }
}

function checkSignatureCount(context: Context, { signatures }: Transaction): void {
  const { txSigLimit } = auth.readParams(context);
  if (BigInt(signatures.length) > txSigLimit) {
    const problem = `signatures: ${signatures.length}, limit: ${txSigLimit}`;
    throw AbciError.of(sdkErrors.tooManySignatures, problem);
  }
}

function payForSignatures(context: Context, { signers, signatures }: Transaction): void {
  const { sigVerifyCostSecp256k1 } = auth.readParams(context);
  for (const i of signatures.keys()) {
    signerAccount(context, signers[i] ?? "");
    context.meter.consume(sigVerifyCostSecp256k1, "ante verify: secp256k1");
  }
}

function verifySignatures(context: Context, tx: Transaction, mode: Mode): void {
  const { signers, signatures } = tx;
  if (signatures.length !== signers.length) {
    const problem = `invalid number of signer;  expected: ${signers.length}, got ${signatures.length}`;
    throw AbciError.of(sdkErrors.unauthorized, problem);
  }
  for (const [i, signature] of signatures.entries()) {
    const { base } = signerAccount(context, signers[i] ?? "");
    if (mode !== "simulate" && base.pubKey === undefined) {
      throw AbciError.of(sdkErrors.invalidPubKey, "pubkey on account is not set");
    }
    if (signature.sequence !== base.sequence) {
      const problem = `account sequence mismatch, expected ${base.sequence}, got ${signature.sequence}`;
      throw AbciError.of(sdkErrors.wrongSequence, problem);
    }
    if (mode !== "simulate") verify(context, tx, signature, base);
  }
}

function verify({ config }: Context, tx: Transaction, { bytes, direct }: Signature, account: BaseAccount): void {
  const problem = `signature verification failed; please verify account number (${account.accountNumber}) and chain-id (${config.chainId})`;
  if (!direct) {
    throw AbciError.of(sdkErrors.unauthorized, `${problem}: (only SIGN_MODE_DIRECT is understood by this chain)`);
  }
  const key = PubKey.decode(account.pubKey?.value ?? new Uint8Array()).key;
  const signed = tx.signBytes(config.chainId, account.accountNumber);
  if (!isSigned(bytes, signed, key)) {
    throw AbciError.of(sdkErrors.unauthorized, `${problem}: (unable to verify single signer signature)`);
  }
}

function incrementSequences(context: Context, { signers }: Transaction): void {
  for (const signer of signers) {
    const address = mustDecode(context.config.prefix, signer);
    const account = auth.getAccount(context, address) ?? { base: BaseAccount.fromPartial({ address: signer }) };
    const base = { ...account.base, sequence: account.base.sequence + 1n };
    auth.setAccount(context, address, { ...account, base });
  }
}

function signerAccount(context: Context, signer: string): auth.Account {
  const account = auth.getAccount(context, mustDecode(context.config.prefix, signer));
  if (account === undefined) throw AbciError.of(sdkErrors.unknownAddress, `account ${signer} does not exist`);
  return account;
}

/** `ripemd160(sha256(key))`. */
export function keyAddress(key: Uint8Array): Uint8Array {
  return ripemd160(sha256(key));
}

function encodeKey(key: Uint8Array): Any {
  return { typeUrl: SECP256K1_KEY_URL, value: PubKey.encode({ key }).finish() };
}
