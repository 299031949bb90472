/** Built after the adapter is compiled, so its content is no type here. */
declare module "@omnisum/contracts-evm/artifacts.json" {
  const artifacts: Readonly<Record<string, { readonly abi: readonly object[]; readonly bytecode: string }>>;
  export default artifacts;
}
