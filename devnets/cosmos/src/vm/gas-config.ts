/** Costs of what the VM does for a contract, in wasm gas: cosmwasm-vm 3.0 `environment.rs`, `GasConfig::default`. */

const GAS_PER_MICROSECOND = 1_000_000n;

/** Any entry into a host function. */
export const HOST_CALL = 18_000n;
export const SECP256K1_VERIFY = 96n * GAS_PER_MICROSECOND;
export const SECP256K1_RECOVER_PUBKEY = 194n * GAS_PER_MICROSECOND;
export const SECP256R1_VERIFY = 279n * GAS_PER_MICROSECOND;
export const SECP256R1_RECOVER_PUBKEY = 592n * GAS_PER_MICROSECOND;
export const ED25519_VERIFY = 35n * GAS_PER_MICROSECOND;

/** Above this many bytes a region is read at the other rate. */
const LARGE_REGION_BYTES = 8_000_000;

/** Copying a region out of a contract's memory. */
export function readRegion(bytes: number): bigint {
  return bytes <= LARGE_REGION_BYTES ? 200_000n + 115n * BigInt(bytes) : 520n * BigInt(bytes);
}

/** Copying bytes into a region of a contract's memory. */
export function writeRegion(bytes: number): bigint {
  return 230_000n + 570n * BigInt(bytes);
}

/** Checking that bytes are UTF-8. */
export function stringFromBytes(bytes: number): bigint {
  return 28_700n + 1_400n * BigInt(bytes);
}

/** Verifying a batch of ed25519 signatures; one public key for all is cheaper. */
export function ed25519BatchVerify(signatures: number, publicKeys: number): bigint {
  return publicKeys === 1
    ? (36n + 10n * BigInt(signatures)) * GAS_PER_MICROSECOND
    : (24n + 21n * BigInt(signatures)) * GAS_PER_MICROSECOND;
}
