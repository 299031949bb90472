/** The chain: state, blocks, time. One transaction makes one block, at once. */

import { sha256 } from "@noble/hashes/sha2.js";
import { AbciError } from "./abci-error.ts";
import type { DevAccount } from "./accounts.ts";
import { type Block, emptyHash, type TxRecord } from "./block.ts";
import { concat, fromLatin1, hexUpper, uint32Be, uint64Be, utf8 } from "./bytes.ts";
import type { Clock } from "./clock.ts";
import { type BlockInfo, type ChainConfig, Context, type TxInfo } from "./context.ts";
import { GasMeter, UNLIMITED } from "./gas-meter.ts";
import { distributeFees, writeGenesis } from "./genesis.ts";
import type { Mode } from "./modules/ante.ts";
import { router } from "./modules/chain-router.ts";
import { runTx, type TxOutcome } from "./run-tx.ts";
import type { Changes } from "./store/overlay.ts";
import { State } from "./store/state.ts";
import { decodeTx } from "./tx.ts";
import { Vm } from "./vm/vm.ts";

/** Nanoseconds after which a block counts as old; most Cosmos chains make one every 5 or 6 seconds. */
const BLOCK_INTERVAL = 5_000_000_000n;

interface Snapshot {
  readonly id: number;
  readonly height: number;
  readonly offset: bigint;
}

export class Chain {
  readonly config: ChainConfig;
  readonly #clock: Clock;
  readonly #state = new State();
  readonly #vm = new Vm();
  /** Blocks from height 1 on. */
  readonly #blocks: Block[] = [];
  readonly #txs = new Map<string, TxRecord>();
  readonly #snapshots: Snapshot[] = [];
  #nextSnapshot = 1;
  #appHash: Uint8Array = emptyHash;

  constructor(config: ChainConfig, clock: Clock, accounts: readonly DevAccount[]) {
    this.config = config;
    this.#clock = clock;
    const genesis = this.#context({ height: 0, time: clock.now(), appHash: emptyHash });
    writeGenesis(genesis, accounts);
    this.#commit(genesis.state.changes);
    this.mine();
  }

  get blocks(): readonly Block[] {
    return this.#blocks;
  }

  get latest(): Block {
    const block = this.#blocks.at(-1);
    if (block === undefined) throw new RangeError("a chain has at least its first block");
    return block;
  }

  block(height: number): Block | undefined {
    return this.#blocks[height - 1];
  }

  /** A transaction by its hash in upper-case hexadecimal digits. */
  tx(hash: string): TxRecord | undefined {
    return this.#txs.get(hash);
  }

  /** Hash of the state after the last block. */
  get appHash(): Uint8Array {
    return this.#appHash;
  }

  /** Makes a block without transactions. */
  mine(): Block {
    return this.#produce(undefined);
  }

  /** Makes an empty block if the last one is old: a live chain makes one every few seconds, wanted or not. */
  catchUp(): void {
    if (this.#clock.now() - this.latest.time > BLOCK_INTERVAL) this.mine();
  }

  /** What the node would say to a transaction before it enters a block. */
  checkTx(bytes: Uint8Array): TxOutcome {
    return this.#run(this.#pending(), bytes, "check").outcome;
  }

  /** Puts a transaction into a block of its own. */
  deliver(bytes: Uint8Array): TxRecord {
    const [record] = this.#produce(bytes).txs;
    if (record === undefined) throw new RangeError("the block holds the transaction it was made for");
    return record;
  }

  /** Runs a transaction without a signature and without effect. */
  simulate(bytes: Uint8Array): TxOutcome {
    return this.#run(this.#pending(), bytes, "simulate").outcome;
  }

  /** A context to read the latest state in, at the present time. */
  queryContext(gasLimit = UNLIMITED): Context {
    return this.#context(this.#pending(), new GasMeter(gasLimit));
  }

  /** Moves the time on and makes a block there. */
  advance(seconds: bigint): Block {
    this.#clock.advance(seconds);
    return this.mine();
  }

  /** Remembers the present state; answers an id to {@link revert} to. */
  snapshot(): number {
    this.#state.snapshot();
    const id = this.#nextSnapshot++;
    this.#snapshots.push({ id, height: this.latest.height, offset: this.#clock.offset });
    return id;
  }

  /** Goes back to a snapshot, which is used up with all later ones; answers whether it existed. */
  revert(id: number): boolean {
    const depth = this.#snapshots.findIndex((snapshot) => snapshot.id === id);
    const snapshot = this.#snapshots[depth];
    if (snapshot === undefined) return false;
    this.#state.revert(depth);
    this.#snapshots.length = depth;
    for (const block of this.#blocks.splice(snapshot.height)) {
      for (const { hash } of block.txs) this.#txs.delete(hexUpper(hash));
    }
    this.#appHash = this.latest.appHashAfter;
    this.#clock.restore(snapshot.offset);
    return true;
  }

  #produce(bytes: Uint8Array | undefined): Block {
    const info: BlockInfo = { ...this.#pending(), height: this.#blocks.length + 1 };
    const txs = bytes === undefined ? [] : [this.#deliverIn(info, bytes)];
    const end = this.#context(info);
    distributeFees(end);
    this.#commit(end.state.changes);
    for (const record of txs) this.#txs.set(hexUpper(record.hash), record);
    const block = this.#seal(info, txs);
    this.#blocks.push(block);
    return block;
  }

  #deliverIn(info: BlockInfo, bytes: Uint8Array): TxRecord {
    const { outcome, context } = this.#run(info, bytes, "deliver");
    if (context !== undefined) this.#commit(context.state.changes);
    return { hash: sha256(bytes), bytes, height: info.height, index: 0, outcome };
  }

  #seal(info: BlockInfo, txs: readonly TxRecord[]): Block {
    const previous = this.#blocks.at(-1)?.hash ?? emptyHash;
    const header = concat(
      utf8(this.config.chainId),
      uint64Be(BigInt(info.height)),
      uint64Be(info.time),
      previous,
      info.appHash,
      ...txs.map(({ hash }) => hash),
    );
    return { ...info, hash: sha256(header), previous, txs, appHashAfter: this.#appHash };
  }

  #run(block: BlockInfo, bytes: Uint8Array, mode: Mode): { outcome: TxOutcome; context?: Context } {
    try {
      const tx = decodeTx(bytes);
      const simulate = mode === "simulate";
      const info: TxInfo = {
        bytes,
        index: simulate ? -1 : 0,
        counter: simulate ? undefined : 0,
        simulate,
        usedCode: new Set(),
      };
      const context = this.#context(block, new GasMeter(simulate ? UNLIMITED : tx.gas), info);
      return { outcome: runTx(context, tx, mode), context };
    } catch (error) {
      if (!(error instanceof AbciError)) throw error;
      const nothing = { gasWanted: 0n, gasUsed: 0n, data: new Uint8Array(), events: [] };
      return { outcome: { ...nothing, error } };
    }
  }

  /** The block that is being waited for: the last one's height, the present time. */
  #pending(): BlockInfo {
    const latest = this.#blocks.at(-1);
    const now = this.#clock.now();
    const time = latest !== undefined && latest.time > now ? latest.time : now;
    return { height: latest?.height ?? 0, time, appHash: this.#appHash };
  }

  #context(block: BlockInfo, meter = new GasMeter(UNLIMITED), tx?: TxInfo): Context {
    return Context.over(this.#state, { config: this.config, vm: this.#vm, router, block, tx, meter });
  }

  #commit(changes: Changes): void {
    const parts: Uint8Array[] = [this.#appHash];
    for (const [key, value] of changes) {
      const bytes = value ?? new Uint8Array();
      parts.push(
        uint32Be(key.length),
        fromLatin1(key),
        uint32Be(value === undefined ? 0xffffffff : value.length),
        bytes,
      );
    }
    if (changes.size > 0) this.#appHash = sha256(concat(...parts));
    this.#state.commit(changes);
  }
}
