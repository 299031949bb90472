import { readFileSync } from "node:fs";
import type { SigningCosmWasmClient } from "@cosmjs/cosmwasm-stargate";
import type { Coin, DeliverTxResponse, StdFee } from "@cosmjs/stargate";
import { MsgExecuteContract } from "cosmjs-types/cosmwasm/wasm/v1/tx";

export const probeWasm = new Uint8Array(readFileSync(new URL("../probe/probe.wasm", import.meta.url)));

export const FEE: StdFee = { amount: [{ denom: "ucosm", amount: "5000" }], gas: "2000000" };

/** A probe contract on a chain, called by one account. */
export class Probe {
  readonly client: SigningCosmWasmClient;
  readonly owner: string;
  readonly address: string;

  constructor(client: SigningCosmWasmClient, owner: string, address: string) {
    this.client = client;
    this.owner = owner;
    this.address = address;
  }

  static async deploy(client: SigningCosmWasmClient, owner: string): Promise<Probe> {
    const { codeId } = await client.upload(owner, probeWasm, "auto");
    const { contractAddress } = await client.instantiate(owner, codeId, {}, "probe", "auto");
    return new Probe(client, owner, contractAddress);
  }

  /** Sends messages in one transaction; a failed transaction is answered, not thrown. */
  send(messages: readonly unknown[], { funds = [], fee = FEE }: { funds?: Coin[]; fee?: StdFee } = {}) {
    return this.client.signAndBroadcast(
      this.owner,
      messages.map((msg) => this.message(msg, funds)),
      fee,
    );
  }

  message(msg: unknown, funds: Coin[] = []) {
    const { owner: sender, address: contract } = this;
    const bytes = new Uint8Array(Buffer.from(JSON.stringify(msg)));
    return {
      typeUrl: "/cosmwasm.wasm.v1.MsgExecuteContract",
      value: MsgExecuteContract.fromPartial({ sender, contract, msg: bytes, funds }),
    };
  }

  /** What is stored under a key, as text. */
  async stored(key: string): Promise<string | undefined> {
    const value = await this.client.queryContractRaw(this.address, new Uint8Array(Buffer.from(key)));
    return value === null || value.length === 0 ? undefined : Buffer.from(value).toString();
  }
}

export function put(key: string, value: string) {
  return { put: { key: base64(key), value: base64(value) } };
}

export function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

export function eventsOf({ events }: Pick<DeliverTxResponse, "events">, type: string) {
  return events
    .filter((one) => one.type === type)
    .map(({ attributes }) => attributes.map(({ key, value }) => [key, value]));
}
