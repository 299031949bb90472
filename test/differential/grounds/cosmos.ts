import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type DeploymentPlan, OmnisumError, utf8, type Wire } from "@omnisum/core";
import { decodeAnswer, encodeMessage, type Json } from "../../../adapters/cosmos/src/codec.ts";
import { decodeRefusal } from "../../../adapters/cosmos/src/errors.ts";
import { decodeEvents } from "../../../adapters/cosmos/src/events.ts";
import { AbciError } from "../../../devnets/cosmos/src/abci-error.ts";
import { developmentAccounts } from "../../../devnets/cosmos/src/accounts.ts";
import { emptyHash } from "../../../devnets/cosmos/src/block.ts";
import { Context } from "../../../devnets/cosmos/src/context.ts";
import { GasMeter, UNLIMITED } from "../../../devnets/cosmos/src/gas-meter.ts";
import { writeGenesis } from "../../../devnets/cosmos/src/genesis.ts";
import { getBalance } from "../../../devnets/cosmos/src/modules/bank.ts";
import { router } from "../../../devnets/cosmos/src/modules/chain-router.ts";
import { mustDecode } from "../../../devnets/cosmos/src/modules/must-decode.ts";
import { execute, instantiate, storeCode } from "../../../devnets/cosmos/src/modules/wasm.ts";
import { querySmart } from "../../../devnets/cosmos/src/modules/wasm-query.ts";
import { State } from "../../../devnets/cosmos/src/store/state.ts";
import { Vm } from "../../../devnets/cosmos/src/vm/vm.ts";
import type { Ground, GroundCall, Happening } from "./ground.ts";

const CONFIG = { chainId: "differential", prefix: "wasm", denom: "ucosm", minGasPrice: "0" } as const;
const GENESIS_TIME = 1_767_225_600n;
const NANOSECONDS = 1_000_000_000n;

/** The embedded CosmWasm chain's modules, without its transactions. */
export class CosmosGround implements Ground {
  readonly name = "cosmos";
  readonly accounts: readonly string[];
  readonly #state = new State();
  readonly #vm = new Vm();
  #codeId = 0n;
  #height = 1;
  #now = GENESIS_TIME;

  private constructor() {
    const accounts = developmentAccounts({ prefix: CONFIG.prefix, denom: CONFIG.denom }).map((account) => ({
      ...account,
      balance: { [CONFIG.denom]: 10n ** 36n },
    }));
    this.accounts = accounts.map(({ address }) => address);
    const genesis = this.#context();
    writeGenesis(genesis, accounts);
    this.#state.commit(genesis.state.changes);
  }

  static async open(): Promise<CosmosGround> {
    const ground = new CosmosGround();
    const path = fileURLToPath(import.meta.resolve("@omnisum/contracts-wasm/omnisum.wasm"));
    const wasmByteCode = new Uint8Array(await readFile(path));
    const sender = ground.accounts[0] ?? "";
    ground.#codeId = ground.#inBlock((context) => storeCode(context, { sender, wasmByteCode })).codeId;
    return ground;
  }

  authorBytes(address: string): Uint8Array {
    return utf8(address);
  }

  async create(from: string, plan: DeploymentPlan): Promise<string> {
    const { header, incentive, owner, metadata, body, firstBytes = body.length } = plan;
    const [base64Header, base64Incentive, weights] = [header, incentive, body.subarray(0, firstBytes)].map(toBase64);
    const message = { header: base64Header, incentive: base64Incentive, owner, metadata, weights, denom: CONFIG.denom };
    const { address } = this.#inBlock((context) =>
      instantiate(context, {
        ...{ sender: from, admin: "", codeId: this.#codeId, label: "trainer", funds: [] },
        msg: jsonBytes(message),
      }),
    );
    return address;
  }

  async execute(call: GroundCall): Promise<readonly Happening[]> {
    const { from, contract, on, funds } = call;
    const coins = funds === 0n ? [] : [{ denom: CONFIG.denom, amount: funds.toString() }];
    const msg = jsonBytes(encodeMessage(call));
    return this.#inBlock((context) => {
      execute(context, { sender: from, contract, msg, funds: coins });
      return decodeEvents(contract, on, context.events).map(({ name, values }) => ({ name, values }));
    });
  }

  async query(call: Pick<GroundCall, "contract" | "on" | "method" | "args">): Promise<Wire> {
    const answer = refusing(() =>
      querySmart(this.#context(), mustDecode(CONFIG.prefix, call.contract), jsonBytes(encodeMessage(call))),
    );
    return decodeAnswer(call, JSON.parse(new TextDecoder().decode(answer)));
  }

  async balance(address: string): Promise<bigint> {
    return getBalance(this.#context(), mustDecode(CONFIG.prefix, address), CONFIG.denom);
  }

  async advance(seconds: bigint, blocks: number): Promise<void> {
    this.#now += seconds;
    this.#height += blocks;
  }

  now(): bigint {
    return this.#now;
  }

  height(): bigint {
    return BigInt(this.#height);
  }

  async close(): Promise<void> {}

  /** Runs `work` in a block of its own, whose changes count only if it returns. */
  #inBlock<T>(work: (context: Context) => T): T {
    this.#height += 1;
    const context = this.#context();
    const result = refusing(() => work(context));
    this.#state.commit(context.state.changes);
    return result;
  }

  #context(): Context {
    const block = { height: this.#height, time: this.#now * NANOSECONDS, appHash: emptyHash };
    const tx = { bytes: new Uint8Array(), index: 0, counter: 0, simulate: false, usedCode: new Set<string>() };
    const parts = { config: CONFIG, vm: this.#vm, router, block, tx, meter: new GasMeter(UNLIMITED) };
    return Context.over(this.#state, parts);
  }
}

function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof AbciError)) throw cause;
    throw (
      decodeRefusal(cause.message, cause) ??
      new OmnisumError("TransactionFailed", { reason: cause.message.slice(0, 300), hash: "(none)" }, { cause })
    );
  }
}

function jsonBytes(json: Json | object): Uint8Array {
  return utf8(JSON.stringify(json));
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
