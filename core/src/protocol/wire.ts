/**
 * What travels between a client and a contract, on every chain. A codec translates these types into those of its
 * chain: on the EVM `u64` is `uint64` and `bytes` is `bytes`; in CosmWasm's JSON they are a decimal string and base64.
 */
export interface WireScalars {
  readonly bool: boolean;
  readonly u8: number;
  readonly u16: number;
  readonly u32: number;
  readonly u64: bigint;
  readonly u128: bigint;
  readonly u256: bigint;
  readonly i64: bigint;
  readonly bytes: Uint8Array;
  /** 32 bytes. */
  readonly hash: Uint8Array;
  /** An account or contract in the chain's own notation; empty where there is none. */
  readonly address: string;
  readonly string: string;
}
export type ScalarName = keyof WireScalars;
/** Named fields in the order of the protocol. */
export interface FieldSpec {
  readonly [field: string]: WireType;
}
export type WireType = ScalarName | `${ScalarName}[]` | FieldSpec;

/** The TypeScript value of a wire type. */
export type ValueOf<T> = T extends ScalarName
  ? WireScalars[T]
  : T extends `${infer S extends ScalarName}[]`
    ? readonly WireScalars[S][]
    : T extends FieldSpec
      ? Values<T>
      : never;
export type Values<F extends FieldSpec> = { readonly [K in keyof F]: ValueOf<F[K]> };

/** Any value of any wire type, for code that handles all of them: codecs and logs. */
export type Wire = boolean | number | bigint | string | Uint8Array | readonly Wire[] | WireRecord;
export interface WireRecord {
  readonly [field: string]: Wire;
}
