import { Follower, type FollowerUpdate, isError, OmnisumError, packStateFile, readStateFile } from "@omnisum/core";
import { facts, table } from "../format/table.ts";
import { parseDuration } from "../format/time.ts";
import type { Outcome } from "../outcome.ts";
import type { Services } from "../services/services.ts";
import type { OpenTrainer } from "../services/trainers.ts";
import { type PredictInput, wantedLines } from "./predict.ts";
import { encodeLine, type Input, labelName, shorten } from "./samples.ts";

export interface FollowInput extends PredictInput {
  readonly state?: string;
  readonly interval: string;
  readonly once?: boolean;
}

/** Keeps a local copy of a model current and tells what it predicts, at first and whenever it has changed. */
export async function follow(services: Services, input: FollowInput): Promise<Outcome | undefined> {
  const interval = readInterval(input.interval);
  const open = await services.trainers.openOne(input, "read");
  const lines = hasLines(input) ? await wantedLines(services, input) : [];
  const inputs = await Promise.all(lines.map((line) => encodeLine(open, line)));
  let follower = await start(services, open, input.state);
  if (input.once) {
    await follower.verify();
    await save(services, follower, input.state);
    return outcome(open, follower, inputs);
  }
  services.output.succeed("follow", outcome(open, follower, inputs));
  const stopped = services.host.stopped().then(() => true);
  while (!(await Promise.race([stopped, pause(interval)]))) {
    const update = await catchUp(services, follower);
    if (update === undefined) follower = await Follower.start(open.trainer);
    if (update?.events === 0 && !update.reorganized) continue;
    await save(services, follower, input.state);
    services.output.succeed("follow", outcome(open, follower, inputs, update));
  }
}

function hasLines({ text, sample = [], file }: FollowInput): boolean {
  return text.length > 0 || sample.length > 0 || file !== undefined;
}

/** With the copy that was kept, if it is this trainer's. */
async function start(services: Services, { trainer }: OpenTrainer, file: string | undefined): Promise<Follower> {
  const kept = file === undefined ? undefined : await services.files.bytesIfPresent(file);
  return Follower.start(trainer, kept === undefined ? {} : { from: readStateFile(kept) });
}

/** Nothing if the copy cannot go on: what it followed is not what the chain has now. */
async function catchUp({ progress }: Services, follower: Follower): Promise<FollowerUpdate | undefined> {
  try {
    return await follower.update();
  } catch (error) {
    if (isError(error, "ChainUnreachable")) {
      progress.note(error.message);
      return { block: follower.block, events: 0, reorganized: false };
    }
    if (!isError(error, "HistoryGap") && !isError(error, "HistoryReordered") && !isError(error, "HistoryAltered"))
      throw error;
    progress.note(`${error.message} The copy is made anew.`);
    return undefined;
  }
}

async function save({ files }: Services, follower: Follower, file: string | undefined): Promise<void> {
  if (file !== undefined) await files.writeWhole(file, packStateFile(follower.state()), { replace: true });
}

/** In milliseconds. */
function readInterval(text: string): number {
  const seconds = parseDuration(text, "--interval");
  if (seconds > 0n) return Number(seconds) * 1_000;
  throw new OmnisumError("InvalidInput", { name: "--interval", reason: "it must be 1s or more" });
}

function pause(milliseconds: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), milliseconds));
}

function outcome(open: OpenTrainer, follower: Follower, inputs: readonly Input[], update?: FollowerUpdate): Outcome {
  const predictions = inputs.map(({ shown, sample }) => {
    const label = follower.predict(sample);
    return { input: shown, sample, label, labelName: labelName(open, label) };
  });
  const { block, contributions } = follower;
  const stateHash = follower.stateHash();
  const standing = facts([
    ["block", String(block)],
    ["contributions", String(contributions)],
    ["state hash", stateHash],
    ...(update?.reorganized ? [["blocks", "some were replaced by others"] as const] : []),
  ]);
  const labels = table(
    [{ title: "Label" }, { title: "Input" }],
    predictions.map((one) => [one.labelName, shorten(one.input)]),
  );
  return {
    result: {
      name: open.name,
      chain: open.chain.chain.name,
      ...{ block, contributions, stateHash, predictions },
      ...(update && { events: update.events, reorganized: update.reorganized }),
    },
    text: labels === "" ? standing : `${standing}\n${labels}`,
  };
}
