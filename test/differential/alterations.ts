import { type Batch, type Contribution, concat } from "@omnisum/core";
import type { Random } from "../support/random.mjs";

/** Gives a contribution one false field; `anybody` may become its author. */
export type Alteration = (contribution: Contribution, anybody: string) => Contribution;

export function alterContribution(random: Random): Alteration {
  const noise = random.bytes(random.pick([1, 32, 33, 65, 70, 300]));
  const far = random.oneIn(2) ? 2n ** 60n : 1n;
  return random.pick<Alteration>([
    (it) => ({ ...it, id: it.id + far }),
    (it) => ({ ...it, slot: it.slot + 1 }),
    (it, author) => ({ ...it, author }),
    (it) => ({ ...it, label: it.label === 0 ? 1 : 0 }),
    (it) => ({ ...it, addedAt: it.addedAt - 1n }),
    (it) => ({ ...it, deposit: it.deposit + 1n }),
    (it) => ({ ...it, taught: !it.taught }),
    (it) => ({ ...it, sample: it.sample.slice(0, -1) }),
    (it) => ({ ...it, sample: noise.slice(0, 4) }),
    (it) => ({ ...it, proof: noise }),
    (it) => ({ ...it, proof: it.proof.slice(0, -32) }),
    (it) => ({ ...it, proof: it.proof.map((byte, i) => (i === 0 ? byte ^ 1 : byte)) }),
  ]);
}

/** Gives a batch one false field. */
export function alterBatch(random: Random): (batch: Batch) => Batch {
  const noise = random.bytes(1);
  return random.pick<(batch: Batch) => Batch>([
    (it) => ({ ...it, firstId: it.firstId + 1n }),
    (it) => ({ ...it, slot: it.slot + 1 }),
    (it) => ({ ...it, deposit: it.deposit + 1n }),
    (it) => ({ ...it, taught: it.taught ^ 1n }),
    (it) => ({ ...it, addedAt: it.addedAt - 1n }),
    (it) => ({ ...it, samples: concat(it.samples, noise) }),
  ]);
}
