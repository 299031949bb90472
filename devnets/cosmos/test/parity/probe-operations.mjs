// Every kind of transaction that the embedded chain knows, with the probe contract.
import { readFileSync } from "node:fs";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { MsgSend } from "cosmjs-types/cosmos/bank/v1beta1/tx";
import {
  MsgExecuteContract,
  MsgInstantiateContract,
  MsgInstantiateContractResponse,
  MsgStoreCode,
  MsgStoreCodeResponse,
} from "cosmjs-types/cosmwasm/wasm/v1/tx";

const wasm = readFileSync(new URL("../../probe/probe.wasm", import.meta.url));
const gzipped = readFileSync(new URL("../../probe/probe.wasm.gz", import.meta.url));
const utf8 = (value) => new Uint8Array(Buffer.from(JSON.stringify(value)));
const base64 = (value) => Buffer.from(value).toString("base64");

const store = (env, bytes, from = 0) => ({
  typeUrl: "/cosmwasm.wasm.v1.MsgStoreCode",
  value: MsgStoreCode.fromPartial({ sender: env.accounts[from], wasmByteCode: new Uint8Array(bytes) }),
});
const instantiate = (env, { from = 0, ...more } = {}) => ({
  typeUrl: "/cosmwasm.wasm.v1.MsgInstantiateContract",
  value: MsgInstantiateContract.fromPartial({
    sender: env.accounts[from],
    codeId: env.memory.codeId,
    label: "probe",
    msg: utf8({}),
    ...more,
  }),
});
const execute = (env, msg, { from = 0, funds = [], contract = env.memory.contract } = {}) => ({
  typeUrl: "/cosmwasm.wasm.v1.MsgExecuteContract",
  value: MsgExecuteContract.fromPartial({
    sender: env.accounts[from],
    contract,
    msg: msg instanceof Uint8Array ? msg : utf8(msg),
    funds,
  }),
});
const send = (env, to, amount, from = 0) => ({
  typeUrl: "/cosmos.bank.v1beta1.MsgSend",
  value: MsgSend.fromPartial({ fromAddress: env.accounts[from], toAddress: to, amount }),
});
const ucosm = (amount) => [{ denom: "ucosm", amount: String(amount) }];
const uother = (amount) => [{ denom: "uother", amount: String(amount) }];
/** Operations with one message to the probe. */
const probe = (name, msg, options = {}) => ({
  name,
  from: options.from,
  gas: options.gas,
  volatile: options.volatile,
  messages: (env) => [execute(env, typeof msg === "function" ? msg(env) : msg, options)],
});

/** A contract's query to the chain. */
const ask = (name, request) =>
  probe(`ask ${name}`, (env) => ({
    ask: { request: base64(JSON.stringify(typeof request === "function" ? request(env) : request)) },
  }));

const UNKNOWN_1 = "wasm1zcfhvupf07rcv7z9tjx45c7ej0j2ktm300elp0";
const FEE_COLLECTOR = "wasm17xpfvakm2amg962yls6f84z3kell8c5l69j4zk";
const NO_CONTRACT = "wasm1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq4l0l6e";

const bytes = (length, seed = 7) => base64(Uint8Array.from({ length }, (_, i) => (i * seed + 3) % 256));

const secretKey = Uint8Array.from({ length: 32 }, (_, i) => i + 1);
const signed = {
  hash: bytes(32),
  signature: base64(secp256k1.sign(Buffer.from(bytes(32), "base64"), secretKey, { prehash: false })),
  public_key: base64(secp256k1.getPublicKey(secretKey)),
};

export const operations = [
  {
    name: "store, gzipped; key of the account not yet known",
    messages: (env) => [store(env, gzipped)],
    after: ({ msgResponses: [response] }, env) => {
      env.memory.codeId = MsgStoreCodeResponse.decode(response.value).codeId;
    },
  },
  { name: "store, plain", from: 1, messages: (env) => [store(env, wasm, 1)] },
  { name: "store, not wasm", messages: (env) => [store(env, Buffer.from("no wasm at all"))] },
  {
    name: "instantiate",
    messages: (env) => [instantiate(env)],
    after: ({ msgResponses: [response] }, env) => {
      env.memory.contract = MsgInstantiateContractResponse.decode(response.value).address;
    },
  },
  {
    name: "instantiate with admin and coins",
    messages: (env) => [instantiate(env, { admin: env.accounts[3], label: "another one", funds: ucosm(1000) })],
    after: ({ msgResponses: [response] }, env) => {
      env.memory.other = MsgInstantiateContractResponse.decode(response.value).address;
    },
  },
  { name: "instantiate, no such code", messages: (env) => [instantiate(env, { codeId: 99n })] },
  { name: "instantiate, wrong message", messages: (env) => [instantiate(env, { msg: utf8({ x: 1, y: 2 }) })] },
  probe("noop", { noop: {} }),
  probe("noop again", { noop: {} }),
  probe("noop, account's first transaction", { noop: {} }, { from: 7 }),
  probe("noop + 5 ucosm", { noop: {} }, { funds: ucosm(5) }),
  probe("noop + 5 uother", { noop: {} }, { funds: uother(5) }),
  probe("noop + two coins", { noop: {} }, { funds: [...ucosm(5), ...uother(5)] }),
  probe("put 3 → 8 B", { put: { key: bytes(3), value: bytes(8) } }),
  probe("put again", { put: { key: bytes(3), value: bytes(8, 9) } }),
  probe("put 40 → 2,000 B", { put: { key: bytes(40), value: bytes(2000) } }),
  probe("put too long a value", { put: { key: bytes(3), value: bytes(131_073) } }, { gas: 50_000_000 }),
  probe("get 8 B", { get: { key: bytes(3) } }),
  probe("get 2,000 B", { get: { key: bytes(40) } }),
  probe("get nothing", { get: { key: bytes(5) } }),
  ...Array.from({ length: 3 }, (_, i) =>
    probe(`put entry ${i}`, { put: { key: base64([9, i]), value: bytes(50, i) } }),
  ),
  probe("scan all", { scan: { start: null, end: null, descending: false, limit: 100 } }),
  probe("scan down, two", { scan: { start: null, end: null, descending: true, limit: 2 } }),
  probe("scan a range", { scan: { start: base64([9]), end: base64([10]), descending: false, limit: 100 } }),
  probe("scan an empty range", { scan: { start: base64([200]), end: null, descending: false, limit: 100 } }),
  probe("remove", { remove: { key: bytes(3) } }),
  probe("remove nothing", { remove: { key: bytes(3) } }),
  probe("event", {
    event: {
      kind: "hello",
      attributes: [
        ["a", "b"],
        ["long", "x".repeat(200)],
      ],
    },
  }),
  probe("attributes", {
    attributes: {
      attributes: [
        ["action", "probe"],
        ["who", "me"],
      ],
    },
  }),
  probe("data", { data: { data: bytes(100) } }),
  probe("loop 1,000", { loop: { n: 1000 } }),
  probe("loop 1,000,000", { loop: { n: 1_000_000 } }),
  probe("env", { env: {} }, { volatile: true }),
  probe("canonicalize", (env) => ({ canonicalize: { address: env.accounts[2] } })),
  probe("canonicalize, wrong checksum", { canonicalize: { address: "wasm1zcfhvupf07rcv7z9tjx45c7ej0j2ktm300elpq" } }),
  probe("validate", (env) => ({ validate: { address: env.accounts[2] } })),
  probe("validate, another chain's", { validate: { address: "cosmos1zcfhvupf07rcv7z9tjx45c7ej0j2ktm3vf2rrl" } }),
  probe("validate, too short", { validate: { address: "abc" } }),
  probe("verify a signature", { verify: signed }),
  probe("verify a signature, of another", { verify: { ...signed, hash: bytes(32, 11) } }),
  probe("verify a signature, malformed", { verify: { hash: bytes(32), signature: bytes(64), public_key: bytes(33) } }),
  probe("balance", (env) => ({ balance: { address: env.accounts[2], denom: "ucosm" } })),
  probe("pay an account", (env) => ({ pay: { to: env.accounts[4], amount: "3", denom: "ucosm" } })),
  probe("pay somebody new", { pay: { to: UNKNOWN_1, amount: "1", denom: "ucosm" } }),
  probe("pay the rest of a coin", (env) => ({ pay: { to: env.accounts[4], amount: "10", denom: "uother" } })),
  probe("pay too much", (env) => ({ pay: { to: env.accounts[4], amount: "999999", denom: "ucosm" } })),
  probe("pay a module", { pay: { to: FEE_COLLECTOR, amount: "1", denom: "ucosm" } }),
  probe("pay zero", (env) => ({ pay: { to: env.accounts[4], amount: "0", denom: "ucosm" } })),
  probe("pay nobody", { pay: { to: "nobody", amount: "1", denom: "ucosm" } }),
  ...[false, true].map((reply) =>
    probe(`call another contract${reply ? ", with reply" : ""}`, (env) => ({
      call: {
        contract: env.memory.other,
        msg: base64(
          JSON.stringify({
            event: {
              kind: "called",
              attributes: [
                ["z", "1"],
                ["b", "2"],
              ],
            },
          }),
        ),
        funds: [],
        reply,
      },
    })),
  ),
  ...[false, true].map((reply) =>
    probe(`call that fails${reply ? ", with reply" : ""}`, (env) => ({
      call: {
        contract: env.memory.other,
        msg: base64(JSON.stringify({ fail: { message: "inner" } })),
        funds: [],
        reply,
      },
    })),
  ),
  probe("call with too many coins, with reply", (env) => ({
    call: { contract: env.memory.other, msg: base64('{"noop":{}}'), funds: ucosm(999_999), reply: true },
  })),
  ...[100_000, 1_000].map((gas_limit) =>
    probe(`call with ${gas_limit} gas, with reply`, (env) => ({
      call: { contract: env.memory.other, msg: base64('{"noop":{}}'), funds: [], reply: true, gas_limit },
    })),
  ),
  ask("the supply", { bank: { supply: { denom: "uother" } } }),
  ask("all balances", (env) => ({ bank: { all_balances: { address: env.accounts[2] } } })),
  ask("another contract", (env) => ({
    wasm: { smart: { contract_addr: env.memory.other, msg: base64('{"count":{}}') } },
  })),
  ask("another contract, which fails", (env) => ({
    wasm: { smart: { contract_addr: env.memory.other, msg: base64('{"fail":{"message":"inner"}}') } },
  })),
  ask("a contract that does not exist", {
    wasm: { smart: { contract_addr: NO_CONTRACT, msg: base64('{"count":{}}') } },
  }),
  ask("a raw value", (env) => ({ wasm: { raw: { contract_addr: env.memory.contract, key: bytes(40) } } })),
  ask("a raw value that is not there", (env) => ({ wasm: { raw: { contract_addr: env.memory.other, key: "AAAA" } } })),
  ask("about a contract", (env) => ({ wasm: { contract_info: { contract_addr: env.memory.other } } })),
  ask("about code", (env) => ({ wasm: { code_info: { code_id: Number(env.memory.codeId) } } })),
  ask("about code that does not exist", { wasm: { code_info: { code_id: 99 } } }),
  ask("what nobody can answer", { custom: {} }),
  probe("fail", { fail: { message: "boom" } }),
  probe("fail with JSON", { fail: { message: 'DepositTooLow {"have":"1","need":"250"}' } }),
  probe("fail + 5 ucosm", { fail: { message: "boom" } }, { funds: ucosm(5) }),
  probe("panic", { panic: { message: "at the disco" } }),
  probe("event type too short", { event: { kind: "x", attributes: [] } }),
  probe("reserved attribute", { attributes: { attributes: [["_me", "1"]] } }),
  probe("unknown message", { nonsense: {} }),
  probe("not JSON", new Uint8Array([1, 2, 3])),
  probe("no such contract", { noop: {} }, { contract: NO_CONTRACT }),
  probe("more coins than there are", { noop: {} }, { funds: uother(2_000_000_000) }),
  probe("unsorted coins", { noop: {} }, { funds: [...uother(5), ...ucosm(5)] }),
  probe("out of gas in the contract", { loop: { n: 30_000_000 } }, { gas: 1_000_000 }),
  probe("out of gas in the store", { put: { key: bytes(40), value: bytes(2000) } }, { gas: 150_000 }),
  probe("out of gas before the contract", { noop: {} }, { gas: 60_000 }),
  probe("out of gas in the ante part", { noop: {} }, { gas: 30_000 }),
  { name: "two noops", messages: (env) => [execute(env, { noop: {} }), execute(env, { noop: {} })] },
  {
    name: "ten messages",
    messages: (env) =>
      Array.from({ length: 10 }, (_, i) => execute(env, { put: { key: base64([i]), value: bytes(i) } })),
  },
  {
    name: "put and fail",
    messages: (env) => [
      execute(env, { put: { key: base64([77]), value: bytes(9) } }),
      execute(env, { fail: { message: "second" } }),
    ],
  },
  { name: "noop and send", messages: (env) => [execute(env, { noop: {} }), send(env, env.accounts[5], ucosm(12))] },
  { name: "noop with a memo", memo: "hello, world", messages: (env) => [execute(env, { noop: {} })] },
  { name: "send to an account", messages: (env) => [send(env, env.accounts[1], ucosm(123))] },
  { name: "send to oneself", messages: (env) => [send(env, env.accounts[0], ucosm(123))] },
  {
    name: "send to somebody new",
    messages: (env) => [send(env, "wasm1gyqpqyqszqgpqyqszqgpqyqszqgpqyqshgjrhe", ucosm(1))],
  },
  { name: "send two coins", messages: (env) => [send(env, env.accounts[1], [...ucosm(1), ...uother(1)])] },
  { name: "send all of a coin", from: 8, messages: (env) => [send(env, env.accounts[1], uother(1_000_000_000), 8)] },
  { name: "send more than there is", from: 8, messages: (env) => [send(env, env.accounts[1], uother(1), 8)] },
  { name: "send to a module", messages: (env) => [send(env, FEE_COLLECTOR, ucosm(1))] },
  { name: "send nothing", messages: (env) => [send(env, env.accounts[1], [])] },
];
