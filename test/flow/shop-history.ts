import { ReconcileError } from "../../src/domain/failure.ts";
import type { Mode } from "../../src/domain/plan.ts";
import type { Report } from "../../src/domain/report.ts";
import type { CommitSha } from "../../src/domain/revision.ts";
import type { Eyes } from "../../src/reconcile/eyes.ts";
import type { Hands } from "../../src/reconcile/hands.ts";
import { look } from "../../src/reconcile/look.ts";
import { lastApplied } from "../../src/reconcile/rewritten-history.ts";
import { sync } from "../../src/reconcile/sync.ts";
import { failResources, healResources } from "../../src/simulator/cloudformation/resource-faults.ts";
import type { StackRecord } from "../../src/simulator/cloudformation/state.ts";
import type { FaultEffect } from "../../src/simulator/kernel/faults.ts";
import { rootOf } from "../../src/simulator/kernel/principal.ts";
import { administratorOf, type Caller } from "../../src/simulator/seeding/caller.ts";
import { extraManifest } from "../support/extra-workload.ts";
import {
  openAdoptedShop,
  type Shop,
  type ShopEnvironmentName,
  shopFiles,
  shopRegion,
} from "../support/shop.ts";
import { type Law, watchLaws } from "./laws.ts";
import { freshAdapters } from "./fresh-adapters.ts";
import type { BuiltWorkload, Move, ShopBranch, ShopWorkload } from "./moves.ts";
import { placeOf, workloadStacks } from "./stacks-behind.ts";

const environments: readonly ShopEnvironmentName[] = ["develop", "staging", "production"];
const branches: readonly ShopBranch[] = ["develop", "release"];
const built: readonly BuiltWorkload[] = ["api", "worker", "daily-batch"];

/** One history of the shop: plays moves and keeps the laws in view. What breaks a law is in `law.broken`. */
export class ShopHistory {
  readonly shop: Shop;
  readonly #law: Law;
  #adapters: { readonly eyes: Eyes; readonly hands: Hands };
  readonly #modes: Record<ShopEnvironmentName, Mode> = {
    develop: "apply",
    staging: "apply",
    production: "apply",
  };
  readonly #lastHeads = new Map<ShopBranch, CommitSha>();
  /** Every head that a branch had, the first to the last. */
  readonly #heads: Record<ShopBranch, CommitSha[]> = { develop: [], release: [] };
  /** Who overtakes the next pass. */
  #rivals: Extract<Move, { kind: "overtake" }>[] = [];

  private constructor(shop: Shop, adapters: { readonly eyes: Eyes; readonly hands: Hands }) {
    this.shop = shop;
    this.#adapters = adapters;
    this.#law = watchLaws(shop);
  }

  static async open(): Promise<ShopHistory> {
    const shop = await openAdoptedShop();
    return new ShopHistory(shop, await freshAdapters(shop));
  }

  /** The commit that everything is at when a history begins. */
  get firstCommit(): CommitSha {
    return this.#law.firstCommit;
  }

  /** What was broken so far, one sentence each. */
  get broken(): readonly string[] {
    return this.#law.broken;
  }

  async play(move: Move): Promise<void> {
    const { world, source } = this.shop;
    switch (move.kind) {
      case "write":
        return this.#commit(move.branch, {
          [manifestPath(move.workload)]: manifest(move.workload, move.mark),
        });
      case "change-sources":
        return this.#commit(move.branch, { [`${move.workload}/version.txt`]: `version ${move.version}` });
      case "break":
        return this.#commit(move.branch, {
          [manifestPath(move.workload)]: manifest(move.workload, 0).replace("cpu: 256", "cpu: a lot"),
        });
      case "remove":
        return this.#commit(move.branch, { [manifestPath(move.workload)]: null });
      case "drop-queues":
        return this.#commit(move.branch, {
          [manifestPath("worker")]: manifest("worker", 0).replace(/^subscribe:\n(?: .*\n)+/m, ""),
        });
      case "merge-develop-to-release":
        if (this.#has("develop") && this.#has("release"))
          this.#moved("release", source.merge("release", source.head("develop")));
        return undefined;
      case "delete-branch":
        if (this.#has(move.branch)) source.deleteBranch(move.branch);
        return undefined;
      case "recreate-branch":
        return this.#recreate(move.branch, move.from);
      case "force-push":
        return this.#forcePush(move.branch, move.back, move.mark);
      case "accept-head":
        await this.#acceptHead(move.environment);
        return undefined;
      case "retry":
        return this.#retry(move.environment, move.workload);
      case "push-image":
        return this.#pushImage(move.branch, move.workload);
      case "fail-resource":
        return failResources(world, {
          stackName: `shop-${move.environment}-${move.workload}`,
          ...(move.during === "rollback" ? {} : { logicalId: "TaskDefinition" }),
          verb: move.verb,
          during: move.during,
          times: move.times,
          reason: "it did not work out",
        });
      case "heal-resources":
        return healResources(world);
      case "disturb-calls":
        world.faults.add({
          nth: [move.after, move.after + 1],
          principal: move.whose === "environment" ? "assumed-role" : ":user/admin",
          effect: troubles[move.trouble],
        });
        return undefined;
      case "interfere":
        return this.#interfere(move.environment, move.workload, move.waits);
      case "prepare-elsewhere":
        return this.#prepareElsewhere(move.environment, move.workload);
      case "delete-elsewhere":
        return this.#deleteElsewhere(move.environment, move.workload, move.waits);
      case "overtake":
        this.#rivals.push(move);
        return undefined;
      case "set-mode":
        this.#modes[move.environment] = move.mode;
        return undefined;
      case "wait":
        return this.#wait(move.minutes);
      case "pass":
        await this.pass(move.killedAfter);
        return undefined;
    }
  }

  /** One pass; undefined when it was killed, or ended by a failure that concerns the whole of it. */
  async pass(killedAfter?: number): Promise<Report | undefined> {
    const { world, source } = this.shop;
    const kill = new AbortController();
    let calls = 0;
    const uncount = world.intercept({
      after: (context) => {
        if (context.via !== undefined || !isAutoland(context.principal.arn)) return;
        calls += 1;
        for (const rival of this.#rivals.filter(({ after }) => after === calls)) this.#overtake(rival);
        if (calls === killedAfter) kill.abort(new Error("killed"));
      },
    });
    const { eyes, hands } = this.#adapters;
    const heads = new Map(
      [...branches].flatMap((name) => (this.#has(name) ? [[name, source.head(name)]] : [])),
    );
    this.#law.passBegins(heads, this.#modes);
    try {
      const report = await world.run(sync(eyes, hands, this.shop.subject(this.#modes), kill.signal));
      this.#law.passEnds("completed");
      return report;
    } catch (error) {
      if (!kill.signal.aborted && !(error instanceof ReconcileError)) throw error;
      this.#law.passEnds(kill.signal.aborted ? "killed" : "completed");
      this.#adapters = await freshAdapters(this.shop);
      return undefined;
    } finally {
      this.#rivals = [];
      uncount();
    }
  }

  /** Ends all trouble, does what only people can do, and lets Autoland pass until nothing is left to do. */
  async settle(): Promise<Report> {
    const { world } = this.shop;
    healResources(world);
    world.faults.clear();
    for (const environment of environments) this.#modes[environment] = "apply";
    for (const branch of branches) {
      this.#recreate(branch, "itself");
      for (const workload of built) {
        this.#commit(branch, { [manifestPath(workload)]: manifest(workload, 1) });
        await this.#pushImage(branch, workload);
      }
    }
    await this.#wait(120);
    await this.#freeStuckStacks();
    for (let passes = 0; passes < 12; passes += 1) {
      const report = await this.pass();
      if (report === undefined) throw new Error("a pass that nobody killed did not end");
      const quarantined = report.plan.environments.flatMap((plan) =>
        plan.held.filter((held) => held.reason === "Quarantined"),
      );
      for (const { environment, workload = "" } of quarantined) await this.#retry(environment, workload);
      let accepted = 0;
      for (const environment of environments) if (await this.#acceptHead(environment)) accepted += 1;
      const idle = report.outcomes.length === 0 && quarantined.length === 0 && accepted === 0;
      if (idle) return report;
      await this.#wait(10);
    }
    throw new Error("after twelve passes without trouble there is still something to do");
  }

  #commit(branch: ShopBranch, changes: Readonly<Record<string, string | null>>): void {
    const { source } = this.shop;
    if (this.#has(branch)) this.#moved(branch, source.commit(branch, changes));
  }

  #recreate(branch: ShopBranch, from: "itself" | "the other"): void {
    const { source } = this.shop;
    if (from === "itself" && this.#has(branch)) return;
    const other = branch === "develop" ? "release" : "develop";
    const head = this.#lastHeads.get(from === "itself" ? branch : other) ?? this.#law.firstCommit;
    source.setBranch(branch, head);
    this.#moved(branch, head);
  }

  #forcePush(branch: ShopBranch, back: number, mark: number | undefined): void {
    if (!this.#has(branch)) return;
    const head = this.#heads[branch].at(-1 - back) ?? this.#law.firstCommit;
    this.shop.source.setBranch(branch, head);
    this.#moved(branch, head);
    if (mark !== undefined) this.#commit(branch, { [manifestPath("api")]: manifest("api", mark) });
  }

  /** What `autoland resume` does where an environment is held because its branch was rewritten; answers whether it was. */
  async #acceptHead(environment: ShopEnvironmentName): Promise<boolean> {
    const { world, eyes, hands } = this.shop;
    const branch = environment === "develop" ? "develop" : "release";
    if (!this.#has(branch)) return false;
    const seen = await world
      .run(look(eyes, this.shop.subject(this.#modes), new AbortController().signal))
      .catch((error: unknown) => {
        if (error instanceof ReconcileError) return undefined;
        throw error;
      });
    const plan = seen?.plan.environments.find((item) => item.environment === environment);
    if (seen === undefined || !plan?.held.some(({ reason }) => reason === "HistoryRewritten")) return false;
    const instead = lastApplied(environment, seen);
    if (instead === undefined) throw new Error(`${environment} is held by history and was never applied`);
    const commit = this.shop.source.head(branch);
    this.#law.accepted(environment, commit);
    const at = world.clock.now();
    await this.#asPerson(
      hands.records
        .record("shop", { kind: "accepted-head", environment, commit, instead, at })
        .catch(unlessDisturbed),
    );
    return true;
  }

  #retry(environment: string, workload: string): Promise<void> {
    const at = this.shop.world.clock.now();
    const record = { kind: "retry", environment, workload, at } as const;
    return this.#asPerson(this.shop.hands.records.record("shop", record).catch(unlessDisturbed));
  }

  #moved(branch: ShopBranch, head: CommitSha): void {
    this.#heads[branch].push(head);
    this.#lastHeads.set(branch, head);
    this.#law.headMoved(branch, head);
  }

  #has(branch: ShopBranch): boolean {
    try {
      return this.shop.source.head(branch) !== undefined;
    } catch {
      return false;
    }
  }

  async #pushImage(branch: ShopBranch, workload: BuiltWorkload): Promise<void> {
    if (!this.#has(branch)) return;
    const { source } = this.shop;
    const commit = (await source.sinceLastTouch(source.head(branch), [workload])).at(-1);
    if (commit !== undefined) this.shop.push(workload, commit);
  }

  /** Updates a stack past Autoland, as somebody does in the console. */
  async #interfere(environment: ShopEnvironmentName, workload: BuiltWorkload, waits: boolean): Promise<void> {
    const stack = this.#atRest(environment, workload);
    if (stack?.current === undefined) return;
    const person = await this.#owner(stack.account);
    // A stack that is stuck refuses this, to people as well.
    await person
      .call("cloudformation", "UpdateStack", otherRetention(stack.name, stack.current.parameters))
      .catch(() => undefined);
    if (waits) await this.#wait(30);
  }

  async #prepareElsewhere(environment: ShopEnvironmentName, workload: BuiltWorkload): Promise<void> {
    const stack = this.#atRest(environment, workload);
    if (stack?.current === undefined) return;
    const person = await this.#owner(stack.account);
    const change = otherRetention(stack.name, stack.current.parameters);
    await person
      .call("cloudformation", "CreateChangeSet", { ...change, ChangeSetName: "their-change" })
      .catch(() => undefined);
  }

  async #deleteElsewhere(
    environment: ShopEnvironmentName,
    workload: BuiltWorkload,
    waits: boolean,
  ): Promise<void> {
    const stack = this.#atRest(environment, workload);
    if (stack === undefined) return;
    const person = await this.#owner(stack.account);
    this.#law.deletedElsewhere(stack.id);
    await person.call("cloudformation", "DeleteStack", { StackName: stack.name }).catch(() => undefined);
    if (waits) await this.#wait(30);
  }

  #atRest(environment: ShopEnvironmentName, workload: BuiltWorkload): StackRecord | undefined {
    return workloadStacks(this.shop.world).find(
      ({ name, operation }) => name === `shop-${environment}-${workload}` && operation === undefined,
    );
  }

  /** The same in the middle of a pass: it begins at once, and nobody waits for its end. */
  #overtake({ environment, workload }: Extract<Move, { kind: "overtake" }>): void {
    const { world } = this.shop;
    const name = `shop-${environment}-${workload}`;
    const stack = workloadStacks(world).find((item) => item.name === name);
    if (stack?.current === undefined || stack.operation !== undefined) return;
    const credentials = world.issueCredentials(rootOf(stack.account));
    const input = otherRetention(stack.name, stack.current.parameters);
    const call = { service: "cloudformation", action: "UpdateStack", credentials, region: shopRegion, input };
    void world.call(call).catch(() => undefined);
  }

  async #freeStuckStacks(): Promise<void> {
    for (const stack of workloadStacks(this.shop.world)) {
      const person = await this.#owner(stack.account);
      const StackName = stack.name;
      if (stack.status === "UPDATE_ROLLBACK_FAILED")
        await person.call("cloudformation", "ContinueUpdateRollback", { StackName });
      if (["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"].includes(stack.status))
        await person.call("cloudformation", "DeleteStack", { StackName });
    }
    await this.#wait(120);
    const stuck = workloadStacks(this.shop.world).filter((stack) => !stack.status.endsWith("_COMPLETE"));
    const names = stuck.filter(
      (stack) => stack.status !== "REVIEW_IN_PROGRESS" && placeOf(stack) !== undefined,
    );
    if (names.length > 0)
      throw new Error(`still stuck: ${names.map((stack) => `${stack.name} ${stack.status}`).join(", ")}`);
  }

  #owner(account: string): Promise<Caller> {
    return administratorOf(this.shop.world, account, shopRegion);
  }

  #asPerson(act: Promise<void>): Promise<void> {
    return this.shop.world.run(act);
  }

  #wait(minutes: number): Promise<void> {
    const { world } = this.shop;
    return world.run(world.clock.sleep(minutes * 60_000));
  }
}

/** An update of a stack that gives its logs another retention, as somebody asks for it in the console. */
function otherRetention(StackName: string, before: Readonly<Record<string, string>>): object {
  const Parameters = Object.keys(before).map((ParameterKey) =>
    ParameterKey === "LogRetention"
      ? { ParameterKey, ParameterValue: before[ParameterKey] === "14" ? "7" : "14" }
      : { ParameterKey, UsePreviousValue: true },
  );
  const Capabilities = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"];
  return { StackName, UsePreviousTemplate: true, Parameters, Capabilities };
}

/** A person's word that did not arrive is a word that was not given. */
function unlessDisturbed(error: unknown): void {
  if (!(error instanceof ReconcileError)) throw error;
}

/** Whether it is the program that calls, not a person. */
function isAutoland(arn: string): boolean {
  return arn.endsWith(":user/admin") || arn.includes("/autoland");
}

const troubles: Readonly<Record<Extract<Move, { kind: "disturb-calls" }>["trouble"], FaultEffect>> = {
  throttle: { kind: "throttle" },
  "server-error": { kind: "server-error" },
  "lost-answer": { kind: "timeout", phase: "after-effect" },
  "no-connection": { kind: "timeout", phase: "before-effect" },
  expired: { kind: "expired-credentials" },
};

function manifestPath(workload: ShopWorkload): string {
  return `copilot/${workload}/manifest.yml`;
}

/** The shop's own manifest with the variable `MARK`, which no environment overrides. */
function manifest(workload: ShopWorkload, mark: number): string {
  const before = workload === "extra" ? extraManifest : (shopFiles[manifestPath(workload)] ?? "");
  return before.replace("  LOG_LEVEL: info\n", `  LOG_LEVEL: info\n  MARK: m${mark}\n`);
}
