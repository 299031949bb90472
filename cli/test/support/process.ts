import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import type { Document, Ran } from "./command.ts";

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

/** Where a command runs: its folder, its environment, modules that are loaded before it. */
export interface Place {
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly before?: readonly string[];
}

function start(argv: readonly string[], { folder, env = {}, before = [] }: Place): ChildProcess {
  const preloaded = before.flatMap((file) => ["--import", file]);
  return spawn(process.execPath, [...preloaded, MAIN, ...argv], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
  });
}

/** Runs the built command as people do; `exitCode` is -1 for a process that was killed. */
export async function runProcess(argv: readonly string[], place: Place): Promise<Ran> {
  const child = start(argv, place);
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  const exitCode = await new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? -1)));
  return { exitCode, stdout, stderr };
}

/** Runs it with --json and gives the document. */
export async function jsonOf(argv: readonly string[], place: Place): Promise<Document> {
  const { stdout, stderr } = await runProcess([...argv, "--json"], place);
  try {
    return JSON.parse(stdout);
  } catch (cause) {
    throw new Error(`${argv.join(" ")} printed no document: ${stdout}${stderr}`, { cause });
  }
}

export interface RunningDevnet {
  readonly document: Document;
  /** Ctrl-C; gives the exit code. */
  stop(): Promise<number>;
}

/** Starts `omnisum devnet` and waits until it says that the chains are there. */
export async function startDevnet(chains: readonly string[], place: Place): Promise<RunningDevnet> {
  const child = start(["devnet", "--chains", chains.join(","), "--json"], place);
  const ended = new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? -1)));
  let text = "";
  const document = await new Promise<Document>((resolve, reject) => {
    child.stdout?.on("data", (chunk) => {
      text += chunk;
      if (!text.endsWith("}\n")) return;
      const said: Document = JSON.parse(text);
      if (said.ok) resolve(said);
      else reject(new Error(`devnet failed: ${text}`));
    });
    ended.then((code) => reject(new Error(`devnet ended with ${code}: ${text}`)));
  });
  const stop = () => {
    child.kill("SIGINT");
    return ended;
  };
  return { document, stop };
}

/** A port that nobody uses now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
