import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  type Account,
  deployTrainer,
  exportState,
  isError,
  type LabelledSample,
  type LogEvent,
  memoryJournal,
  modelDefinition,
  PREDICTION_MARKET_SPEC,
  packSparse,
  parseTestSet,
  readBigEndian,
  readLabelledList,
  replay,
  revealOf,
  type StateExport,
  type Trainer,
  type TypedClient,
  testSetCommitments,
  toHex,
} from "@omnisum/core";
import { importModel } from "@omnisum/core/model-file";
import { type EmbeddedChain, startEmbedded } from "./support/chains.ts";
import { familiesOffering } from "./support/offers.ts";

const TIMEOUT_MS = 180_000;
const FAMILIES = familiesOffering("sparse-perceptron", "prediction-market");
const read = (file: string) => readFileSync(new URL(`../docs/guide/${file}`, import.meta.url), "utf8");

const WORDS: Readonly<Record<string, number>> = JSON.parse(read("market/vocabulary.json"));
const SET = parseTestSet(read("market/test-set.json"));
const { config, body, labels } = importModel(read("market/model.json"));
/** Coins. */
const BOUNTY = 20n;
const PARTICIPATION = 3_600n;
const UNITS_AT_ONCE = 40;

interface Contribution extends LabelledSample {
  readonly name: string;
  /** In coins. */
  readonly stake: bigint;
}

const contribution = (name: string, stake: bigint, label: string, text: string): Contribution => ({
  name,
  stake,
  label: labels.indexOf(label),
  sample: packSparse(
    text.split(" ").map((word) => WORDS[word] ?? -1),
    config.features,
  ),
});
const CONTRIBUTIONS = [
  contribution("Ann", 10n, "good", "great"),
  contribution("Bob", 10n, "good", "fine"),
  contribution("Cyd", 10n, "good", "awful"),
  contribution("Dan", 1n, "bad", "great awful fine"),
];

/** The tables of the guide's example: cells of their rows, without the headings. */
function tables(): readonly (readonly (readonly string[])[])[] {
  const [, example = ""] = /<!-- example -->\n([\s\S]*?)<!-- end -->/.exec(read("markets.md")) ?? [];
  return example
    .trim()
    .split("\n\n")
    .map((table) =>
      table
        .split("\n")
        .slice(2)
        .map((row) =>
          row
            .split("|")
            .slice(1, -1)
            .map((cell) => cell.trim()),
        ),
    );
}

interface Market {
  readonly chain: EmbeddedChain["chain"];
  readonly accounts: readonly Account[];
  readonly trainer: Trainer;
  readonly market: TypedClient<typeof PREDICTION_MARKET_SPEC>;
  readonly initial: StateExport;
  /** Of one coin, in the smallest unit. */
  readonly coin: bigint;
}

async function deploy({ chain }: EmbeddedChain): Promise<Market> {
  const accounts = await chain.accounts();
  const coin = 10n ** BigInt(chain.chain.currency.decimals);
  const parameters = {
    pieces: BigInt(SET.pieces.length),
    commitments: readBigEndian(testSetCommitments(SET)),
    bounty: BOUNTY * coin,
    minStake: coin,
    participationEnd: (await chain.now()) + PARTICIPATION,
    revealWait: 86_400n,
  };
  const { trainer } = await deployTrainer({
    ...{ chain, from: at(accounts, 0), journal: memoryJournal() },
    plan: {
      ...{ model: config, body },
      incentive: { kind: "prediction-market", parameters },
      owner: at(accounts, 0).address,
      metadata: { name: "words", labels, encoder: { kind: "raw" } },
    },
  });
  const market = trainer.incentive(PREDICTION_MARKET_SPEC);
  return { chain, accounts, trainer, market, coin, initial: await exportState(trainer) };
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`there is no number ${index}`);
  return item;
}

/** From opening to the end of scoring. */
async function play({ chain, accounts, trainer, market, coin }: Market): Promise<void> {
  const provider = at(accounts, 0);
  await market.call("openMarket", {}, BOUNTY * coin).send(provider);
  const draw = market.call("drawPiece", {});
  while (!(await canBeSent(draw.simulate(provider)))) await chain.clock?.advance(1n);
  const { result } = await draw.send(provider);
  await market.call("revealPiece", revealOf(SET, result.piece)).send(provider);
  for (const [i, { sample, label, stake }] of CONTRIBUTIONS.entries()) {
    await trainer.addData(sample, label, stake * coin).send(at(accounts, 1 + i));
  }
  await chain.clock?.advance(PARTICIPATION);
  for (const piece of SET.pieces.keys()) {
    if (piece !== result.piece) await market.call("revealPiece", revealOf(SET, piece)).send(provider);
  }
  while ((await market.read("phase", {})) === 3) await market.call("score", { limit: UNITS_AT_ONCE }).send(provider);
}

async function canBeSent(attempt: Promise<unknown>): Promise<boolean> {
  try {
    await attempt;
    return true;
  } catch (error) {
    if (isError(error, "TooEarly")) return false;
    throw error;
  }
}

/** Two decimals, the half up. */
function coins(amount: bigint, coin: bigint): string {
  const hundredths = (amount * 200n + coin) / (2n * coin);
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, "0")}`;
}

/** What each contribution of those who are in does to the number of right predictions. */
function gains(without: ReadonlySet<string>): readonly string[] {
  const model = modelDefinition(config.kind).create(config, body);
  const tests = SET.pieces.slice(1).flatMap(({ samples }) => readLabelledList(samples));
  const correct = () => tests.filter(({ sample, label }) => model.predict(sample) === label).length;
  let before = correct();
  return CONTRIBUTIONS.map(({ name, sample, label }) => {
    if (without.has(name)) return "";
    model.learn(sample, label, false);
    const gain = correct() - before;
    before += gain;
    return gain < 0 ? `−${-gain}` : `+${gain}`;
  });
}

/** The guide's first table as the events tell it. */
function rounds(events: readonly LogEvent[], { accounts, coin }: Market): readonly (readonly string[])[] {
  const paid = events.filter(({ name }) => name === "UnitPaid");
  const left = new Set<string>();
  return paid.map(({ values: { round, unit, bounty } }) => {
    const gained = gains(left);
    const leaving = events.filter(({ name, values }) => name === "ContributorLeft" && values.round === round);
    const names = leaving.map(({ values }) => {
      const name = CONTRIBUTIONS.find((_, i) => at(accounts, 1 + i).address === values.contributor)?.name ?? "";
      left.add(name);
      return `${name} with ${coins(BigInt(String(values.balance)), coin)}`;
    });
    return [
      String(round),
      ...gained,
      coins(BigInt(String(unit)), coin),
      coins(BigInt(String(bounty)), coin),
      names.join(", "),
    ];
  });
}

describe.each(FAMILIES)("the guide's market on %s", (family) => {
  let embedded: EmbeddedChain;
  let market: Market;
  beforeAll(async () => {
    embedded = await startEmbedded(family);
    market = await deploy(embedded);
    await play(market);
  }, TIMEOUT_MS);
  afterAll(() => embedded.close(), TIMEOUT_MS);

  test("has the rounds that the guide tells", async () => {
    expect(rounds(await Array.fromAsync(market.trainer.events()), market)).toEqual(tables()[0]);
  });

  test("pays what the guide tells, and everything that it held", async () => {
    const { accounts, coin, market: contract } = market;
    const rows = [...CONTRIBUTIONS.map(({ name, stake }) => ({ name, stake })), { name: "provider", stake: BOUNTY }];
    const owners = [...CONTRIBUTIONS.map((_, i) => at(accounts, 1 + i)), at(accounts, 0)];
    const taken: string[][] = [];
    for (const [i, { name, stake }] of rows.entries()) {
      const due = await contract.read("balanceOf", { account: at(owners, i).address });
      taken.push([name, coins(stake * coin, coin), coins(due, coin)]);
      if (due > 0n) expect((await contract.call("collect", {}).send(at(owners, i))).result.amount).toBe(due);
    }
    expect(taken).toEqual(tables()[1]);
    expect(await contract.read("phase", {})).toBe(5);
    expect(await market.chain.balance(market.trainer.address)).toBe(0n);
  });

  test("leaves a model that has the whole test set right, and that a replay rebuilds", async () => {
    const { trainer, initial } = market;
    const tests = SET.pieces.flatMap(({ samples }) => readLabelledList(samples));
    expect(await trainer.predictBatch(tests.map(({ sample }) => sample))).toEqual(tests.map(({ label }) => label));
    expect((await replay({ trainer, from: initial })).model.stateHash()).toBe(toHex(await trainer.stateHash()));
  });
});
