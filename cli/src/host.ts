import type { Writable } from "node:stream";
import type { ChainFamily, Network } from "@omnisum/core";

/** The chains that there are, and how to reach their families. */
export interface World {
  readonly networks: readonly Network[];
  loadFamily(name: string): Promise<ChainFamily>;
}

/** What a command gets from whoever runs it: a process, or a test. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where relative paths begin. */
  readonly folder: string;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Whether a person can be asked. */
  readonly interactive: boolean;
  /** Whether what was written to stderr can be written over: a terminal. */
  readonly lively: boolean;
  /** Whether what goes to stderr may be coloured. */
  readonly colour: boolean;
  /** The registry's chains, unless others are given. */
  readonly world?: World;
  /** Resolves when the command shall stop: Ctrl-C, SIGTERM. */
  stopped(): Promise<void>;
}

/** This process as a host. */
export function processHost(): Host {
  const { env, stdin, stdout, stderr } = process;
  return {
    env,
    folder: process.cwd(),
    stdout,
    stderr,
    interactive: stdin.isTTY === true && stderr.isTTY === true,
    lively: stderr.isTTY === true && stderr.columns > 0,
    colour: stderr.isTTY === true && env.NO_COLOR === undefined,
    stopped: () =>
      new Promise((resolve) => {
        process.once("SIGINT", () => resolve());
        process.once("SIGTERM", () => resolve());
      }),
  };
}
