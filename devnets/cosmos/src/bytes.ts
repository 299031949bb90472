/** Byte strings: the few conversions that the chain needs again and again. */

/** Joins byte strings. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Big-endian 64-bit integer, as the SDK writes numbers into keys. */
export function uint64Be(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}

export function readUint64Be(bytes: Uint8Array, at = 0): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(at);
}

export function uint32Be(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

export function utf8(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "utf8"));
}

/** Text of bytes; invalid sequences become U+FFFD, as Rust's `from_utf8_lossy` does. */
export function text(bytes: Uint8Array): string {
  return view(bytes).toString("utf8");
}

export function hex(bytes: Uint8Array): string {
  return view(bytes).toString("hex");
}

export function hexUpper(bytes: Uint8Array): string {
  return hex(bytes).toUpperCase();
}

export function fromHex(digits: string): Uint8Array {
  return new Uint8Array(Buffer.from(digits, "hex"));
}

export function base64(bytes: Uint8Array): string {
  return view(bytes).toString("base64");
}

export function fromBase64(encoded: string): Uint8Array {
  return new Uint8Array(Buffer.from(encoded, "base64"));
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** Bytes as a string with one character a byte: a map key that sorts as the bytes do. */
export function latin1(bytes: Uint8Array): string {
  return view(bytes).toString("latin1");
}

export function fromLatin1(key: string): Uint8Array {
  return new Uint8Array(Buffer.from(key, "latin1"));
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
