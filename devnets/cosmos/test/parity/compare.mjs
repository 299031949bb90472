// Runs the same transactions on two chains with the same cosmjs client, and sets side by side what came of them.
// The types, among them of an operation, are in compare.d.mts.
import { setTimeout as sleep } from "node:timers/promises";
import { SigningCosmWasmClient } from "@cosmjs/cosmwasm-stargate";
import { stringToPath } from "@cosmjs/crypto";
import { DirectSecp256k1HdWallet } from "@cosmjs/proto-signing";

const DEFAULT_GAS = 10_000_000;

/** Connects to a chain as its development accounts. */
export async function connect({ url, denom }, accounts, { pollMs = 40, timeoutMs = 10_000 } = {}) {
  const wallet = await DirectSecp256k1HdWallet.fromMnemonic(accounts[0].mnemonic, {
    prefix: "wasm",
    hdPaths: accounts.map(({ hdPath }) => stringToPath(hdPath)),
  });
  const options = { broadcastPollIntervalMs: pollMs, broadcastTimeoutMs: timeoutMs };
  const client = await SigningCosmWasmClient.connectWithSigner(url, wallet, options);
  return { client, denom, env: { accounts: accounts.map(({ address }) => address), memory: {} } };
}

/** Where comparisons begin: from here to 1,000 all heights are stored and parsed at the same length. */
const FIRST_HEIGHT = 130;

/** Waits until a chain has reached the height at which comparisons begin; an embedded one is made to. */
export async function reachFirstHeight({ client }, url, embedded) {
  for (let height = await client.getHeight(); height < FIRST_HEIGHT; height = await client.getHeight()) {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "dev_mine", params: {} });
    if (embedded) await fetch(url, { method: "POST", body });
    else await sleep(100);
  }
}

/** Sends one operation; answers what is compared. */
export async function perform({ client, denom, env }, { messages, from = 0, gas = DEFAULT_GAS, memo = "", after }) {
  const signer = env.accounts[from];
  const sent = messages(env);
  const simulated = await simulate(client, signer, sent, memo);
  const fee = { amount: [{ denom, amount: String(Math.ceil(gas * 0.0025)) }], gas: String(gas) };
  const { result, refused } = await broadcast(client, signer, sent, fee, memo);
  if (result !== undefined) after?.(result, env);
  return { simulated, refused, result };
}

async function simulate(client, signer, messages, memo) {
  try {
    return { gas: await client.simulate(signer, messages, memo) };
  } catch (error) {
    return { error: error.message };
  }
}

async function broadcast(client, signer, messages, fee, memo) {
  try {
    return { result: await client.signAndBroadcast(signer, messages, fee, memo) };
  } catch (error) {
    return { refused: error.message };
  }
}

/** What differs between two outcomes, in words; gas is left to the table. */
function differences(ours, theirs, volatile) {
  const found = [];
  const compare = (what, a, b) => {
    const [left, right] = [canonical(a), canonical(b)];
    if (left !== right) found.push(`${what}:\n    embedded ${left}\n    wasmd    ${right}`);
  };
  compare("refusal", normalise(ours.refused), normalise(theirs.refused));
  compare("simulation", normalise(ours.simulated.error), normalise(theirs.simulated.error));
  compare("code", ours.result?.code, theirs.result?.code);
  compare("log", normalise(ours.result?.rawLog), normalise(theirs.result?.rawLog));
  compare("events", ours.result?.events, theirs.result?.events);
  if (!volatile) compare("answers", answers(ours), answers(theirs));
  return found;
}

/** Gas in texts is compared by its column; in refusals it depends on whether the last fee has been moved on yet. */
function normalise(text) {
  return text?.replace(/gas used: '\d+'/g, "gas used").replace(/gasUsed: \d+/g, "gasUsed");
}

function answers({ result }) {
  return result?.msgResponses.map(({ typeUrl, value }) => `${typeUrl} ${Buffer.from(value).toString("hex")}`);
}

function canonical(value) {
  return JSON.stringify(value ?? null);
}

/** A row of the table. */
export function row({ name, volatile = false }, ours, theirs) {
  const used = (outcome) => (outcome.result === undefined ? undefined : Number(outcome.result.gasUsed));
  return {
    name,
    embedded: used(ours),
    wasmd: used(theirs),
    difference: relative(used(ours), used(theirs)),
    simulatedEmbedded: ours.simulated.gas,
    simulatedWasmd: theirs.simulated.gas,
    simulatedDifference: relative(ours.simulated.gas, theirs.simulated.gas),
    differences: differences(ours, theirs, volatile),
  };
}

/** Difference in per cent; 0 if neither chain has a figure, infinite if only one has. */
function relative(ours, theirs) {
  if (ours === undefined && theirs === undefined) return 0;
  if (ours === undefined || theirs === undefined) return Number.POSITIVE_INFINITY;
  return ((ours - theirs) / theirs) * 100;
}

export function table(rows) {
  const head = ["operation", "embedded", "wasmd", "%", "simulated", "wasmd", "%", "else"];
  const lines = rows.map((one) => [
    one.name,
    figure(one.embedded),
    figure(one.wasmd),
    one.difference.toFixed(3),
    figure(one.simulatedEmbedded),
    figure(one.simulatedWasmd),
    one.simulatedDifference.toFixed(3),
    one.differences.length === 0 ? "same" : "DIFFERS",
  ]);
  const all = [head, ...lines];
  const widths = head.map((_, i) => Math.max(...all.map((line) => line[i].length)));
  const pad = (cell, i) => (i === 0 || i === 7 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]));
  return all.map((line) => line.map(pad).join("  ")).join("\n");
}

function figure(value) {
  return value === undefined ? "–" : value.toLocaleString("en-US");
}
