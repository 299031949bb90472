import { toBase64, toUtf8 } from "@cosmjs/encoding";
import {
  type Account,
  type DeploymentPlan,
  type DeployStep,
  equalBytes,
  type Outcomes,
  readMetadata,
  type Travel,
  travelOf,
  type UploadPart,
  utf8,
} from "@omnisum/core";
import { MsgInstantiateContract, MsgStoreCode } from "cosmjs-types/cosmwasm/wasm/v1/tx";
import { loadContract } from "./artifacts.ts";
import type { Connection } from "./connection.ts";
import type { Node } from "./node.ts";
import { executeMessage, type Request, type Transactions } from "./transactions.ts";

/** State that one transaction carries: some ten million gas, which fits into the blocks of the chains that are live. */
const CHUNK_BYTES = 65_536;
/**
 * The longest state that goes with the instantiating message, which costs more for each byte as chains keep it in the
 * contract's history; beyond it a second transaction is cheaper (contracts-wasm/README.md).
 */
const MAX_FIRST_BYTES = 3_600;
/** A contract's label has at most this many bytes, all of them printable (wasmd `ValidateLabel`). */
const MAX_LABEL_BYTES = 128;

/** A step whose request is known before it is signed, so that it can be estimated. */
export interface CosmosStep extends DeployStep {
  request(from: Account, outcomes: Outcomes): Promise<Request>;
}

/** The code once a chain, then one contract a trainer, which has no admin who could change it. */
export function deploySteps(connection: Connection, plan: DeploymentPlan): readonly CosmosStep[] {
  const { first, uploads } = travelOfPlan(plan);
  return [storeCode(connection), create(connection, plan, first), ...uploadSteps(connection, uploads)];
}

/** What of a plan's state goes with which message. */
export function travelOfPlan({ body, firstBytes }: DeploymentPlan): Travel {
  const first = firstBytes ?? (body.length <= MAX_FIRST_BYTES ? body.length : 0);
  return travelOf(body, { first, most: CHUNK_BYTES, skipsZeros: true });
}

function storeCode({ node, transactions }: Connection): CosmosStep {
  return step(transactions, {
    name: "code",
    title: "Store the contract's code",
    find: () => findCode(node),
    request: async ({ address: sender }) => {
      const { gzip: wasmByteCode } = await loadContract();
      const value = MsgStoreCode.encode(MsgStoreCode.fromPartial({ sender, wasmByteCode })).finish();
      return { messages: [{ typeUrl: "/cosmwasm.wasm.v1.MsgStoreCode", value }], funds: 0n };
    },
    outcome: ({ outputs: { codeId = "" } }) => ({ codeId }),
  });
}

/** The id of this very code, if the chain has it. */
async function findCode(node: Node): Promise<Outcomes | undefined> {
  const { checksum } = await loadContract();
  for await (const { codeId, dataHash } of node.codes()) {
    if (equalBytes(dataHash, checksum)) return { codeId: codeId.toString() };
  }
  return undefined;
}

function create({ node, transactions }: Connection, plan: DeploymentPlan, first: Uint8Array): CosmosStep {
  const { header, incentive, owner, metadata } = plan;
  const msg = {
    header: toBase64(header),
    incentive: toBase64(incentive),
    owner,
    metadata,
    denom: node.denom,
    weights: toBase64(first),
  };
  const label = labelOf(readMetadata(metadata).name);
  return step(transactions, {
    name: "create",
    title: "Create the trainer",
    request: async ({ address: sender }, { codeId = "" }) => {
      const fields = { sender, admin: "", codeId: BigInt(codeId), label, msg: toUtf8(JSON.stringify(msg)) };
      const value = MsgInstantiateContract.encode(MsgInstantiateContract.fromPartial(fields)).finish();
      return { messages: [{ typeUrl: "/cosmwasm.wasm.v1.MsgInstantiateContract", value }], funds: 0n };
    },
    outcome: ({ outputs: { address = "" } }) => ({ address }),
  });
}

/** What is left of a state that does not come with the first transaction; the last one finalizes the trainer. */
function uploadSteps({ transactions }: Connection, uploads: readonly UploadPart[]): readonly CosmosStep[] {
  const loads = loadsOf(uploads);
  return loads.map((parts, i) => {
    const messages = parts.map(({ offset, data }) => ({ upload: { offset, data: toBase64(data) } }));
    return execute(transactions, `upload-${i + 1}`, {
      title: `Upload weights ${i + 1} of ${loads.length}`,
      messages: i === loads.length - 1 ? [...messages, { finalize: {} }] : messages,
    });
  });
}

/** As many parts in one transaction as it can carry. */
function loadsOf(uploads: readonly UploadPart[]): readonly (readonly UploadPart[])[] {
  const loads: UploadPart[][] = [];
  let room = 0;
  for (const part of uploads) {
    if (part.data.length > room || loads.length === 0) {
      loads.push([]);
      room = CHUNK_BYTES;
    }
    room -= part.data.length;
    loads.at(-1)?.push(part);
  }
  return loads;
}

function execute(
  transactions: Transactions,
  name: string,
  { title, messages }: { readonly title: string; readonly messages: readonly object[] },
): CosmosStep {
  const msgs = messages.map((message) => toUtf8(JSON.stringify(message)));
  return step(transactions, {
    name,
    title,
    request: async ({ address: sender }, { address: contract = "" }) => {
      const executed = msgs.map((msg) => executeMessage({ sender, contract, msg, funds: [] }));
      return { messages: executed, funds: 0n, contract };
    },
    outcome: () => ({}),
  });
}

function step(transactions: Transactions, parts: Omit<CosmosStep, "prepare">): CosmosStep {
  const prepare: DeployStep["prepare"] = async (from, outcomes) => {
    return transactions.prepare(from, await parts.request(from, outcomes));
  };
  return { ...parts, prepare };
}

/** The trainer's name as chains take it: printable, without spaces around it, and short. */
function labelOf(name: string): string {
  let label = "";
  for (const character of name.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, "").trim()) {
    if (utf8(label + character).length > MAX_LABEL_BYTES) break;
    label += character;
  }
  return label.trim() || "omnisum";
}
