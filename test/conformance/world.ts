import {
  type Account,
  type ChainAdapter,
  type DeploymentPlan,
  deployTrainer,
  memoryJournal,
  OmnisumError,
  type Outcomes,
  Trainer,
} from "@omnisum/core";
import type { Ability, Fixture, PlanChanges } from "./fixture.ts";
import { planOf } from "./plans.ts";
import { Story } from "./story.ts";

const ROLES = ["deployer", "owner", "alice", "bob", "carol", "dave"] as const;
export type Role = (typeof ROLES)[number];
export type People = Readonly<Record<Role, Account>>;

/** A connected chain with the people of these tests on it. */
export class World {
  readonly fixture: Fixture;
  readonly chain: ChainAdapter;
  readonly people: People;
  /** How many tests asked for an ability that the chain lacks. */
  readonly lacking = new Map<Ability, number>();

  private constructor(fixture: Fixture, people: People) {
    this.fixture = fixture;
    this.chain = fixture.chain;
    this.people = people;
  }

  static async create(fixture: Fixture): Promise<World> {
    const accounts = await fixture.chain.accounts();
    const of = (index: number): Account => {
      const account = accounts[index];
      if (account === undefined) throw new OmnisumError("MissingInput", { name: `account ${index}` });
      return account;
    };
    return new World(fixture, {
      deployer: of(0),
      owner: of(1),
      alice: of(2),
      bob: of(3),
      carol: of(4),
      dave: of(5),
    });
  }

  /** What the fixture can do, or nothing, which is counted. */
  ability<A extends Ability>(name: A): Fixture[A] | undefined {
    const ability = this.fixture[name];
    if (ability === undefined) this.lacking.set(name, (this.lacking.get(name) ?? 0) + 1);
    return ability;
  }

  /** Deploys the usual trainer, owned by `owner`, but for `changes`. */
  async deploy(changes: PlanChanges = {}): Promise<Story> {
    const plan = planOf({ owner: this.people.owner.address, ...changes });
    const { chain, people } = this;
    const { trainer } = await deployTrainer({ chain, from: people.deployer, plan, journal: memoryJournal() });
    return new Story(this, trainer, plan);
  }

  /** Sends the steps of a deployment as they are; stops as soon as there is a trainer, if `partly`. */
  async deployRaw(plan: DeploymentPlan, partly = false): Promise<Outcomes> {
    let outcomes: Outcomes = {};
    for (const step of this.chain.deployment(plan).steps) {
      const found = await step.find?.(outcomes);
      const result = found ?? (await this.#send(step, outcomes));
      outcomes = { ...outcomes, ...result };
      if (partly && outcomes.address !== undefined) break;
    }
    return outcomes;
  }

  attach(address: string | undefined): Promise<Trainer> {
    return Trainer.attach(this.chain, address ?? "");
  }

  /** Moves time forward until the chain's is `time` or later. */
  async passUntil(time: bigint): Promise<void> {
    const now = await this.chain.now();
    if (now < time) await this.fixture.elapse(time - now);
  }

  async #send(step: ReturnType<ChainAdapter["deployment"]>["steps"][number], outcomes: Outcomes): Promise<Outcomes> {
    const receipt = await this.chain.submit(await step.prepare(this.people.deployer, outcomes));
    return step.outcome(receipt, outcomes);
  }
}
