import { type Currency, ERRORS, formatMoney, isError } from "@omnisum/core";
import picocolors from "picocolors";
import { toJson } from "../format/json.ts";
import type { Host } from "../host.ts";
import type { Outcome } from "../outcome.ts";
import type { GlobalOptions } from "../settings.ts";

/** The fields of errors that are amounts in the chain's smallest unit. */
const AMOUNTS: ReadonlySet<string> = new Set(["sent", "required", "available"]);

/** Prints what a command came to: a text for people, or one JSON document. */
export class Output {
  readonly #host: Host;
  readonly #json: boolean;
  readonly #verbose: boolean;
  readonly #colours: ReturnType<typeof picocolors.createColors>;

  constructor(host: Host, { json = false, verbose = false }: GlobalOptions) {
    this.#host = host;
    this.#json = json;
    this.#verbose = verbose;
    this.#colours = picocolors.createColors(host.colour);
  }

  /** Prints at once what a command that goes on has to say. */
  succeed(command: string, { result, text, next, error }: Outcome): void {
    if (this.#json) {
      const failed = error === undefined ? {} : { error: describe(error) };
      this.#document({ ok: error === undefined, command, result, ...failed });
      return;
    }
    if (text !== "") this.#host.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
    if (error !== undefined) this.#explain(error);
    else if (next !== undefined) this.#host.stderr.write(`\nNext: ${this.#colours.cyan(next)}\n`);
  }

  /** `currency` is that of the amounts in the error. */
  fail(
    error: unknown,
    { command, currency }: { readonly command?: string; readonly currency?: Currency | undefined } = {},
  ): void {
    if (this.#json) this.#document({ ok: false, ...(command && { command }), error: describe(error) });
    else this.#explain(error, currency);
  }

  #document(document: unknown): void {
    this.#host.stdout.write(`${toJson(document)}\n`);
  }

  #explain(error: unknown, currency?: Currency): void {
    const { hint } = describe(error);
    const message = messageFor(error, currency);
    const { red, dim } = this.#colours;
    this.#host.stderr.write(`${red("Error:")} ${message}\n${hint === "" ? "" : `${dim("Hint:")}  ${hint}\n`}`);
    if (this.#verbose) for (const cause of causes(error)) this.#host.stderr.write(`  because ${cause}\n`);
  }
}

function describe(error: unknown): { code: string; message: string; values: unknown; hint: string } {
  if (isError(error)) return { code: error.name, message: error.message, values: error.values, hint: error.hint };
  const message = error instanceof Error ? error.message : String(error);
  const hint = "This was not foreseen; repeat it with --verbose and report it as a defect.";
  return { code: "Unexpected", message, values: {}, hint };
}

/** What people read: amounts in coins instead of smallest units. */
function messageFor(error: unknown, currency: Currency | undefined): string {
  if (!isError(error) || currency === undefined) return describe(error).message;
  const values: Readonly<Record<string, bigint | number | string>> = error.values;
  return ERRORS[error.name].message.replace(/\{(\w+)\}/g, (_, field: string) => {
    const value = values[field];
    return AMOUNTS.has(field) && typeof value === "bigint" ? formatMoney(value, currency) : String(value);
  });
}

/** What an error came from, the nearest first; with the stack of one that nobody foresaw. */
function causes(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const own = isError(error) ? [] : [error.stack ?? error.message];
  const further =
    error.cause instanceof Error ? [`${error.cause.name}: ${error.cause.message}`, ...causes(error.cause)] : [];
  return [...own, ...further];
}
