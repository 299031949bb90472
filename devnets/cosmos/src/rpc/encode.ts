/** Blocks and transactions as CometBFT 0.38/0.39 writes them in JSON. */

import { sha256 } from "@noble/hashes/sha2.js";
import type { Block, TxRecord } from "../block.ts";
import { base64, concat, hexUpper, utf8 } from "../bytes.ts";
import { rfc3339 } from "../clock.ts";
import type { TxOutcome } from "../run-tx.ts";

const EMPTY_ID = { hash: "", parts: { total: 0, hash: "" } } as const;
/** SHA-256 of nothing: hash of an empty list. */
const EMPTY_HASH = hexUpper(sha256(new Uint8Array()));

/** The one validator; nothing is signed with its key. */
const VALIDATOR_KEY = sha256(utf8("validator of a development chain"));
export const validatorAddress = hexUpper(sha256(VALIDATOR_KEY).slice(0, 20));
export const validatorKey = { type: "tendermint/PubKeyEd25519", value: base64(VALIDATOR_KEY) } as const;

export function encodeOutcome({ error, data, gasWanted, gasUsed, events }: TxOutcome) {
  return {
    code: error?.kind.code ?? 0,
    data: data.length === 0 ? null : base64(data),
    log: error?.message ?? "",
    info: "",
    gas_wanted: BigInt.asIntN(64, gasWanted).toString(),
    gas_used: gasUsed.toString(),
    events: events.map(({ type, attributes }) => ({
      type,
      attributes: attributes.map(({ key, value }) => ({ key, value, index: true })),
    })),
    codespace: error?.kind.codespace ?? "",
  };
}

export function encodeTx({ hash, height, index, outcome, bytes }: TxRecord) {
  return {
    hash: hexUpper(hash),
    height: `${height}`,
    index,
    tx_result: encodeOutcome(outcome),
    tx: base64(bytes),
  };
}

export function encodeBlockId(hash: Uint8Array) {
  return { hash: hexUpper(hash), parts: { total: 1, hash: hexUpper(sha256(hash)) } };
}

export function encodeHeader(block: Block, chainId: string) {
  return {
    version: { block: "11" },
    chain_id: chainId,
    height: `${block.height}`,
    time: rfc3339(block.time),
    last_block_id: block.height === 1 ? EMPTY_ID : encodeBlockId(block.previous),
    last_commit_hash: EMPTY_HASH,
    data_hash: hexUpper(sha256(concat(...block.txs.map(({ hash }) => hash)))),
    validators_hash: hexUpper(sha256(VALIDATOR_KEY)),
    next_validators_hash: hexUpper(sha256(VALIDATOR_KEY)),
    consensus_hash: EMPTY_HASH,
    app_hash: hexUpper(block.appHash),
    last_results_hash: EMPTY_HASH,
    evidence_hash: EMPTY_HASH,
    proposer_address: validatorAddress,
  };
}

export function encodeBlock(block: Block, chainId: string) {
  return {
    block_id: encodeBlockId(block.hash),
    block: {
      header: encodeHeader(block, chainId),
      data: { txs: block.txs.map(({ bytes }) => base64(bytes)) },
      evidence: { evidence: [] },
      last_commit: { height: `${block.height - 1}`, round: 0, block_id: EMPTY_ID, signatures: [] },
    },
  };
}

export function encodeBlockMeta(block: Block, chainId: string) {
  const size = block.txs.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return {
    block_id: encodeBlockId(block.hash),
    block_size: `${size}`,
    header: encodeHeader(block, chainId),
    num_txs: `${block.txs.length}`,
  };
}
