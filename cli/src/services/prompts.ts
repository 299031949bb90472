import { OmnisumError } from "@omnisum/core";
import type { Host } from "../host.ts";
import type { GlobalOptions } from "../settings.ts";

/** Asks where there is a person to ask; elsewhere says what was missing. */
export class Prompts {
  readonly #able: boolean;

  constructor({ interactive }: Pick<Host, "interactive">, { json }: GlobalOptions) {
    this.#able = interactive && !json;
  }

  /** Throws `Cancelled` for a no, `MissingInput` where nobody can answer. */
  async confirm(message: string, yes: boolean | undefined): Promise<void> {
    if (yes) return;
    if (!this.#able) throw new OmnisumError("MissingInput", { name: "The confirmation (--yes)" });
    const { confirm } = await import("@inquirer/prompts");
    const answer = await unlessAborted(confirm({ message, default: false }, TO_STDERR));
    if (!answer) throw new OmnisumError("Cancelled", {});
  }

  /** What was given, else one of `choices`. */
  async choose(given: string | undefined, name: string, choices: readonly string[]): Promise<string> {
    if (given !== undefined) return given;
    if (!this.#able || choices.length === 0) throw new OmnisumError("MissingInput", { name });
    const { select } = await import("@inquirer/prompts");
    return unlessAborted(select({ message: name, choices: choices.map((value) => ({ value })) }, TO_STDERR));
  }

  /** What was given, else what is typed. */
  async text(given: string | undefined, name: string): Promise<string> {
    if (given !== undefined) return given;
    if (!this.#able) throw new OmnisumError("MissingInput", { name });
    const { input } = await import("@inquirer/prompts");
    return unlessAborted(input({ message: name }, TO_STDERR));
  }
}

const TO_STDERR = { output: process.stderr };

/** Ctrl-C at a question is a no. */
async function unlessAborted<R>(answer: Promise<R>): Promise<R> {
  try {
    return await answer;
  } catch (cause) {
    throw new OmnisumError("Cancelled", {}, { cause });
  }
}
