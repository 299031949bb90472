/** What a contract reaches through the VM: its storage, addresses and queries (cosmwasm-vm 3.0 `backend.rs`). */

/** A storage entry. */
interface Entry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** A walk over storage; `next` answers the entry it stands on and moves on. */
export interface StorageIterator {
  next(): Entry | undefined;
}

/** A contract's own storage; each operation charges the chain's gas meter. */
export interface ContractStorage {
  get(key: Uint8Array): Uint8Array | undefined;
  set(key: Uint8Array, value: Uint8Array): void;
  remove(key: Uint8Array): void;
  scan(start: Uint8Array | undefined, end: Uint8Array | undefined, descending: boolean): StorageIterator;
}

/** An answer of the address functions: a value or the error text that the contract gets, and the cost in wasm gas. */
export type AddressAnswer<T> =
  | { readonly ok: true; readonly value: T; readonly cost: bigint }
  | { readonly ok: false; readonly error: string; readonly cost: bigint };

export interface AddressApi {
  validate(human: string): AddressAnswer<undefined>;
  canonicalize(human: string): AddressAnswer<Uint8Array>;
  humanize(canonical: Uint8Array): AddressAnswer<string>;
}

export interface Backend {
  readonly storage: ContractStorage;
  readonly addresses: AddressApi;
  /** Answers a contract's query as JSON of `SystemResult<ContractResult<Binary>>`; `gasLimit` in wasm gas. */
  query(request: Uint8Array, gasLimit: bigint): Uint8Array;
  /** Gas that the chain's meter has counted so far, in wasm gas. */
  gasConsumed(): bigint;
  /** True iff an error is the chain's meter running out. */
  isOutOfGas(error: unknown): boolean;
}
