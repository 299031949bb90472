import { loadFamily, NETWORKS } from "@omnisum/adapters";
import { Container, ContainerModule, type ServiceIdentifier } from "inversify";
import type { Host, World } from "./host.ts";
import { Accounts } from "./services/accounts.ts";
import { Chains } from "./services/chains.ts";
import { Deployments } from "./services/deployments.ts";
import { Embeddings } from "./services/embeddings.ts";
import { Endpoints } from "./services/endpoints.ts";
import { Files } from "./services/files.ts";
import { Keys } from "./services/keys.ts";
import { Output } from "./services/output.ts";
import { Progress } from "./services/progress.ts";
import { Prompts } from "./services/prompts.ts";
import type { Services } from "./services/services.ts";
import { Trainers } from "./services/trainers.ts";
import { Vocabularies } from "./services/vocabularies.ts";
import type { GlobalOptions } from "./settings.ts";

const HOST: ServiceIdentifier<Host> = Symbol("host");
const OPTIONS: ServiceIdentifier<GlobalOptions> = Symbol("options");
const WORLD: ServiceIdentifier<World> = Symbol("world");
const SERVICES: ServiceIdentifier<Services> = Symbol("services");

const REGISTRY: World = { networks: NETWORKS, loadFamily };

/** How everything is put together; the only place that knows. */
const composition = new ContainerModule(({ bind }) => {
  bind(Endpoints)
    .toDynamicValue((at) => new Endpoints(at.get(HOST), at.get(OPTIONS)))
    .inSingletonScope();
  bind(Embeddings)
    .toDynamicValue(() => new Embeddings())
    .inSingletonScope();
  bind(Keys)
    .toDynamicValue((at) => new Keys(at.get(HOST)))
    .inSingletonScope();
  bind(Chains)
    .toDynamicValue((at) => new Chains(at.get(WORLD), at.get(Endpoints), at.get(Keys)))
    .inSingletonScope();
  bind(Accounts)
    .toDynamicValue((at) => new Accounts(at.get(OPTIONS)))
    .inSingletonScope();
  bind(Deployments)
    .toDynamicValue((at) => new Deployments(at.get(HOST), at.get(OPTIONS)))
    .inSingletonScope();
  bind(Files)
    .toDynamicValue((at) => new Files(at.get(HOST)))
    .inSingletonScope();
  bind(Vocabularies)
    .toDynamicValue((at) => new Vocabularies(at.get(Deployments), at.get(Files)))
    .inSingletonScope();
  bind(Output)
    .toDynamicValue((at) => new Output(at.get(HOST), at.get(OPTIONS)))
    .inSingletonScope();
  bind(Progress)
    .toDynamicValue((at) => new Progress(at.get(HOST)))
    .inSingletonScope();
  bind(Prompts)
    .toDynamicValue((at) => new Prompts(at.get(HOST), at.get(OPTIONS)))
    .inSingletonScope();
  bind(Trainers)
    .toDynamicValue(
      (at) =>
        new Trainers({
          chains: at.get(Chains),
          deployments: at.get(Deployments),
          embeddings: at.get(Embeddings),
          prompts: at.get(Prompts),
          vocabularies: at.get(Vocabularies),
        }),
    )
    .inSingletonScope();
  bind(SERVICES).toDynamicValue((at) => ({
    host: at.get(HOST),
    accounts: at.get(Accounts),
    chains: at.get(Chains),
    deployments: at.get(Deployments),
    embeddings: at.get(Embeddings),
    endpoints: at.get(Endpoints),
    files: at.get(Files),
    output: at.get(Output),
    progress: at.get(Progress),
    prompts: at.get(Prompts),
    trainers: at.get(Trainers),
    vocabularies: at.get(Vocabularies),
    close: () => at.get(Chains).close(),
  }));
});

/** Everything that operations work with, for one run of one command. */
export function createServices(host: Host, options: GlobalOptions): Services {
  const container = new Container();
  container.bind(HOST).toConstantValue(host);
  container.bind(OPTIONS).toConstantValue(options);
  container.bind(WORLD).toConstantValue(host.world ?? REGISTRY);
  container.load(composition);
  return container.get(SERVICES);
}
