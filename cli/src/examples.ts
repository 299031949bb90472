/** An example for the help of each command, by its name; a test runs or parses every one. */
export const EXAMPLES: Readonly<Record<string, string>> = {
  omnisum: "omnisum demo",
  demo: "omnisum demo --json > comparison.json",
  devnet: "omnisum devnet",
  advance: "omnisum advance --chain local-evm 2h",
  chains: "omnisum chains",
  deploy: "omnisum deploy imdb --chain local-evm --chain local-cosmos --param refundWait=2h --param minDeposit=0.001",
  deployments: "omnisum deployments",
  status: "omnisum status imdb",
  predict: 'omnisum predict imdb --chain local-evm "a truly wonderful film"',
  add: 'omnisum add imdb --chain local-evm --label Positive "a truly wonderful film"',
  contributions: "omnisum contributions imdb --chain local-evm --refundable",
  refund: "omnisum refund imdb --chain local-evm 0",
  report: "omnisum report imdb --chain local-evm 1 --account 2",
  compact: "omnisum compact imdb --chain local-evm",
  fees: "omnisum fees lifecycle --save fees.json && omnisum fees --replay fees.json --format md",
};
