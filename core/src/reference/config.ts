/** What a reference trainer is made of. */
export interface ReferenceConfig {
  readonly header: Uint8Array;
  readonly incentive: Uint8Array;
  readonly owner: string;
  readonly metadata: string;
  readonly deployer: string;
  /** The height of the block. */
  readonly deployedAt: bigint;
  /** Seconds since 1970. */
  readonly now: bigint;
  /** The chain's author bytes of an account (docs/protocol.md §5). */
  readonly authorBytes: (account: string) => Uint8Array;
}
