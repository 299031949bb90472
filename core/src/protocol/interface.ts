import type { ContractErrorName } from "../errors.ts";
import type { LogEvent } from "../ports.ts";
import type { FieldSpec, ValueOf, Values, WireType } from "./wire.ts";

/** A query answers with `returns`; a message changes state and tells what it did by the event it `emits`. */
export interface MethodSpec {
  readonly args: FieldSpec;
  readonly payable?: true;
  readonly returns?: WireType;
  readonly emits?: string;
}

/** What a contract offers, written down once as data: clients, codecs and parity tests derive from it. */
export interface InterfaceSpec {
  readonly methods: Readonly<Record<string, MethodSpec>>;
  readonly events: Readonly<Record<string, EventSpec>>;
  /** Refusals that only this interface knows; every other one is every trainer's. */
  readonly errors?: readonly ContractErrorName[];
}

export interface EventSpec {
  readonly fields: FieldSpec;
  /** The fields that a client can filter by: indexed topics on the EVM, attributes on Cosmos chains. */
  readonly indexed: readonly string[];
}

export type Args<I extends InterfaceSpec, M extends keyof I["methods"]> = Values<I["methods"][M]["args"]>;
export type Reads<I extends InterfaceSpec> = {
  [M in keyof I["methods"]]: I["methods"][M] extends { returns: WireType } ? M : never;
}[keyof I["methods"]] &
  string;
export type Writes<I extends InterfaceSpec> = Exclude<keyof I["methods"], Reads<I>> & string;
export type Returns<I extends InterfaceSpec, M extends keyof I["methods"]> = I["methods"][M] extends {
  returns: infer R extends WireType;
}
  ? ValueOf<R>
  : never;
/** What a message tells by the event that it emits; where it emits none of its own, all events that come with it. */
export type Emits<I extends InterfaceSpec, M extends keyof I["methods"]> = I["methods"][M] extends {
  emits: infer E extends keyof I["events"];
}
  ? EventValues<I, E>
  : readonly LogEvent[];
export type EventValues<I extends InterfaceSpec, E extends keyof I["events"]> = Values<I["events"][E]["fields"]>;
