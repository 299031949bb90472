/** Money goes to the caller, last, with all gas, and only what is claimable. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Contract, type Interface } from "ethers";
import {
  account,
  after,
  balanceOf,
  compiled,
  deploy,
  lastEvents,
  Refused,
  sendData,
  type Trainer,
  trainerAbi,
} from "../support/chain.ts";
import * as f from "./fixture.ts";

const WALLET = compiled("test/contracts/Wallet.sol/Wallet.json");
const [TAKE, REFUSE, SPEND, REENTER] = [0, 1, 2, 3];
const { ALICE, BOB, ONE } = f;
const PLENTY = 10n ** 18n;
const abi: Interface = trainerAbi();
let shared: f.Shared;
before(async () => {
  shared = await f.share();
});

interface Scene {
  readonly trainer: Trainer;
  readonly wallet: Contract;
  /** Has the wallet call the trainer. */
  call(method: string, args: readonly unknown[], value?: bigint): Promise<void>;
}

async function scene(): Promise<Scene> {
  const trainer = await f.createTrainer(shared);
  const { address } = await deploy("Wallet", WALLET, [trainer.address]);
  const wallet = new Contract(address, WALLET.abi, account(ALICE));
  const call = async (method: string, args: readonly unknown[], value = 0n) => {
    const data = wallet.interface.encodeFunctionData("call", [abi.encodeFunctionData(method, args)]);
    await sendData(ALICE, address, data, value);
  };
  return { trainer, wallet, call };
}

async function setMood(wallet: Contract, mood: number, again = "0x"): Promise<void> {
  await (await wallet.getFunction("setMood")(mood, again)).wait();
}

/** The wallet contributes, and the wait passes. */
async function contribute({ trainer, call }: Scene, value = PLENTY) {
  await f.addData(trainer, BOB, ONE, 1);
  await after(f.HOUR);
  await call("addData", [ONE, 1], value);
  const added = (await lastEvents()).at(-1)?.fields;
  await after(f.REFUND_WAIT);
  return { ...added, proof: "0x" };
}

test("what was sent above the price returns in the same transaction", async () => {
  const s = await scene();
  const wallet = await s.wallet.getAddress();
  await contribute(s);
  assert.equal(await balanceOf(wallet), PLENTY - f.PRICE);
});

test("a wallet that refuses money can pay exactly, but is refused change and refund, and keeps its claim", async () => {
  const s = await scene();
  await setMood(s.wallet, REFUSE);
  await assert.rejects(contribute(s), { name: "PaymentFailed" });
  const added = await contribute(s, f.PRICE);
  const held = await balanceOf(s.trainer.address);
  const hash = await s.trainer.ask("stateHash");
  await assert.rejects(
    s.call("refund", [added]),
    (error) => error instanceof Refused && error.name === "PaymentFailed",
  );
  assert.equal(await balanceOf(s.trainer.address), held);
  assert.equal(await s.trainer.ask("stateHash"), hash);
  assert.equal(await s.trainer.ask("creditOf", await s.wallet.getAddress()), 0n);

  await setMood(s.wallet, TAKE);
  await s.call("refund", [added]);
  assert.equal(await balanceOf(s.trainer.address), held - f.PRICE);
});

test("a wallet may spend as much gas as it likes when it is paid", async () => {
  const s = await scene();
  const added = await contribute(s, f.PRICE);
  await setMood(s.wallet, SPEND);
  await s.call("refund", [added]);
  assert.equal(await balanceOf(await s.wallet.getAddress()), f.PRICE);
});

test("a wallet that calls again when it is paid finds its contribution settled, and is paid once", async () => {
  const s = await scene();
  const added = await contribute(s, f.PRICE);
  const others = (await balanceOf(s.trainer.address)) - f.PRICE;
  await setMood(s.wallet, REENTER, abi.encodeFunctionData("refund", [added]));
  await s.call("refund", [added]);
  assert.equal(await s.wallet.getFunction("reentered")(), false);
  assert.equal(await balanceOf(await s.wallet.getAddress()), f.PRICE);
  assert.equal(await balanceOf(s.trainer.address), others);
});

test("a wallet that calls again with another claim of its own is paid both, each once", async () => {
  const s = await scene();
  const [first, second] = [await contribute(s, f.PRICE), await contribute(s, f.PRICE)];
  await setMood(s.wallet, REENTER, abi.encodeFunctionData("refund", [second]));
  await s.call("refund", [first]);
  assert.equal(await s.wallet.getFunction("reentered")(), true);
  assert.equal(await balanceOf(await s.wallet.getAddress()), 2n * f.PRICE);
  assert.equal(await s.trainer.ask("creditOf", await s.wallet.getAddress()), 2n);
});

test("nobody can send money but with a contribution", async () => {
  const s = await scene();
  await assert.rejects(sendData(ALICE, s.trainer.address, "0x", 1n));
  await assert.rejects(sendData(ALICE, s.trainer.address, abi.encodeFunctionData("compact"), 1n));
});
