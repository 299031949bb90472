/** An error of the JSON-RPC protocol, as CometBFT words it. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly code: number;
  readonly data: string | undefined;

  constructor(code: number, message: string, data?: string) {
    super(message);
    this.code = code;
    this.data = data;
  }

  static internal(data: string): RpcError {
    return new RpcError(-32603, "Internal error", data);
  }

  static invalidParams(data: string): RpcError {
    return new RpcError(-32602, "Invalid params", data);
  }
}
