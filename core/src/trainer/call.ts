import { OmnisumError } from "../errors.ts";
import type { Fee } from "../fees/fee.ts";
import type { Account, ChainAdapter, LogEvent, Message, Receipt } from "../ports.ts";
import type { Args, Emits, InterfaceSpec, Reads, Returns, Writes } from "../protocol/interface.ts";
import type { WireRecord } from "../protocol/wire.ts";

/** What a sent call came to. */
export interface Sent<R> {
  readonly result: R;
  readonly receipt: Receipt;
}

/** An operation as a value: it can be estimated, simulated and sent, each as often as wanted. */
export class Call<R> {
  readonly #chain: ChainAdapter;
  readonly #contract: string;
  readonly #message: () => Promise<Message>;
  readonly #read: (events: readonly LogEvent[]) => R;

  /** `message` is asked anew each time, so that what it sends follows the price; `read` finds the result in the events. */
  constructor(
    target: { readonly chain: ChainAdapter; readonly contract: string },
    message: () => Promise<Message>,
    read: (events: readonly LogEvent[]) => R,
  ) {
    this.#chain = target.chain;
    this.#contract = target.contract;
    this.#message = message;
    this.#read = read;
  }

  /** The same operation with another reading of its result. */
  map<T>(change: (result: R) => T): Call<T> {
    const target = { chain: this.#chain, contract: this.#contract };
    return new Call(target, this.#message, (events) => change(this.#read(events)));
  }

  /** What sending it would cost now; the funds it carries are not part of that. */
  async estimate(from: Account): Promise<Fee> {
    return this.#chain.estimate(from, this.#contract, await this.#message());
  }

  /** What sending it would come to now; throws what it would be refused with. */
  async simulate(from: Account): Promise<R> {
    return this.#read(await this.#chain.simulate(from, this.#contract, await this.#message()));
  }

  /** The funds that it would carry now, in the chain's smallest unit. */
  async funds(): Promise<bigint> {
    return (await this.#message()).funds ?? 0n;
  }

  /** Sends it and waits until it is in a block; throws what it was refused with. */
  async send(from: Account): Promise<Sent<R>> {
    const message = await this.#message();
    const receipt = await this.#chain.submit(await this.#chain.prepare(from, this.#contract, message), message.on);
    return { result: this.#read(receipt.events), receipt };
  }
}

/** A contract seen through its interface description: a wrong name or type does not compile. */
export interface TypedClient<I extends InterfaceSpec> {
  read<M extends Reads<I>>(method: M, args: Args<I, M>): Promise<Returns<I, M>>;
  /** The result is what the method's event tells. `funds` are in the chain's smallest unit; a function is asked when it is sent. */
  call<M extends Writes<I>>(method: M, args: Args<I, M>, funds?: Funds): Call<Emits<I, M>>;
}
export type Funds = bigint | (() => Promise<bigint>);

export function typedClient<I extends InterfaceSpec>(chain: ChainAdapter, contract: string, on: I): TypedClient<I> {
  return {
    async read(method, args) {
      // CAST: the codec returns what the description says, which is what the type is inferred from.
      return (await chain.query(contract, { on, method, args: args as WireRecord })) as Returns<I, typeof method>;
    },
    call(method, args, funds = 0n) {
      const { emits } = on.methods[method] ?? {};
      const message = async (): Promise<Message> => {
        const amount = typeof funds === "bigint" ? funds : await funds();
        // CAST: the arguments of a description are wire values.
        return { on, method, args: args as WireRecord, ...(amount === 0n ? {} : { funds: amount }) };
      };
      // CAST: as above, of the event's fields.
      const read = (events: readonly LogEvent[]) => (emits === undefined ? events : valuesOf(events, emits)) as never;
      return new Call({ chain, contract }, message, read);
    },
  };
}

function valuesOf(events: readonly LogEvent[], name: string): WireRecord {
  const event = events.find((candidate) => candidate.name === name);
  if (event !== undefined) return event.values;
  throw new OmnisumError("MalformedResponse", { source: "The chain", reason: `no event ${name}` });
}
