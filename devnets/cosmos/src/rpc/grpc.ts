import type { Chain } from "../chain.ts";

/** Answers a query's protobuf with protobuf. */
export type Query = (chain: Chain, request: Uint8Array) => Uint8Array;

/** An error with a gRPC status. */
export class GrpcError extends Error {
  override readonly name = "GrpcError";
  readonly status: "NotFound" | "InvalidArgument" | "Unknown";

  constructor(status: GrpcError["status"], message: string) {
    super(message);
    this.status = status;
  }
}
