/** The options that every command has, as they were given. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly account?: string;
  readonly deployments?: string;
  readonly endpoint?: readonly string[];
}
