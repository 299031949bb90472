import {
  type Account,
  type ChainAdapter,
  type DeploymentPlan,
  deployTrainer,
  memoryJournal,
  OmnisumError,
  type Outcomes,
  Trainer,
  type TrainerPlan,
} from "@omnisum/core";
import type { Ability, Fixture, PlanChanges } from "./fixture.ts";
import { type Kinds, planOf } from "./plans.ts";
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
  readonly lacking: Map<Ability, number>;
  /** What trainers are deployed here if nothing else is said. */
  readonly kinds: Kinds;

  private constructor(fixture: Fixture, people: People, kinds: Kinds, lacking = new Map<Ability, number>()) {
    this.fixture = fixture;
    this.chain = fixture.chain;
    this.people = people;
    this.kinds = kinds;
    this.lacking = lacking;
  }

  static async create(fixture: Fixture, kinds: Kinds): Promise<World> {
    const accounts = await fixture.chain.accounts();
    const of = (index: number): Account => {
      const account = accounts[index];
      if (account === undefined) throw new OmnisumError("MissingInput", { name: `account ${index}` });
      return account;
    };
    const [deployer, owner, alice, bob, carol, dave] = [of(0), of(1), of(2), of(3), of(4), of(5)];
    return new World(fixture, { deployer, owner, alice, bob, carol, dave }, kinds);
  }

  /** The same people on the same chain, for trainers of other kinds. */
  with(kinds: Kinds): World {
    return new World(this.fixture, this.people, kinds, this.lacking);
  }

  /** What the fixture can do, or nothing, which is counted. */
  ability<A extends Ability>(name: A): Fixture[A] | undefined {
    const ability = this.fixture[name];
    if (ability === undefined) this.lacking.set(name, (this.lacking.get(name) ?? 0) + 1);
    return ability;
  }

  /** Deploys the usual trainer, owned by `owner`, but for `changes`. */
  async deploy(changes: PlanChanges = {}): Promise<Story> {
    const plan = await this.plan(changes);
    const { chain, people } = this;
    const { trainer } = await deployTrainer({ chain, from: people.deployer, plan, journal: memoryJournal() });
    return new Story(this, trainer, plan);
  }

  /** The plan that `deploy` deploys. */
  async plan(changes: PlanChanges = {}): Promise<TrainerPlan> {
    return planOf(this.kinds, await this.chain.now(), { owner: this.people.owner.address, ...changes });
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
