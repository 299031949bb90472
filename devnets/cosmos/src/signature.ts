/** Signatures of transactions: ECDSA over secp256k1, checked by Node's OpenSSL, ten times as fast as in JavaScript. */

import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { concat, fromHex, hex } from "./bytes.ts";

/** DER of a `SubjectPublicKeyInfo` for a compressed point on secp256k1, up to the point itself (RFC 5480). */
const SPKI_PREFIX = fromHex("3036301006072a8648ce3d020106052b8104000a032200");
const COMPRESSED_KEY_LENGTH = 33;
const SIGNATURE_LENGTH = 64;
/** Half of the curve's order: the SDK refuses the twin of a signature whose `s` is above it. */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/** Whether a signature, `r` and `s` in 32 bytes each, is the key's own for the SHA-256 of a message. */
export function isSigned(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_LENGTH || publicKey.length !== COMPRESSED_KEY_LENGTH) return false;
  if (BigInt(`0x${hex(signature.subarray(32))}`) > HALF_ORDER) return false;
  const key = keyObject(publicKey);
  return key !== undefined && verify("sha256", message, { key, dsaEncoding: "ieee-p1363" }, signature);
}

function keyObject(publicKey: Uint8Array): KeyObject | undefined {
  try {
    const der = Buffer.from(concat(SPKI_PREFIX, publicKey));
    return createPublicKey({ key: der, format: "der", type: "spki" });
  } catch {
    return undefined; // no point on the curve
  }
}
