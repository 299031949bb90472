import { OmnisumError } from "../errors.ts";

/** What has arrived of a state that comes in parts; what a part skips is zero. */
export class Upload {
  /** The canonical body so far. */
  readonly body: Uint8Array;
  readonly #length: number;

  /** `length` is that of the whole body. */
  constructor(length: number, body: Uint8Array = new Uint8Array()) {
    this.#length = length;
    this.body = body;
  }

  /** With a further part; throws `InvalidConfig{offset}` for one that goes back, `{weights}` for too much. */
  with(offset: number, data: Uint8Array): Upload {
    if (offset < this.body.length) throw new OmnisumError("InvalidConfig", { field: "offset" });
    if (offset + data.length > this.#length) throw new OmnisumError("InvalidConfig", { field: "weights" });
    const body = new Uint8Array(offset + data.length);
    body.set(this.body);
    body.set(data, offset);
    return new Upload(this.#length, body);
  }
}
