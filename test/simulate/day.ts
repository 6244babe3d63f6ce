import {
  failResources,
  healResources,
  slowResources,
} from "../../src/simulator/cloudformation/resource-faults.ts";
import { pushImage } from "../../src/simulator/services/ecr/push-image.ts";
import { makeRandom } from "../../src/simulator/kernel/random.ts";
import type { World } from "../../src/simulator/kernel/world.ts";
import type { Mode } from "../../src/domain/plan.ts";
import { freeStuckStacks, loseRecord } from "./by-hand.ts";
import { changeByHand, createByHand, scaleByHand } from "./changes-by-hand.ts";
import type { Modes } from "./configuration.ts";
import type { Coverage } from "./coverage.ts";
import type { Town } from "./founded.ts";
import { meddleWithTemplates } from "./meddle.ts";
import { Office } from "./office.ts";
import { type ProductProcess, startProcess } from "./product-process.ts";
import { type Ears, openEars } from "./people-told.ts";
import { Repositories } from "./repositories.ts";
import type { Move } from "./moves.ts";
import { firstContact, scheduleOf } from "./schedule.ts";
import { type ApplicationName, type BranchName, built, homeAccount, region } from "./town.ts";
import { beginTrouble, disturbedGit, silence } from "./trouble.ts";
import { Witness } from "./witness.ts";

const minute = 60_000;

/** A world while things happen in it: the product runs, people work, and much goes wrong. */
export class Day {
  readonly town: Town;
  readonly witness: Witness;
  readonly repositories: Repositories;
  readonly office: Office;
  readonly #meddling: { next: () => void };
  readonly #disturbGit: () => void;
  readonly #ears: Ears | undefined;
  #product: ProductProcess | undefined;
  readonly #rivals = new Set<ProductProcess>();
  /** Every process that there was. */
  readonly #all: ProductProcess[] = [];
  #processes = 0;
  #isTroubled = false;
  #endTrouble: () => void = () => undefined;
  readonly #silences = new Set<() => void>();
  readonly #exceptions: Record<string, Mode> = {};
  readonly #faults: unknown[] = [];

  constructor(town: Town, coverage: Coverage) {
    this.town = town;
    this.witness = new Witness(town.world, coverage);
    this.repositories = new Repositories(town, this.witness);
    this.office = new Office(town, this.witness, (work) => this.#undisturbed(work));
    this.#meddling = meddleWithTemplates(town.world);
    this.#disturbGit = disturbedGit(town.world, () => this.#isTroubled);
    // Telling people takes its time: it is done in some of the worlds.
    const hasEars = makeRandom(`${town.world.seed} has ears`).integer(4) === 0;
    this.#ears = hasEars ? openEars(town.world, () => this.#isTroubled) : undefined;
  }

  /** So many hours, beginning with the first contact, in which everything is only looked at. */
  async live(seed: string, hours: number): Promise<void> {
    const { clock } = this.town.world;
    const begin = clock.now().getTime();
    const until = (at: number): Promise<void> => clock.sleep(begin + at - clock.now().getTime());
    this.startTrouble();
    this.start({ kind: "all", mode: "look" });
    let isFirstContact = true;
    for (const { at, move } of scheduleOf(seed, hours)) {
      if (isFirstContact && at >= firstContact) {
        isFirstContact = false;
        await until(firstContact);
        await this.#restart(this.#usual());
      }
      await until(at);
      await this.#play(move);
      await this.#revive();
    }
    await until(hours * 3_600_000);
  }

  startTrouble(): void {
    this.#isTroubled = true;
    this.#endTrouble = beginTrouble(this.town.world);
  }

  /** Does what people do, whose own calls go well. */
  async #undisturbed<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#isTroubled) return work();
    this.#endTrouble();
    try {
      return await work();
    } finally {
      this.#endTrouble = beginTrouble(this.town.world);
    }
  }

  /** Everything that goes wrong from outside ends. */
  endTrouble(): void {
    this.#isTroubled = false;
    this.#endTrouble();
    for (const end of this.#silences) end();
    healResources(this.town.world);
    this.#meddling.next = () => undefined;
    for (const rival of this.#rivals) rival.kill();
  }

  /** Nothing of the product goes on, so that the world, which is over, leaves memory. */
  forget(): void {
    for (const process of this.#all) process.forget();
  }

  /** A new process under a configuration, in place of the one that ran. */
  async renew(modes: Modes): Promise<ProductProcess> {
    await this.#restart(modes);
    if (this.#product === undefined) throw new Error("no process runs");
    return this.#product;
  }

  /** Throws what the product ended with by itself, which it never may. */
  checkAlive(): void {
    if (this.#faults.length > 0) throw this.#faults[0];
  }

  start(modes: Modes): ProductProcess {
    this.office.modes = modes;
    this.#product = this.#begin(modes);
    return this.#product;
  }

  /** What a build of a branch's head pushes. */
  async pushImages(application: ApplicationName, branch: BranchName, behaviour?: string): Promise<void> {
    for (const workload of built) {
      const commit = await this.repositories.imageCommit(application, branch, workload);
      if (commit === undefined) continue;
      pushImage(this.town.world, {
        account: homeAccount,
        region,
        repository: `${application}/${workload}`,
        tags: [commit],
        content: commit,
        ...(behaviour === undefined ? {} : { behaviour }),
      });
    }
  }

  #begin(modes: Modes): ProductProcess {
    this.#processes += 1;
    const process = startProcess(this.town, {
      name: `p${this.#processes}`,
      modes,
      disturbGit: this.#disturbGit,
      listener: this.witness,
      ...(this.#ears === undefined ? {} : { ears: this.#ears }),
    });
    this.#all.push(process);
    process.fault.catch((error: unknown) => this.#faults.push(error));
    return process;
  }

  async #restart(modes: Modes): Promise<void> {
    await this.#product?.stop();
    this.start(modes);
  }

  /** A process that was killed is started anew, as ECS does within a minute. */
  async #revive(): Promise<void> {
    this.checkAlive();
    if (this.#product?.isOver !== true) return;
    await this.town.world.clock.sleep(minute);
    this.start(this.office.modes);
  }

  #usual(): Modes {
    return { kind: "usual", except: { ...this.#exceptions } };
  }

  async #play(move: Move): Promise<void> {
    const { world } = this.town;
    switch (move.kind) {
      case "push-images":
        return this.pushImages(move.application, move.branch, move.behaviour);
      case "write":
      case "write-secret":
      case "change-sources":
      case "break":
      case "remove":
      case "drop-queues":
      case "force-push":
        return this.repositories.play(move);
      case "merge":
        return this.repositories.merge(move.application);
      case "approve":
        return void (await this.office.approve(move.application, move.environment));
      case "suspend":
        return void (await this.office.suspend(move.application, move.environment, move.minutes));
      case "resume":
        return void (await this.office.resume(move.application, move.environment));
      case "retry":
        return void (await this.office.retry(move.application, move.environment, move.workload));
      case "roll-back":
        return void (await this.office.rollBack(move.application, move.environment));
      case "redeploy":
        return void (await this.office.redeploy(move.application, move.environment, move.workload));
      case "set-mode": {
        const key = `${move.application}/${move.environment}`;
        if (move.mode === undefined) delete this.#exceptions[key];
        else this.#exceptions[key] = move.mode;
        return this.#restart(this.#usual());
      }
      case "change-by-hand": {
        const stack = stackName(move);
        if (await changeByHand(world, stack, move.how, move.minutes))
          this.witness.write({ kind: "meddled", stack });
        return undefined;
      }
      case "create-by-hand":
        if (await createByHand(world, move, move.ends))
          this.witness.write({ kind: "meddled", stack: stackName(move) });
        return undefined;
      case "scale-by-hand":
        if (await scaleByHand(world, stackName(move)))
          this.witness.write({ kind: "meddled", stack: stackName(move) });
        return undefined;
      case "free-stacks":
        return freeStuckStacks(world);
      case "look-at-pages":
        return this.#product?.showPages();
      case "pull-request": {
        const comment = this.#ears === undefined ? undefined : await this.office.comment(move.application);
        if (comment !== undefined) this.witness.said("office", "comment", comment);
        return undefined;
      }
      case "hint":
        return this.#product?.wake(move.application);
      case "slow-resources":
        return slowResources(world, {
          stackName: stackName(move),
          logicalId: "TaskDefinition",
          during: "forward",
          times: 2,
          seconds: move.minutes * 60,
        });
      case "fail-both-ways":
        return failBothWays(world, stackName(move), move.passes);
      case "lose-record":
        return void (await loseRecord(world, move.application, move.workload));
      case "fail-resources":
        return failResources(world, {
          stackName: stackName(move),
          ...(move.during === "rollback" ? {} : { logicalId: "TaskDefinition" }),
          during: move.during,
          times: move.times,
          afterSeconds: move.after,
          reason: "it did not work out",
        });
      case "heal-resources":
        return healResources(world);
      case "meddle-with-template":
        return this.#meddling.next();
      case "kill":
        return this.#product?.kill(move.afterCalls);
      case "restart":
        return this.#restart(this.office.modes);
      case "rival":
        return this.#rival(move.minutes);
      case "silence":
        return this.#silence(move.account, move.minutes);
    }
  }

  /** A second process of the same configuration, as when two overlap in a deployment. */
  #rival(minutes: number): void {
    const rival = this.#begin(this.office.modes);
    this.#rivals.add(rival);
    void this.town.world.clock.sleep(minutes * minute).then(() => rival.kill());
  }

  #silence(account: string, minutes: number): void {
    const end = silence(this.town.world, account);
    this.witness.write({ kind: "account-silent", account });
    const answers = (): void => {
      if (!this.#silences.delete(answers)) return;
      end();
      this.witness.write({ kind: "account-answers", account });
    };
    this.#silences.add(answers);
    void this.town.world.clock.sleep(minutes * minute).then(answers);
  }
}

function stackName({
  application,
  environment,
  workload,
}: {
  readonly application: string;
  readonly environment: string;
  readonly workload: string;
}): string {
  return `${application}-${environment}-${workload}`;
}

/** What comes last fails, so that all before it has to go back; and one part of that fails as well. */
function failBothWays(world: World, stackName: string, passes: boolean): void {
  failResources(world, {
    stackName,
    logicalId: "Service",
    during: "forward",
    times: 1,
    reason: "it did not work out",
  });
  failResources(world, {
    stackName,
    logicalId: "Service",
    during: "rollback",
    times: 1,
    reason: passes
      ? "Rate exceeded (Service: AmazonECS; Status Code: 400; Error Code: ThrottlingException)"
      : "it cannot go back",
  });
}
