import type { Host } from "../host.ts";
import type { Accounts } from "./accounts.ts";
import type { Chains } from "./chains.ts";
import type { Deployments } from "./deployments.ts";
import type { Embeddings } from "./embeddings.ts";
import type { Endpoints } from "./endpoints.ts";
import type { Files } from "./files.ts";
import type { Output } from "./output.ts";
import type { Progress } from "./progress.ts";
import type { Prompts } from "./prompts.ts";
import type { Trainers } from "./trainers.ts";
import type { Vocabularies } from "./vocabularies.ts";

/** What operations work with. */
export interface Services {
  readonly host: Host;
  readonly accounts: Accounts;
  readonly chains: Chains;
  readonly deployments: Deployments;
  readonly embeddings: Embeddings;
  readonly endpoints: Endpoints;
  readonly files: Files;
  readonly output: Output;
  readonly progress: Progress;
  readonly prompts: Prompts;
  readonly trainers: Trainers;
  readonly vocabularies: Vocabularies;
  close(): Promise<void>;
}
