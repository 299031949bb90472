/** Least fee that the node takes for an amount of gas, rounded up (`x/auth/ante/validator_tx_fee.go`). */
export function requiredFee(minGasPrice: string, gas: bigint): bigint {
  const [whole = "0", fraction = ""] = minGasPrice.split(".");
  const scale = 10n ** BigInt(fraction.length);
  const price = BigInt(whole) * scale + BigInt(fraction === "" ? "0" : fraction);
  return (price * gas + scale - 1n) / scale;
}
