/** CometBFT's RPC methods (`rpc/core`), as far as clients of contracts use them. */

import { sha256 } from "@noble/hashes/sha2.js";
import type { Block } from "../block.ts";
import { base64, hexUpper } from "../bytes.ts";
import type { Chain } from "../chain.ts";
import { rfc3339 } from "../clock.ts";
import { abciQuery } from "./abci-query.ts";
import * as encode from "./encode.ts";
import type { Params } from "./params.ts";
import { RpcError } from "./rpc-error.ts";
import { searchBlocks, searchTxs } from "./search.ts";

export type Method = (chain: Chain, params: Params) => unknown;

/** What a real wasmd v0.70 reports; clients choose their dialect by it. */
const COMETBFT_VERSION = "0.39.0";
const VALIDATOR_POWER = "500";
const MAX_BLOCK_METAS = 20;

export const nodeMethods: Readonly<Record<string, Method>> = {
  health: () => ({}),
  status,
  genesis,
  abci_info: abciInfo,
  abci_query: query,
  broadcast_tx_async: broadcast,
  broadcast_tx_sync: broadcast,
  broadcast_tx_commit: broadcastCommit,
  tx,
  tx_search: txSearch,
  block: (chain, params) => encode.encodeBlock(blockAt(chain, params), chain.config.chainId),
  block_results: blockResults,
  block_search: blockSearch,
  blockchain,
  commit,
  validators,
  num_unconfirmed_txs: () => ({ n_txs: "0", total: "0", total_bytes: "0", txs: null }),
};

function status(chain: Chain) {
  const { latest } = chain;
  const first = chain.block(1) ?? latest;
  return {
    node_info: {
      protocol_version: { p2p: "9", block: "11", app: "0" },
      id: encode.validatorAddress.toLowerCase(),
      listen_addr: "tcp://127.0.0.1:0",
      network: chain.config.chainId,
      version: COMETBFT_VERSION,
      channels: "",
      moniker: "omnisum-devnet",
      other: { tx_index: "on", rpc_address: "tcp://127.0.0.1:0" },
    },
    sync_info: {
      latest_block_hash: hexUpper(latest.hash),
      latest_app_hash: hexUpper(latest.appHash),
      latest_block_height: `${latest.height}`,
      latest_block_time: rfc3339(latest.time),
      earliest_block_hash: hexUpper(first.hash),
      earliest_app_hash: hexUpper(first.appHash),
      earliest_block_height: `${first.height}`,
      earliest_block_time: rfc3339(first.time),
      catching_up: false,
    },
    validator_info: validator("voting_power"),
  };
}

function validator(power: "voting_power" | "power") {
  return { address: encode.validatorAddress, pub_key: encode.validatorKey, [power]: VALIDATOR_POWER };
}

function genesis(chain: Chain) {
  return {
    genesis: {
      genesis_time: rfc3339(chain.block(1)?.time ?? 0n),
      chain_id: chain.config.chainId,
      initial_height: "1",
      consensus_params: {
        block: { max_bytes: "4194304", max_gas: "-1" },
        evidence: { max_age_num_blocks: "100000", max_age_duration: "172800000000000", max_bytes: "1048576" },
        validator: { pub_key_types: ["ed25519"] },
        version: { app: "0" },
        abci: { vote_extensions_enable_height: "0" },
      },
      validators: [{ ...validator("power"), name: "omnisum-devnet" }],
      app_hash: "",
      app_state: {},
    },
  };
}

function abciInfo({ latest }: Chain) {
  return {
    response: {
      data: "WasmApp",
      version: "omnisum-devnet",
      last_block_height: `${latest.height}`,
      last_block_app_hash: base64(latest.appHashAfter),
    },
  };
}

function query(chain: Chain, params: Params) {
  const { latest } = chain;
  const height = params.number("height") ?? 0;
  if (height !== 0 && height !== latest.height) {
    const log = `failed to load state at height ${height}; this chain keeps the latest only (latest height: ${latest.height}): invalid request`;
    return { response: response({ code: 18, codespace: "sdk", log, value: "" }, height) };
  }
  const { value, ...rest } = abciQuery(chain, params.text("path"), params.hex("data"));
  return { response: response({ ...rest, value: base64(value) }, latest.height) };
}

function response(parts: { code: number; codespace: string; log: string; value: string }, height: number) {
  return { ...parts, info: "", index: "0", key: null, proofOps: null, height: `${height}` };
}

/** Checks a transaction and, if it passes, puts it into a block before it answers. */
function broadcast(chain: Chain, params: Params) {
  const bytes = params.base64("tx");
  const { code, data, log, codespace } = encode.encodeOutcome(chain.checkTx(bytes));
  if (code === 0) chain.deliver(bytes);
  return { code, data: data ?? "", log, codespace, hash: hexUpper(sha256(bytes)) };
}

function broadcastCommit(chain: Chain, params: Params) {
  const bytes = params.base64("tx");
  const check = chain.checkTx(bytes);
  const passed = check.error === undefined;
  const record = passed ? chain.deliver(bytes) : undefined;
  const delivered = record === undefined ? { code: 0 } : encode.encodeOutcome(record.outcome);
  return {
    check_tx: encode.encodeOutcome(check),
    tx_result: delivered,
    deliver_tx: delivered, // its name before CometBFT 0.38
    hash: hexUpper(sha256(bytes)),
    height: `${record?.height ?? 0}`,
  };
}

function tx(chain: Chain, params: Params) {
  const hash = hexUpper(params.base64("hash"));
  const record = chain.tx(hash);
  if (record === undefined) throw RpcError.internal(`tx (${hash}) not found`);
  return encode.encodeTx(record);
}

function txSearch(chain: Chain, params: Params) {
  const { items, total } = searchTxs(chain, params);
  return { txs: items.map(encode.encodeTx), total_count: `${total}` };
}

function blockSearch(chain: Chain, params: Params) {
  const { items, total } = searchBlocks(chain, params);
  return { blocks: items.map((block) => encode.encodeBlock(block, chain.config.chainId)), total_count: `${total}` };
}

function blockResults(chain: Chain, params: Params) {
  const { height, txs, appHashAfter } = blockAt(chain, params);
  return {
    height: `${height}`,
    txs_results: txs.length === 0 ? null : txs.map(({ outcome }) => encode.encodeOutcome(outcome)),
    finalize_block_events: [],
    validator_updates: null,
    consensus_param_updates: null,
    app_hash: base64(appHashAfter),
  };
}

function blockchain(chain: Chain, params: Params) {
  const last = chain.latest.height;
  const max = Math.min(params.number("maxHeight") || last, last);
  const min = Math.max(params.number("minHeight") || 1, max - MAX_BLOCK_METAS + 1, 1);
  const metas = chain.blocks.slice(min - 1, max).toReversed();
  return {
    last_height: `${last}`,
    block_metas: metas.map((block) => encode.encodeBlockMeta(block, chain.config.chainId)),
  };
}

function commit(chain: Chain, params: Params) {
  const block = blockAt(chain, params);
  return {
    signed_header: {
      header: encode.encodeHeader(block, chain.config.chainId),
      commit: { height: `${block.height}`, round: 0, block_id: encode.encodeBlockId(block.hash), signatures: [] },
    },
    canonical: true,
  };
}

function validators(chain: Chain, params: Params) {
  return {
    block_height: `${blockAt(chain, params).height}`,
    validators: [{ ...validator("voting_power"), proposer_priority: "0" }],
    count: "1",
    total: "1",
  };
}

function blockAt(chain: Chain, params: Params): Block {
  const height = params.number("height");
  if (height === undefined) return chain.latest;
  const block = chain.block(height);
  if (block !== undefined) return block;
  const { height: latest } = chain.latest;
  throw RpcError.internal(
    height === 0
      ? `height must be greater than 0, but got ${height}`
      : `height ${height} must be less than or equal to the current blockchain height ${latest}`,
  );
}
