/** Host functions for signatures: cosmwasm-vm 3.0 `imports.rs`, answers of cosmwasm-crypto 3.0. */

import { ed25519 } from "@noble/curves/ed25519.js";
import { p256 } from "@noble/curves/nist.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import * as cost from "./gas-config.ts";
import type { HostContext } from "./host.ts";
import { decodeSections } from "./sections.ts";

const MESSAGE_HASH_MAX_LEN = 32;
const ECDSA_SIGNATURE_LEN = 64;
const ECDSA_PUBKEY_MAX_LEN = 65;
const EDDSA_PUBKEY_LEN = 32;
const MAX_LENGTH_ED25519_SIGNATURE = 64;
const MAX_LENGTH_ED25519_MESSAGE = 128 * 1024;
const MAX_COUNT_ED25519_BATCH = 256;

/** Codes of cosmwasm-crypto 3.0 `errors.rs`, `CryptoError::code`. */
const VALID = 0;
const INVALID = 1;
const INVALID_HASH_FORMAT = 3;
const INVALID_SIGNATURE_FORMAT = 4;
const INVALID_PUBKEY_FORMAT = 5;
const INVALID_RECOVERY_PARAM = 6;
const BATCH_ERROR = 7;
const GENERIC_ERROR = 10;

type Curve = typeof secp256k1;

/** The signature functions; `enter` charges the entry and gives what the call works on. */
export function cryptoFunctions(enter: () => HostContext): WebAssembly.ModuleImports {
  return {
    secp256k1_verify: (hash: number, signature: number, key: number) =>
      ecdsaVerify(enter(), secp256k1, cost.SECP256K1_VERIFY, [hash, signature, key]),
    secp256k1_recover_pubkey: (hash: number, signature: number, parameter: number) =>
      ecdsaRecover(enter(), secp256k1, cost.SECP256K1_RECOVER_PUBKEY, [hash, signature, parameter]),
    secp256r1_verify: (hash: number, signature: number, key: number) =>
      ecdsaVerify(enter(), p256, cost.SECP256R1_VERIFY, [hash, signature, key]),
    secp256r1_recover_pubkey: (hash: number, signature: number, parameter: number) =>
      ecdsaRecover(enter(), p256, cost.SECP256R1_RECOVER_PUBKEY, [hash, signature, parameter]),
    ed25519_verify: (message: number, signature: number, key: number) =>
      ed25519Verify(enter(), [message, signature, key]),
    ed25519_batch_verify: (messages: number, signatures: number, keys: number) =>
      ed25519BatchVerify(enter(), [messages, signatures, keys]),
  };
}

type Three = readonly [number, number, number];

function ecdsaVerify({ guest }: HostContext, curve: Curve, price: bigint, pointers: Three): number {
  const hash = guest.readRegion(pointers[0] >>> 0, MESSAGE_HASH_MAX_LEN);
  const signature = guest.readRegion(pointers[1] >>> 0, ECDSA_SIGNATURE_LEN);
  const key = guest.readRegion(pointers[2] >>> 0, ECDSA_PUBKEY_MAX_LEN);
  guest.charge(price);
  if (hash.length !== MESSAGE_HASH_MAX_LEN) return INVALID_HASH_FORMAT;
  if (signature.length !== ECDSA_SIGNATURE_LEN) return INVALID_SIGNATURE_FORMAT;
  if (!isKeyFormat(key)) return INVALID_PUBKEY_FORMAT;
  if (!parses(() => curve.Signature.fromBytes(signature, "compact"))) return GENERIC_ERROR;
  if (!parses(() => curve.Point.fromBytes(key))) return GENERIC_ERROR;
  return curve.verify(signature, hash, key, { prehash: false, lowS: false }) ? VALID : INVALID;
}

/** Compressed with prefix 2 or 3, or not compressed with prefix 4. */
function isKeyFormat(key: Uint8Array): boolean {
  if (key[0] === 2 || key[0] === 3) return key.length === 33;
  return key[0] === 4 && key.length === ECDSA_PUBKEY_MAX_LEN;
}

/** noble throws at what the Rust libraries answer an error for. */
function parses(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}

/** Answers the pointer to the key in the low half, or an error code in the high half. */
function ecdsaRecover({ guest }: HostContext, curve: Curve, price: bigint, pointers: Three): bigint {
  const hash = guest.readRegion(pointers[0] >>> 0, MESSAGE_HASH_MAX_LEN);
  const signature = guest.readRegion(pointers[1] >>> 0, ECDSA_SIGNATURE_LEN);
  const parameter = pointers[2] >>> 0;
  const failed = (code: number): bigint => BigInt.asIntN(64, BigInt(code) << 32n);
  if (parameter > 255) return failed(INVALID_RECOVERY_PARAM);
  guest.charge(price);
  if (hash.length !== MESSAGE_HASH_MAX_LEN) return failed(INVALID_HASH_FORMAT);
  if (signature.length !== ECDSA_SIGNATURE_LEN) return failed(INVALID_SIGNATURE_FORMAT);
  if (parameter > 1) return failed(INVALID_RECOVERY_PARAM);
  const key = recoverKey(curve, hash, signature, parameter);
  return key === undefined ? failed(GENERIC_ERROR) : BigInt(guest.allocateWith(key));
}

function recoverKey(curve: Curve, hash: Uint8Array, signature: Uint8Array, parameter: number): Uint8Array | undefined {
  try {
    const parsed = curve.Signature.fromBytes(signature, "compact").addRecoveryBit(parameter);
    return parsed.recoverPublicKey(hash).toBytes(false);
  } catch {
    return undefined;
  }
}

function ed25519Verify({ guest }: HostContext, pointers: Three): number {
  const message = guest.readRegion(pointers[0] >>> 0, MAX_LENGTH_ED25519_MESSAGE);
  const signature = guest.readRegion(pointers[1] >>> 0, MAX_LENGTH_ED25519_SIGNATURE);
  const key = guest.readRegion(pointers[2] >>> 0, EDDSA_PUBKEY_LEN);
  guest.charge(cost.ED25519_VERIFY);
  return ed25519Code(message, signature, key);
}

function ed25519BatchVerify({ guest }: HostContext, pointers: Three): number {
  const read = (pointer: number, length: number): Uint8Array[] =>
    decodeSections(guest.readRegion(pointer >>> 0, (length + 4) * MAX_COUNT_ED25519_BATCH));
  const messages = read(pointers[0], MAX_LENGTH_ED25519_MESSAGE);
  const signatures = read(pointers[1], MAX_LENGTH_ED25519_SIGNATURE);
  const keys = read(pointers[2], EDDSA_PUBKEY_LEN);
  guest.charge(cost.ed25519BatchVerify(signatures.length, keys.length));
  const all = signatures.length;
  const matched = messages.length === all && keys.length === all;
  const oneMessage = messages.length === 1 && keys.length === all;
  const oneKey = keys.length === 1 && messages.length === all;
  if (!matched && !oneMessage && !oneKey) return BATCH_ERROR;
  const codes = signatures.map((signature, i) =>
    ed25519Code(messages[oneMessage ? 0 : i], signature, keys[oneKey ? 0 : i]),
  );
  return codes.find((code) => code > INVALID) ?? Math.max(VALID, ...codes);
}

function ed25519Code(message: Uint8Array | undefined, signature: Uint8Array, key: Uint8Array | undefined): number {
  if (message === undefined || key === undefined) return BATCH_ERROR;
  if (signature.length !== MAX_LENGTH_ED25519_SIGNATURE) return INVALID_SIGNATURE_FORMAT;
  if (key.length !== EDDSA_PUBKEY_LEN) return INVALID_PUBKEY_FORMAT;
  try {
    return ed25519.verify(signature, message, key) ? VALID : INVALID;
  } catch {
    return INVALID;
  }
}
