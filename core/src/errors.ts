/**
 * Every error a user can meet, in one catalogue: a sentence whose `{fields}` type its values, and what to do about it.
 * The names of the first group are those of the protocol (docs/protocol.md §7): the Solidity custom errors and the
 * CosmWasm error texts carry the same names and the same fields in the same order.
 */
export const CONTRACT_ERRORS = {
  NotReady: {
    message: "This trainer is still being deployed.",
    hint: "Finish its deployment with `omnisum deploy … --resume`.",
  },
  NotDeployer: {
    message: "Only the deployer may write before a trainer is finalized, and nobody afterwards.",
    hint: "Use the account that began the deployment.",
  },
  InvalidConfig: {
    message: "The configuration's {field} is not valid.",
    hint: "See docs/protocol.md §5 and §6 for its range.",
  },
  InvalidLabel: {
    message: "Label {label} does not exist: labels are 0 to one less than {classes}.",
    hint: "List the labels with `omnisum status`.",
  },
  InvalidSample: {
    message: "The sample is not valid: {reason}.",
    hint: "Indices must be strictly ascending, below the number of features, and packed as docs/protocol.md §3 says.",
  },
  InvalidBatch: {
    message: "The batch is not valid: {reason}.",
    hint: "A batch holds 1 to 256 labelled samples packed as docs/protocol.md §3 says.",
  },
  InsufficientDeposit: {
    message: "The deposit of {sent} is below the required {required}.",
    hint: "Ask for the price with `quote` right before sending; it falls as time passes.",
  },
  UnknownContribution: {
    message: "There is no open contribution {id} with these fields.",
    hint: "It may be settled already; list what is open with `omnisum contributions`.",
  },
  NotAuthor: {
    message: "Only the author of a contribution can have it refunded.",
    hint: "Use the account that added it.",
  },
  OwnContribution: {
    message: "An author cannot report a contribution of their own before the open window.",
    hint: "Ask for a refund instead.",
  },
  TooEarly: {
    message: "This cannot be done before {until}.",
    hint: "Wait until then: a time in seconds since 1970, or a block's height where a piece is to be drawn; `omnisum contributions --refundable` or `--reportable` lists what can be settled now.",
  },
  ModelDisagrees: {
    message: "The model predicts {predicted} for this sample, not the contribution's label.",
    hint: "A refund needs the model's agreement; try again when the model has changed.",
  },
  ModelAgrees: {
    message: "The model agrees with this contribution, so it cannot be reported.",
    hint: "Only contributions that the model disagrees with can be reported before the owner's window.",
  },
  AlreadyReported: {
    message: "This account has reported this contribution before.",
    hint: "Each account gets one share.",
  },
  NoCredit: {
    message: "This account has no good contribution to its name yet.",
    hint: "A report needs at least one refunded contribution of the reporter's own.",
  },
  ShareTooSmall: {
    message: "The reporter's share of this deposit rounds to zero.",
    hint: "Have more contributions refunded first: the share grows with them.",
  },
  CounterOverflow: {
    message: "A counter of the model is at its limit.",
    hint: "The model cannot learn this sample any more.",
  },
  PaymentFailed: {
    message: "The caller's account refused the payment, so nothing was changed.",
    hint: "Use an account that can receive the chain's coin.",
  },
  WrongPhase: {
    message: "The market is in phase {phase}, which this operation does not belong to or has been done in.",
    hint: "See `omnisum market status`: 0 setup, 1 participation, 2 reveal, 3 scoring, 4 collect, 5 closed.",
  },
  CommitmentMismatch: {
    message: "Piece {piece} does not match its commitment.",
    hint: "Reveal the piece that is expected, with exactly the salt and the samples that were committed to.",
  },
  NotProvider: {
    message: "Only the market's provider can do this.",
    hint: "Use the account that owns the trainer.",
  },
  NothingToCollect: {
    message: "There is nothing for this account to collect.",
    hint: "`omnisum market status` shows what each account would be paid.",
  },
  WrongFunds: { message: "Only {expected} is accepted.", hint: "Send the chain's own coin and no other." },
} as const satisfies Catalogue;

/** What can go wrong on this side of the chain. */
export const CLIENT_ERRORS = {
  InvalidInput: { message: "{name} is not valid: {reason}.", hint: "See the command's --help." },
  MissingInput: {
    message: "{name} is missing.",
    hint: "Give it on the command line or in the environment, or run in a terminal to be asked.",
  },
  InvalidModel: {
    message: "The model file is not valid: {field} {reason}.",
    hint: "See docs/models.md for the accepted model files.",
  },
  InvalidTestSet: {
    message: "The test set's file is not valid: {reason}.",
    hint: "Give the file that was written when the market was made; without it the test set cannot be revealed.",
  },
  WrongTestSet: {
    message: "The test set in {file} has the commitments {actual}; the market was deployed with {expected}.",
    hint: "Give the file that was written when this market was prepared.",
  },
  ModelTooLarge: {
    message: "A model of {features} features, {bytes} bytes of state, is more than the contracts on {chain} take.",
    hint: "Hash the features into fewer with the murmur3 encoder, or choose another chain.",
  },
  UnknownLabel: {
    message: "There is no label {label}; this model has {labels}.",
    hint: "Use one of those, or its number.",
  },
  NothingKnown: {
    message: "No word of this text is in the model's vocabulary.",
    hint: "The model knows nothing about such a sample; use other words.",
  },
  UnknownEncoder: {
    message: "The encoder {encoder} is not known here.",
    hint: "Give the sample itself with --sample 0x…, or the vocabulary file with --vocabulary.",
  },
  VocabularyMismatch: {
    message: "The vocabulary's hash is {actual}; the model was deployed with {expected}.",
    hint: "Use the vocabulary the model was made with.",
  },
  UnknownChain: { message: "There is no chain named {chain}; known are {known}.", hint: "See `omnisum chains`." },
  ChainUnreachable: {
    message: "{chain} does not answer at {endpoint}.",
    hint: "Start the development chains with `omnisum devnet`, or set the chain's endpoint.",
  },
  WrongChain: {
    message: "The endpoint of {chain} serves chain {actual}, not {expected}.",
    hint: "Correct the endpoint; nothing was sent.",
  },
  InsufficientFunds: {
    message: "{account} holds {available} but {required} is needed.",
    hint: "Fund the account, or use another with --account.",
  },
  UnknownAccount: { message: "There is no account {account} on {chain}.", hint: "{known}" },
  InvalidKey: {
    message: "The key in {source} is not valid: {reason}.",
    hint: "It must be a mnemonic or 0x and 64 hex digits.",
  },
  TestKeyRefused: {
    message: "The well-known test mnemonic cannot be used on {chain}.",
    hint: "Anyone can take what such an account holds; use a key of your own.",
  },
  UnknownTrainer: {
    message: "There is no deployment named {name} on {chain}.",
    hint: "See `omnisum deployments`, or name the contract by its address.",
  },
  JournalMismatch: {
    message: "The journal {file} belongs to chain {actual}, not to {expected}.",
    hint: "The chain was restarted or is another one: deploy under a new --name, or remove the journal if that chain is gone.",
  },
  JournalCorrupt: {
    message: "Line {line} of the journal {file} cannot be read.",
    hint: "Only a last, half-written line can be passed over; restore the file from a copy.",
  },
  JournalInUse: {
    message: "The journal {file} belongs to another plan.",
    hint: "Choose another --name, or repeat the command with the same model and parameters.",
  },
  DeploymentExists: {
    message: "{name} is already deployed on {chain} at {address}.",
    hint: "Choose another --name.",
  },
  DeploymentPending: {
    message: "{name} on {chain} was begun and not finished.",
    hint: "Continue it with --resume.",
  },
  DeploymentIncomplete: { message: "{name} is not deployed on {chains}.", hint: "Continue with `{command}`." },
  JournalBusy: {
    message: "Another process is writing the journal {file}.",
    hint: "Wait until it is done, then repeat the command.",
  },
  PortInUse: {
    message: "Port {port}, where {chain} would answer, is taken.",
    hint: "Stop what uses it, or set another endpoint with --endpoint {chain}=http://127.0.0.1:PORT.",
  },
  StatesDiffer: {
    message: "The models should be equal but their state hashes differ: {hashes}.",
    hint: "This is a defect of omnisum; please report it with the output of --json.",
  },
  TransactionFailed: { message: "The transaction failed on the chain: {reason}.", hint: "See the transaction {hash}." },
  TransactionLost: {
    message: "The transaction {hash} was sent, but its account has gone on without it.",
    hint: "Another transaction took its place; check the account's history, then resume.",
  },
  ContractMismatch: {
    message: "There is no omnisum trainer at {address} on {chain}.",
    hint: "Check the address and the chain.",
  },
  OtherMechanism: {
    message: "The incentive mechanism of this trainer is {mechanism}; it has no {method}.",
    hint: "Use a trainer with the mechanism that has it.",
  },
  UnsupportedProtocol: {
    message: "The contract speaks protocol {actual}; this client knows {known}.",
    hint: "Update omnisum.",
  },
  MalformedResponse: {
    message: "{source} sent something unexpected: {reason}.",
    hint: "Check the endpoint, or update omnisum.",
  },
  Unsupported: { message: "{chain} cannot {ability}.", hint: "Use a chain that can." },
  UnknownKind: { message: "There is no {role} named {kind}; known are {known}.", hint: "Use one of those." },
  FileExists: {
    message: "There is a file {file} already.",
    hint: "Choose another name, or remove it if it is not needed any more.",
  },
  InvalidStateFile: {
    message: "The state file is not valid: its {field} {reason}.",
    hint: "Export the state again with `omnisum export`.",
  },
  StateMoved: {
    message: "The model changed each of the {attempts} times that its state was read.",
    hint: "Repeat the command when fewer contributions come in.",
  },
  StateMismatch: {
    message: "{source} has the state hash {actual} instead of {expected}.",
    hint: "Check the endpoint: it may have left out events or answered for another block; then repeat the command.",
  },
  ForeignState: {
    message: "The state is that of {actual}; {expected} never had it.",
    hint: "Use a state that was exported from this trainer, or the one that it was deployed with.",
  },
  ForeignHistory: {
    message: "The events are those of {actual}, not of {expected}.",
    hint: "Use the events of this trainer.",
  },
  HistoryGap: {
    message: "Contribution {expected} is missing before {found}.",
    hint: "The endpoint left out events; use one that keeps all of them.",
  },
  HistoryReordered: {
    message: "The events are not in the order in which they happened: {event} stands in the wrong place.",
    hint: "Use another endpoint.",
  },
  HistoryAltered: {
    message: "The first event that differs from the chain is {event}: its {field} is another.",
    hint: "Use another endpoint, or check the state to begin with.",
  },
  Cancelled: { message: "Cancelled; nothing was sent.", hint: "Repeat the command and answer yes, or give --yes." },
} as const satisfies Catalogue;

export const ERRORS = { ...CONTRACT_ERRORS, ...CLIENT_ERRORS } as const;

type Catalogue = Readonly<Record<string, { readonly message: string; readonly hint: string }>>;
type Fields<Text extends string> = Text extends `${string}{${infer Field}}${infer Rest}` ? Field | Fields<Rest> : never;

export type ContractErrorName = keyof typeof CONTRACT_ERRORS;
export type ErrorName = keyof typeof ERRORS;
/** The values of an error, by the names of its fields. */
export type ErrorValues<N extends ErrorName = ErrorName> = N extends ErrorName
  ? Readonly<Record<Fields<(typeof ERRORS)[N]["message"] | (typeof ERRORS)[N]["hint"]>, bigint | number | string>>
  : never;

/** The only error this project throws: a name to test for, values to compute with, a hint to act on. */
export class OmnisumError<N extends ErrorName = ErrorName> extends Error {
  override readonly name: N;
  readonly values: ErrorValues<N>;
  readonly hint: string;

  constructor(name: N, values: ErrorValues<N>, options?: { cause?: unknown }) {
    super(render(ERRORS[name].message, values), options);
    this.name = name;
    this.values = values;
    this.hint = render(ERRORS[name].hint, values);
  }
}

/** Whether `error` is the project's error, and the one named `name` if a name is given. */
export function isError<N extends ErrorName = ErrorName>(error: unknown, name?: N): error is OmnisumError<N> {
  return error instanceof OmnisumError && (name === undefined || error.name === name);
}

/** The names of an error's fields, in the order of the protocol. */
export function errorFields(name: ErrorName): readonly string[] {
  return [...ERRORS[name].message.matchAll(/\{(\w+)\}/g)].map((match) => String(match[1]));
}

function render(template: string, values: Readonly<Record<string, unknown>>): string {
  return template.replace(/\{(\w+)\}/g, (_, field: string) => String(values[field]));
}
