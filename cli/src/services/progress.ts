import type { ListrDefaultRendererLogLevels } from "listr2";
import type { Host } from "../host.ts";

/** One of several pieces of work that go on side by side. */
export interface Task<R> {
  readonly title: string;
  work(update: (text: string) => void): Promise<R>;
}

/** Tells people how long work gets on; all of it goes to stderr. */
export class Progress {
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  note(text: string): void {
    this.#host.stderr.write(`${text}\n`);
  }

  /** Does all tasks side by side to their ends, whatever becomes of the others. */
  run<R>(tasks: readonly Task<R>[]): Promise<readonly PromiseSettledResult<R>[]> {
    return this.#host.lively ? runLively(tasks) : this.#runPlainly(tasks);
  }

  #runPlainly<R>(tasks: readonly Task<R>[]): Promise<readonly PromiseSettledResult<R>[]> {
    return Promise.allSettled(tasks.map(({ title, work }) => work((text) => this.note(`${title}: ${text}`))));
  }
}

async function runLively<R>(tasks: readonly Task<R>[]): Promise<readonly PromiseSettledResult<R>[]> {
  const { Listr, ListrLogger, ProcessOutput } = await import("listr2");
  // What programs read is on stdout, so the lively lines are kept off it.
  const processOutput = new ProcessOutput(process.stderr, process.stderr);
  const logger = new ListrLogger<ListrDefaultRendererLogLevels>({ useIcons: true, toStderr: [], processOutput });
  const results: Promise<R>[] = [];
  const list = new Listr(
    tasks.map(({ title, work }, i) => ({
      title,
      task: (_: unknown, task: { title: string }) => {
        const result = work((text) => {
          task.title = `${title}: ${text}`;
        });
        results[i] = result;
        return result.then(() => undefined);
      },
    })),
    { concurrent: true, exitOnError: false, rendererOptions: { logger, showErrorMessage: false } },
  );
  await list.run();
  return Promise.allSettled(results);
}
