import type { CometTx } from "./node.ts";

/** What a transaction made, by name: `address` of the contract that it made or called, `codeId` of code it stored. */
export function outputsOf({ result }: CometTx): Readonly<Record<string, string>> {
  const find = (type: string, name: string) =>
    result.events.find((event) => event.type === type)?.attributes.find(({ key }) => key === name)?.value;
  const address = find("instantiate", "_contract_address") ?? find("execute", "_contract_address");
  const codeId = find("store_code", "code_id");
  return { ...(address === undefined ? {} : { address }), ...(codeId === undefined ? {} : { codeId }) };
}
