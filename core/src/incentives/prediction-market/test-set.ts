import { bigEndian, equalBytes, fromHex, keccak256, toHex } from "../../bytes.ts";
import { isError, OmnisumError } from "../../errors.ts";
import { merkleRoot, merkleTree } from "../../protocol/commitment.ts";
import type { Args } from "../../protocol/interface.ts";
import { MAX_BATCH } from "../../protocol/trainer.ts";
import { type LabelledSample, packLabelledList, readLabelledList } from "../../samples/labelled-list.ts";
import { isList, isOneOf, isRecordOf, isText } from "../../shape.ts";
import type { PREDICTION_MARKET_SPEC } from "./spec.ts";

/** How many pieces a test set is cut into (docs/protocol.md §6.3). */
export const MIN_PIECES = 2;
export const MAX_PIECES = 256;
const SALT_BYTES = 32;
const FORMAT = "omnisum-test-set-1";

/** A part of a test set: 1 to 256 samples, and what makes its commitment say nothing about them. */
export interface TestPiece {
  /** 32 bytes that nobody can guess. */
  readonly salt: Uint8Array;
  /** A labelled list. */
  readonly samples: Uint8Array;
}

/** A provider's hidden test set, cut into pieces: a secret until it is revealed. */
export interface TestSet {
  readonly pieces: readonly TestPiece[];
}

/** What `revealPiece` takes. */
export type PieceReveal = Args<typeof PREDICTION_MARKET_SPEC, "revealPiece">;

/**
 * Cuts samples into pieces of nearly the same size, in their order, each with a salt. One piece will be shown to
 * contributors, so shuffle samples that are ordered. `random` must give bytes that nobody can guess. Throws `InvalidInput`
 * for a number of pieces that is out of range, or that leaves a piece with no sample or with more than 256.
 *
 * @example
 * const set = makeTestSet(samples, { pieces: 4, random: (length) => crypto.getRandomValues(new Uint8Array(length)) });
 * const parameters = { pieces: 4n, commitments: readBigEndian(testSetCommitments(set)), … };
 */
export function makeTestSet(
  samples: readonly LabelledSample[],
  { pieces, random }: { readonly pieces: number; readonly random: (length: number) => Uint8Array },
): TestSet {
  const least = Math.max(MIN_PIECES, Math.ceil(samples.length / MAX_BATCH));
  const most = Math.min(MAX_PIECES, samples.length);
  if (!Number.isInteger(pieces) || pieces < least || pieces > most) {
    const reason = `${samples.length} samples make ${least} to ${most} pieces, not ${pieces}`;
    throw new OmnisumError("InvalidInput", { name: "pieces", reason });
  }
  const start = (piece: number) => Math.floor((piece * samples.length) / pieces);
  return {
    pieces: Array.from({ length: pieces }, (_, i) => ({
      salt: random(SALT_BYTES),
      samples: packLabelledList(samples.slice(start(i), start(i + 1))),
    })),
  };
}

/** The root of the tree of the pieces' commitments, 32 bytes: a market's parameter `commitments`. */
export function testSetCommitments(set: TestSet): Uint8Array {
  return merkleTree(set.pieces.map(commitmentOf)).root;
}

/** What reveals a piece; throws `InvalidInput` if there is no such piece. */
export function revealOf(set: TestSet, piece: number): PieceReveal {
  const revealed = set.pieces[piece];
  const proof = merkleTree(set.pieces.map(commitmentOf)).proofs[piece];
  if (revealed !== undefined && proof !== undefined) return { piece, ...revealed, proof };
  throw new OmnisumError("InvalidInput", { name: "piece", reason: `the test set has ${set.pieces.length} pieces` });
}

/** What a market knows of its test set. */
export interface Commitments {
  readonly pieces: number;
  /** The root of the tree of the pieces' commitments, 32 bytes. */
  readonly commitments: Uint8Array;
}

/** Whether a reveal, of a list with `count` samples, is what was committed to as that piece. */
export function isPieceOf(
  { pieces, commitments }: Commitments,
  { piece, salt, samples, proof }: PieceReveal,
  count: number,
): boolean {
  const levels = Math.ceil(Math.log2(pieces));
  const proven = merkleRoot(pieceCommitment({ salt, samples }, count), proof);
  if (proven === undefined || proof.length !== 1 + 32 * levels) return false;
  return proven.position === piece && equalBytes(proven.root, commitments);
}

/** The text of the file in which a provider keeps a test set; whoever reads it knows the test set. */
export function serializeTestSet(set: TestSet): string {
  const pieces = set.pieces.map(({ salt, samples }) => ({ salt: toHex(salt), samples: toHex(samples) }));
  return `${JSON.stringify({ format: FORMAT, commitments: toHex(testSetCommitments(set)), pieces }, null, 1)}\n`;
}

/** Reads what `serializeTestSet` wrote; throws `InvalidTestSet`. */
export function parseTestSet(text: string): TestSet {
  const file = parseJson(text);
  if (!isTestSetFile(file)) throw new OmnisumError("InvalidTestSet", { reason: "it has other fields" });
  try {
    const pieces = file.pieces.map(({ salt, samples }) => ({ salt: fromHex(salt), samples: fromHex(samples) }));
    if (toHex(testSetCommitments({ pieces })) === file.commitments) return { pieces };
  } catch (cause) {
    if (!isError(cause)) throw cause;
    throw new OmnisumError("InvalidTestSet", { reason: "a piece cannot be read" }, { cause });
  }
  throw new OmnisumError("InvalidTestSet", { reason: "its pieces are not those of its commitments" });
}

/** keccak256(salt ‖ count u16 ‖ labelled list). */
function pieceCommitment({ salt, samples }: TestPiece, count: number): Uint8Array {
  return keccak256(salt, bigEndian(count, 2), samples);
}

function commitmentOf(piece: TestPiece): Uint8Array {
  return pieceCommitment(piece, readLabelledList(piece.samples).length);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OmnisumError("InvalidTestSet", { reason: "it is no JSON" }, { cause });
  }
}

const isTestSetFile = isRecordOf<{
  readonly format: typeof FORMAT;
  readonly commitments: string;
  readonly pieces: readonly { readonly salt: string; readonly samples: string }[];
}>({
  format: isOneOf(FORMAT),
  commitments: isText,
  pieces: isList(isRecordOf<{ readonly salt: string; readonly samples: string }>({ salt: isText, samples: isText })),
});
