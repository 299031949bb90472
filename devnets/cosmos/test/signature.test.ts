import { describe, expect, test } from "@jest/globals";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { isSigned } from "../src/signature.ts";

const ORDER = secp256k1.Point.CURVE().n;
const secretKey = Uint8Array.from({ length: 32 }, (_, i) => i + 1);
const publicKey = secp256k1.getPublicKey(secretKey);
const message = new Uint8Array(Buffer.from("what was signed"));
const signature = secp256k1.sign(message, secretKey);

/** The other signature that proves the same. */
function twin(bytes: Uint8Array): Uint8Array {
  const s = ORDER - BigInt(`0x${Buffer.from(bytes.subarray(32)).toString("hex")}`);
  return Uint8Array.from([...bytes.subarray(0, 32), ...Buffer.from(s.toString(16).padStart(64, "0"), "hex")]);
}

describe("signatures of transactions", () => {
  test("the key's own signature holds", () => {
    expect(isSigned(signature, message, publicKey)).toBe(true);
  });

  test.each([
    ["another message", signature, new Uint8Array(Buffer.from("something else")), publicKey],
    ["another key", signature, message, secp256k1.getPublicKey(secretKey.toReversed())],
    ["its high twin", twin(signature), message, publicKey],
    ["a cut signature", signature.slice(1), message, publicKey],
    ["zeros", new Uint8Array(64), message, publicKey],
    ["a key that is no point", signature, message, new Uint8Array(33).fill(2, 0, 1).fill(255, 1)],
    ["a key of a wrong form", signature, message, secp256k1.getPublicKey(secretKey, false)],
  ])("%s does not hold", (_, bytes, signed, key) => {
    expect(isSigned(bytes, signed, key)).toBe(false);
  });
});
