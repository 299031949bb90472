/** What a part of a fee pays for. `storage-deposit` comes back when the storage is freed; all others are gone. */
export type FeeComponentName = "execution" | "priority" | "data" | "operator" | "length" | "margin" | "storage-deposit";

export interface FeeComponent {
  readonly name: FeeComponentName;
  /** In the chain's smallest unit. */
  readonly amount: bigint;
}

/** What a fee was computed from: gas, and the bytes that a rollup posts. Units differ between families. */
export interface Work {
  readonly gas: bigint;
  /** Bytes of the signed transaction. */
  readonly bytes: number;
  /** Bytes of it after FastLZ, as OP-stack chains count them; absent where nobody needs it. */
  readonly compressedBytes?: number;
}

/** A fee in parts: they add up to `total`, exactly. `refundable` is the part of the total that can come back. */
export interface Fee {
  readonly components: readonly FeeComponent[];
  readonly total: bigint;
  readonly refundable: bigint;
  readonly work: Work;
}

/** Adds the components up; leaves out those of zero. */
export function makeFee(components: readonly FeeComponent[], work: Work): Fee {
  const present = components.filter(({ amount }) => amount !== 0n);
  const sum = (parts: readonly FeeComponent[]) => parts.reduce((total, { amount }) => total + amount, 0n);
  const refundable = sum(present.filter(({ name }) => name === "storage-deposit"));
  return { components: present, total: sum(present), refundable, work };
}

/** The fees of several transactions as one. */
export function addFees(fees: readonly Fee[]): Fee {
  const amounts = new Map<FeeComponentName, bigint>();
  for (const { name, amount } of fees.flatMap(({ components }) => components)) {
    amounts.set(name, (amounts.get(name) ?? 0n) + amount);
  }
  return makeFee(
    [...amounts].map(([name, amount]) => ({ name, amount })),
    addWork(fees.map(({ work }) => work)),
  );
}

function addWork(works: readonly Work[]): Work {
  const gas = works.reduce((sum, work) => sum + work.gas, 0n);
  const bytes = works.reduce((sum, work) => sum + work.bytes, 0);
  if (works.every(({ compressedBytes }) => compressedBytes === undefined)) return { gas, bytes };
  const compressedBytes = works.reduce((sum, work) => sum + (work.compressedBytes ?? work.bytes), 0);
  return { gas, bytes, compressedBytes };
}
