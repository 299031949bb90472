import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import type { World } from "../../src/host.ts";
import { runProgram } from "../../src/program.ts";

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own, in which a person works with the command. */
export interface Desk {
  readonly folder: string;
  /** Runs one command line in this process. */
  run(...argv: readonly string[]): Promise<Ran>;
  /** Runs a line of a shell in the folder. */
  shell(line: string): Promise<void>;
  /** Runs it with --json; the document, after checking that stdout is exactly one. */
  json(...argv: readonly string[]): Promise<{ readonly exitCode: number; readonly document: Document }>;
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into documents of many shapes.
export type Document = any;

export function desk(world: World, env: Readonly<Record<string, string>> = {}): Desk {
  const folder = mkdtempSync(join(tmpdir(), "omnisum-cli-"));
  const run = async (...argv: readonly string[]): Promise<Ran> => {
    const stdout = new Collected();
    const stderr = new Collected();
    const host = {
      env,
      folder,
      stdout,
      stderr,
      interactive: false,
      lively: false,
      colour: false,
      world,
      stopped: () => Promise.resolve(),
    };
    const exitCode = await runProgram(argv, host);
    return { exitCode, stdout: stdout.text, stderr: stderr.text };
  };
  const json = async (...argv: readonly string[]) => {
    const { exitCode, stdout } = await run(...argv, "--json");
    return { exitCode, document: JSON.parse(stdout) };
  };
  const shell = async (line: string) => void execFileSync("sh", ["-c", line], { cwd: folder });
  return { folder, run, shell, json };
}

class Collected extends Writable {
  text = "";

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
