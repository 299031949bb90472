import { expect, test } from "@jest/globals";
import { Chain } from "../src/chain.ts";
import { Clock, rfc3339 } from "../src/clock.ts";

const config = { chainId: "chain-test", prefix: "wasm", denom: "ucosm", minGasPrice: "0" };

test("an idle chain makes one fresh block for whoever asks, a busy one none", () => {
  const clock = new Clock("manual", 1_800_000_000n);
  const chain = new Chain(config, clock, []);
  clock.advance(5n);
  chain.catchUp();
  expect(chain.latest.height).toBe(1);
  clock.advance(1n);
  chain.catchUp();
  chain.catchUp();
  expect(chain.latest).toMatchObject({ height: 2, time: 1_800_000_006_000_000_000n });
});

test("the same blocks have the same hashes, other times others", () => {
  const hashes = (start: bigint) => {
    const chain = new Chain(config, new Clock("manual", start), []);
    chain.advance(7n);
    return chain.blocks.map(({ hash }) => Buffer.from(hash).toString("hex"));
  };
  expect(hashes(1_800_000_000n)).toEqual(hashes(1_800_000_000n));
  expect(hashes(1_800_000_000n)).not.toEqual(hashes(1_800_000_001n));
});

test.each([
  [0n, "1970-01-01T00:00:00Z"],
  [1_800_000_000_000_000_000n, "2027-01-15T08:00:00Z"],
  [1_800_000_000_120_000_003n, "2027-01-15T08:00:00.120000003Z"],
])("%s nanoseconds are written as %s", (nanoseconds, text) => {
  expect(rfc3339(nanoseconds)).toBe(text);
});
