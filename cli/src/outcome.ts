import type { OmnisumError } from "@omnisum/core";
import type { Services } from "./services/services.ts";

/** What a command came to: data for programs, a text for people. */
export interface Outcome {
  /** Becomes `result` of the JSON document; bigints become decimal strings, bytes become hex. */
  readonly result: unknown;
  /** What people read. */
  readonly text: string;
  /** The command to try next. */
  readonly next?: string;
  /** What failed although there is a result: one of several chains. */
  readonly error?: OmnisumError;
}

/** What a command does; nothing of it is loaded before it runs. Gives nothing if it has printed its outcome itself. */
export type Operation<Input> = (services: Services, input: Input) => Promise<Outcome | undefined>;

/** Runs an operation for a command and reports what it came to. */
export type Run = <Input>(command: string, load: () => Promise<Operation<Input>>, input: Input) => Promise<void>;
