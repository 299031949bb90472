/** Errors as a chain answers them: a code in a code space, and a log (cosmossdk.io/errors, `types/errors/errors.go`). */

/** A registered error kind. */
export interface ErrorKind {
  readonly codespace: string;
  readonly code: number;
  readonly text: string;
}

const sdk = (code: number, text: string): ErrorKind => ({ codespace: "sdk", code, text });
const wasm = (code: number, text: string): ErrorKind => ({ codespace: "wasm", code, text });

/** cosmos-sdk v0.54 `types/errors/errors.go`. */
export const sdkErrors = {
  txDecode: sdk(2, "tx parse error"),
  unauthorized: sdk(4, "unauthorized"),
  insufficientFunds: sdk(5, "insufficient funds"),
  unknownRequest: sdk(6, "unknown request"),
  invalidAddress: sdk(7, "invalid address"),
  invalidPubKey: sdk(8, "invalid pubkey"),
  unknownAddress: sdk(9, "unknown address"),
  invalidCoins: sdk(10, "invalid coins"),
  outOfGas: sdk(11, "out of gas"),
  memoTooLarge: sdk(12, "memo too large"),
  insufficientFee: sdk(13, "insufficient fee"),
  tooManySignatures: sdk(14, "maximum number of signatures exceeded"),
  noSignatures: sdk(15, "no signatures supplied"),
  invalidRequest: sdk(18, "invalid request"),
  txInMempoolCache: sdk(19, "tx already in mempool"),
  keyNotFound: sdk(22, "key not found"),
  txTimeoutHeight: sdk(30, "tx timeout height"),
  unknownExtensionOptions: sdk(31, "unknown extension options"),
  wrongSequence: sdk(32, "incorrect account sequence"),
  notSupported: sdk(37, "feature not supported"),
  invalidGasLimit: sdk(41, "invalid gas limit"),
  txTimeout: sdk(42, "tx timeout"),
} as const;

/** wasmd v0.70 `x/wasm/types/errors.go`. */
export const wasmErrors = {
  createFailed: wasm(2, "create wasm contract failed"),
  accountExists: wasm(3, "contract account already exists"),
  instantiateFailed: wasm(4, "instantiate wasm contract failed"),
  executeFailed: wasm(5, "execute wasm contract failed"),
  queryFailed: wasm(9, "query wasm contract failed"),
  empty: wasm(12, "empty"),
  limit: wasm(13, "exceeds limit"),
  invalid: wasm(14, "invalid"),
  unknownMessage: wasm(20, "unknown message from the contract"),
  invalidEvent: wasm(21, "invalid event"),
  noSuchContract: wasm(22, "no such contract"),
  maxQueryStackSize: wasm(27, "max query stack size exceeded"),
  noSuchCode: wasm(28, "no such code"),
  vm: wasm(29, "wasmvm error"),
  maxCallDepth: wasm(30, "max call depth exceeded"),
} as const;

/** An error without a registered kind: code 1. */
const UNDEFINED: ErrorKind = { codespace: "undefined", code: 1, text: "internal error" };

/** A refusal by the chain. */
export class AbciError extends Error {
  override readonly name = "AbciError";
  readonly kind: ErrorKind;
  /** Source line that Go's `%v` appends in answers of simulations. */
  readonly origin: string | undefined;
  /** True iff a contract that asked for a reply may see the text (wasmd's `DeterministicError`). */
  readonly deterministic: boolean;

  constructor(kind: ErrorKind, log: string, more: { origin?: string | undefined; deterministic?: boolean } = {}) {
    super(log);
    this.kind = kind;
    this.origin = more.origin;
    this.deterministic = more.deterministic ?? false;
  }

  /** `errorsmod.Wrap(kind, problem)`. */
  static of(kind: ErrorKind, problem: string, origin?: string): AbciError {
    return new AbciError(kind, `${problem}: ${kind.text}`, { origin });
  }

  /** The bare kind. */
  static bare(kind: ErrorKind): AbciError {
    return new AbciError(kind, kind.text);
  }

  /** A Go error that belongs to no kind. */
  static plain(problem: string, origin?: string): AbciError {
    return new AbciError(UNDEFINED, problem, { origin });
  }

  /** `errorsmod.Wrap(error, context)`: the same kind with words in front. */
  wrap(context: string): AbciError {
    return new AbciError(this.kind, `${context}: ${this.message}`, { origin: this.origin });
  }

  /** The text that a simulation answers: the log and where it comes from. */
  get verbose(): string {
    return this.origin === undefined ? this.message : `${this.message} [${this.origin}]`;
  }
}
