import { type Batch, type Contribution, concat, fromHex, OmnisumError, type PieceReveal } from "@omnisum/core";
import type { Alteration } from "./game.ts";

type Change<T> = (it: T, noise: Uint8Array, somebody: string) => T;

/** How to give a contribution one false field. */
const CONTRIBUTION: Readonly<Record<string, Change<Contribution>>> = {
  id: (it) => ({ ...it, id: it.id + 1n }),
  "far id": (it) => ({ ...it, id: it.id + 2n ** 60n }),
  slot: (it) => ({ ...it, slot: it.slot + 1 }),
  "far slot": (it) => ({ ...it, slot: 2 ** 32 - 1 }),
  author: (it, _, author) => ({ ...it, author }),
  label: (it) => ({ ...it, label: it.label === 0 ? 1 : 0 }),
  "far label": (it) => ({ ...it, label: 65_535 }),
  addedAt: (it) => ({ ...it, addedAt: it.addedAt - 1n }),
  deposit: (it) => ({ ...it, deposit: it.deposit + 1n }),
  "great deposit": (it) => ({ ...it, deposit: 2n ** 128n - 1n }),
  taught: (it) => ({ ...it, taught: !it.taught }),
  "short sample": (it) => ({ ...it, sample: it.sample.slice(0, -1) }),
  "other sample": (it, noise) => ({ ...it, sample: noise.slice(0, 6) }),
  "no sample": (it) => ({ ...it, sample: new Uint8Array() }),
  "no proof": (it) => ({ ...it, proof: new Uint8Array() }),
  "other proof": (it, noise) => ({ ...it, proof: noise }),
  "short proof": (it) => ({ ...it, proof: it.proof.slice(0, -32) }),
  "long proof": (it) => ({ ...it, proof: concat(it.proof, new Uint8Array(32)) }),
  position: (it) => ({ ...it, proof: it.proof.map((byte, i) => (i === 0 ? byte ^ 1 : byte)) }),
  sibling: (it) => ({ ...it, proof: it.proof.map((byte, i) => (i === 9 ? byte ^ 128 : byte)) }),
};

/** How to give a batch one. */
const BATCH: Readonly<Record<string, Change<Batch>>> = {
  firstId: (it) => ({ ...it, firstId: it.firstId + 1n }),
  "far firstId": (it) => ({ ...it, firstId: it.firstId + 2n ** 60n }),
  slot: (it) => ({ ...it, slot: it.slot + 1 }),
  author: (it, _, author) => ({ ...it, author }),
  deposit: (it) => ({ ...it, deposit: it.deposit + 1n }),
  taught: (it) => ({ ...it, taught: it.taught ^ 1n }),
  addedAt: (it) => ({ ...it, addedAt: it.addedAt - 1n }),
  "long samples": (it, noise) => ({ ...it, samples: concat(it.samples, noise.slice(0, 1)) }),
  "short samples": (it) => ({ ...it, samples: it.samples.slice(0, -1) }),
  "no samples": (it) => ({ ...it, samples: new Uint8Array() }),
};

/** How to give a revealed piece one. */
const PIECE: Readonly<Record<string, Change<PieceReveal>>> = {
  number: (it) => ({ ...it, piece: it.piece === 0 ? 1 : it.piece - 1 }),
  salt: (it) => ({ ...it, salt: it.salt.map((byte, i) => (i === 31 ? byte ^ 1 : byte)) }),
  "short samples": (it) => ({ ...it, samples: it.samples.slice(0, -1) }),
  "other samples": (it, noise) => ({ ...it, samples: noise.slice(0, 9) }),
  "no samples": (it) => ({ ...it, samples: new Uint8Array() }),
  "no proof": (it) => ({ ...it, proof: new Uint8Array() }),
  "other proof": (it, noise) => ({ ...it, proof: noise }),
  position: (it) => ({ ...it, proof: it.proof.map((byte, i) => (i === 0 ? byte ^ 1 : byte)) }),
};

export const ALTERATIONS = {
  contribution: Object.keys(CONTRIBUTION),
  batch: Object.keys(BATCH),
  piece: Object.keys(PIECE),
} as const;

export function alterContribution(
  it: Contribution,
  alteration: Alteration | undefined,
  somebody: string,
): Contribution {
  return change(CONTRIBUTION, it, { alteration, somebody });
}

export function alterBatch(it: Batch, alteration: Alteration | undefined, somebody: string): Batch {
  return change(BATCH, it, { alteration, somebody });
}

export function alterPiece(it: PieceReveal, alteration: Alteration | undefined): PieceReveal {
  return change(PIECE, it, { alteration, somebody: "" });
}

function change<T>(
  changes: Readonly<Record<string, Change<T>>>,
  it: T,
  { alteration, somebody }: { readonly alteration: Alteration | undefined; readonly somebody: string },
): T {
  if (alteration === undefined) return it;
  const alter = changes[alteration.name];
  if (alter === undefined) throw new OmnisumError("MissingInput", { name: `an alteration ${alteration.name}` });
  return alter(it, fromHex(alteration.noise), somebody);
}
