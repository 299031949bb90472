/** Parameters of a call: CometBFT takes numbers as numbers or strings, bytes in base64 or hexadecimal digits. */

import { fromBase64, fromHex } from "../bytes.ts";
import { RpcError } from "./rpc-error.ts";

export class Params {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: unknown) {
    // CAST: an object's members are unknown until they are asked for
    this.#values = typeof values === "object" && values !== null ? (values as Record<string, unknown>) : {};
  }

  /** A whole number that is not negative, if given. */
  number(name: string): number | undefined {
    const value = this.#values[name];
    if (value === undefined || value === null || value === "") return undefined;
    const number = Number(value);
    if (!Number.isSafeInteger(number) || number < 0) {
      throw RpcError.invalidParams(`${name} must be a whole number, not negative, got ${JSON.stringify(value)}`);
    }
    return number;
  }

  text(name: string): string {
    const value = this.#values[name];
    return typeof value === "string" ? value : "";
  }

  base64(name: string): Uint8Array {
    return fromBase64(this.text(name));
  }

  /** Hexadecimal digits, with or without `0x`. */
  hex(name: string): Uint8Array {
    return fromHex(this.text(name).replace(/^0x/, ""));
  }
}
