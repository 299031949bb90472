import { commitmentOf, contributionHash, fromHex, toHex, utf8 } from "@omnisum/core";
import { seeded } from "../../support/random.mjs";

/** Author bytes as the EVM has them, and as chains with addresses as texts do. */
const AUTHORS = [
  fromHex("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"),
  new Uint8Array(20),
  utf8("cosmos1cyyzpxplxdzkeea7kwsydadg87357qnahakaks"),
  utf8("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"),
  utf8("osmo1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0jqkqkwh3"),
  new Uint8Array(),
];

export function commitments() {
  const random = seeded("commitments");
  const edges = AUTHORS.flatMap((author, i) => [
    { id: 0n, author, label: 0, addedAt: 0n, deposit: 0n, taught: false, sample: Uint8Array.of(i) },
    { id: 2n ** 56n - 1n, author, label: 65_535, addedAt: 2n ** 64n - 1n, deposit: 2n ** 128n - 1n, taught: true, sample: random.bytes(40) },
  ]);
  const others = Array.from({ length: 12 }, () => ({
    id: BigInt(random.below(2 ** 32)),
    author: random.pick(AUTHORS),
    label: random.below(65_536),
    addedAt: 1_700_000_000n + BigInt(random.below(10 ** 8)),
    deposit: BigInt(random.below(2 ** 31)) * 10n ** BigInt(random.below(20)),
    taught: random.oneIn(2),
    sample: random.bytes(1 + random.below(120)),
  }));
  return { cases: [...edges, ...others].map(describe) };
}

function describe(contribution) {
  const { id, author, label, addedAt, deposit, taught, sample } = contribution;
  const hash = contributionHash(contribution, author);
  return {
    id: `${id}`,
    author: toHex(author),
    label,
    addedAt: `${addedAt}`,
    deposit: `${deposit}`,
    taught,
    sample: toHex(sample),
    hash: toHex(hash),
    commitment: toHex(commitmentOf(hash)),
  };
}
