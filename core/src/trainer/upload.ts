/** Bytes of a state that are left out of uploads where all of them are zero: a chunk of the state hash. */
const PAGE_BYTES = 8_192;

/** What one `upload` carries. */
export interface UploadPart {
  readonly offset: number;
  readonly data: Uint8Array;
}

/** A state as it travels: some of it with the first transaction, the rest in uploads. */
export interface Travel {
  readonly first: Uint8Array;
  readonly uploads: readonly UploadPart[];
}

/** How a chain takes states. */
export interface TravelTerms {
  /** The most bytes that go with the first transaction, and with an upload. */
  readonly first: number;
  readonly most: number;
  /** Whether its contracts take what an upload skips for zero. */
  readonly skipsZeros: boolean;
}

/**
 * Cuts a state into a first part and uploads. Whole pages of zeros are left out where contracts take what is skipped for
 * zero (docs/protocol.md §5); a tail that is left out is closed by an upload of nothing. A state that fits into the first
 * part is sent whole.
 */
export function travelOf(body: Uint8Array, { first, most, skipsZeros }: TravelTerms): Travel {
  if (body.length <= first) return { first: body, uploads: [] };
  const isLeftOut = (at: number) => skipsZeros && isZeroPage(body, at);
  let at = endOfPart(0, Math.min(first, body.length), isLeftOut);
  const head = body.subarray(0, at);
  const uploads: UploadPart[] = [];
  while (at < body.length) {
    const start = endOfZeros(body, at, isLeftOut);
    at = endOfPart(start, Math.min(start + most, body.length), isLeftOut);
    uploads.push({ offset: start, data: body.subarray(start, at) });
  }
  return { first: head, uploads };
}

/** Where a part that begins at `start` ends: at its limit, or before a page that is left out. */
function endOfPart(start: number, limit: number, isLeftOut: (at: number) => boolean): number {
  let at = start;
  while (at < limit && !isLeftOut(at)) at = nextPage(at);
  return Math.min(at, limit);
}

/** Where the zeros end that are left out from `at` on; a last page that is shorter goes with those before it. */
function endOfZeros(body: Uint8Array, at: number, isLeftOut: (at: number) => boolean): number {
  let end = at;
  while (isLeftOut(end)) end += PAGE_BYTES;
  const isTail = end > at && nextPage(end) >= body.length && isZero(body.subarray(end));
  return isTail ? body.length : end;
}

/** Whether a whole page begins at `at`, all zero. */
function isZeroPage(body: Uint8Array, at: number): boolean {
  return at % PAGE_BYTES === 0 && at + PAGE_BYTES <= body.length && isZero(body.subarray(at, at + PAGE_BYTES));
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

function nextPage(at: number): number {
  return (Math.floor(at / PAGE_BYTES) + 1) * PAGE_BYTES;
}
