/** What the command line says about a deployment. */
export interface DeployInput {
  readonly model?: string;
  readonly chain?: readonly string[];
  readonly name?: string;
  readonly incentive?: string;
  readonly param?: readonly string[];
  readonly owner?: string;
  readonly encoder?: string;
  readonly scale?: string;
  readonly vocabulary?: string;
  readonly labels?: string;
  readonly samples?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly resume?: boolean;
}
