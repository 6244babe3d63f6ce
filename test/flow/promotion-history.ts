import type { PromotionRules } from "../../src/domain/promotion.ts";
import { failureOf } from "../../src/domain/failure.ts";
import { isAtCommit } from "../../src/domain/plan.ts";
import type { Report } from "../../src/domain/report.ts";
import type { CommitSha } from "../../src/domain/revision.ts";
import { approve } from "../../src/reconcile/decisions/approve.ts";
import { resume } from "../../src/reconcile/decisions/resume.ts";
import { retry } from "../../src/reconcile/decisions/retry.ts";
import { rollback } from "../../src/reconcile/decisions/rollback.ts";
import { suspend } from "../../src/reconcile/decisions/suspend.ts";
import type { Subject } from "../../src/reconcile/subject.ts";
import { sync } from "../../src/reconcile/sync.ts";
import { failResources, healResources } from "../../src/simulator/cloudformation/resource-faults.ts";
import { deskOf, marked, withRules } from "../support/promotion.ts";
import { deployLookRoles } from "../support/look-role.ts";
import { openAdoptedShop, type Shop, shopAccount } from "../support/shop.ts";
import { stackSteps } from "../support/steps.ts";
import { freshAdapters } from "./fresh-adapters.ts";
import { PromotionWitness } from "./promotion-witness.ts";
import type { PromotionMove, Stage } from "./promotion-moves.ts";
import { markIn, placeOf, workloadStacks } from "./stacks-behind.ts";

const minute = 60_000;
const soak = 30 * minute;
const stages: readonly Stage[] = ["staging", "production"];
const signal = new AbortController().signal;
/** Production is changed in every other hour, so that a history meets many an end of a window; the shop's clock begins at nine. */
const hours = [1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23].map((from) => ({ from, to: from + 1 }));
const windows: PromotionRules["windows"] = hours.map(({ from, to }) => ({
  days: [1, 2, 3, 4, 5, 6, 7],
  from: from * 60,
  to: to * 60,
  zone: "UTC",
}));
const rules: Partial<Record<Stage, Partial<PromotionRules>>> = {
  staging: { soak },
  production: { windows },
};

/**
 * A history of promotion, watched from outside: at every execution of a change set what people have decided is held against a plain model
 * of it, which knows nothing of trails and records.
 */
export class PromotionHistory {
  /** What was broken so far, one sentence each. */
  readonly broken: string[] = [];
  readonly #shop: Shop;
  readonly #subject: Subject;
  readonly #suspended = new Map<Stage, Date>();
  /** First digits of the digests of stacks that a person has said yes to, until when. */
  readonly #approved = new Map<string, Date>();
  readonly #pinned = new Map<Stage, CommitSha>();
  /** When a workload's mark was first seen to stand in staging. */
  readonly #stood = new Map<string, Date>();
  readonly #arrived: Record<Stage, CommitSha[]> = { staging: [], production: [] };
  readonly #witness: PromotionWitness;
  #begun = new Date(0);
  #head: CommitSha;

  private constructor(shop: Shop) {
    this.#shop = shop;
    this.#subject = withRules(shop.subject({ develop: "look", production: "approve" }), rules);
    this.#head = shop.source.head("release");
    this.#noteStanding();
    this.#witness = new PromotionWitness(shop, this.#subject);
    shop.world.intercept({
      before: (context, action, input) => {
        if (action === "ExecuteChangeSet" && context.via === undefined)
          this.#executes(String(input["StackName"]), String(input["ChangeSetName"]));
      },
    });
  }

  static async open(): Promise<PromotionHistory> {
    return new PromotionHistory(await openAdoptedShop());
  }

  async play(move: PromotionMove): Promise<void> {
    switch (move.kind) {
      case "commit":
        this.#shop.source.commit("release", marked(move.workload, `m${move.mark}`));
        return this.#witness.headMoved("release");
      case "approve":
        return this.#approve(move.minutes);
      case "suspend":
        return this.#suspend(move.stage, move.minutes);
      case "release":
        return this.#release(move.stage);
      case "fail":
        return failResources(this.#shop.world, {
          stackName: `shop-${move.stage}-api`,
          logicalId: "Service",
          verb: "update",
          during: "forward",
          times: 1,
          reason: "it did not work out",
        });
      case "retry":
        if (await this.#decide(retry(this.#desk(), { environment: move.stage, workload: "api" }, signal)))
          this.#witness.write({
            kind: "decided",
            what: "retry",
            place: { application: "shop", environment: move.stage, workload: "api" },
          });
        return undefined;
      case "roll-back":
        return this.#rollBack(move.stage);
      case "wait":
        return this.#wait(move.minutes);
      case "silence":
        return this.#silence(move.minutes);
      case "pass":
        await this.pass(move.killedAfter);
        return undefined;
    }
  }

  /** One pass; undefined when it was killed. */
  async pass(killedAfter?: number): Promise<Report | undefined> {
    const { world, source } = this.#shop;
    const kill = new AbortController();
    let calls = 0;
    const uncount = world.intercept({
      after: (context) => {
        calls += context.via === undefined ? 1 : 0;
        if (calls === killedAfter) kill.abort(new Error("killed"));
      },
    });
    this.#begun = world.clock.now();
    this.#head = source.head("release");
    const { eyes, hands } = await freshAdapters(this.#shop, this.#witness.watch());
    try {
      const report = await this.#witness.during(() =>
        world.run(sync(eyes, hands, this.#subject, kill.signal)),
      );
      this.#witness.reported(report);
      this.#checkReasons(report);
      for (const stage of stages) this.#noteArrival(stage, report);
      return report;
    } catch (error) {
      if (!kill.signal.aborted) throw error;
      return undefined;
    } finally {
      uncount();
      this.#noteStanding();
      for (const breach of this.#witness.breaches())
        if (!this.broken.includes(breach)) this.broken.push(breach);
    }
  }

  /** One process looks three times at what nobody changes; by the third time it has read everything that it needs. */
  async idle(): Promise<void> {
    const { world } = this.#shop;
    const accounts = ["222222222222", "333333333333"];
    const look = await deployLookRoles(world, accounts, `arn:aws:iam::${shopAccount}:root`);
    const subject: Subject = {
      ...this.#subject,
      environments: this.#subject.environments.map((rule) => ({
        ...rule,
        roles: { look: look(rule.environment === "develop" ? "222222222222" : "333333333333") },
      })),
    };
    const { eyes, hands } = await freshAdapters(this.#shop, this.#witness.watch());
    for (const isLast of [false, false, true]) {
      if (isLast) this.#witness.write({ kind: "calm" });
      await this.#witness.during(() => world.run(sync(eyes, hands, subject, signal)));
      await this.#wait(10);
    }
    this.broken.push(...this.#witness.breaches());
  }

  /** How often there was something to hold the statements against. */
  occasions(): Readonly<Record<string, number>> {
    return this.#witness.occasions();
  }

  /** Ends all trouble, approves what is asked for, and passes until production is at the head; answers how it stands then. */
  async settle(): Promise<Report> {
    healResources(this.#shop.world);
    await this.#wait(120);
    for (const stage of stages) await this.#release(stage);
    await this.play({ kind: "commit", workload: "api", mark: 7 });
    await this.play({ kind: "commit", workload: "daily-batch", mark: 7 });
    let last: Report | undefined;
    for (let passes = 0; passes < 80; passes += 1) {
      last = await this.pass();
      const plans = last?.plan.environments.filter(({ mode }) => mode !== "look") ?? [];
      if (last !== undefined && plans.every(isAtCommit) && last.outcomes.length === 0) return last;
      await this.#approve(60);
      await this.#wait(20);
    }
    throw new Error(`production never came to the head: ${JSON.stringify(last?.reasons)}`);
  }

  #desk(): ReturnType<typeof deskOf> {
    return deskOf(this.#shop, this.#subject);
  }

  /** What a person may not do now is refused, and that is all that may happen. */
  async #decide(decision: Promise<unknown>): Promise<boolean> {
    try {
      await this.#shop.world.run(decision);
      return true;
    } catch (error) {
      const { reason } = failureOf(error);
      if (reason === "InternalError") throw error;
      return false;
    }
  }

  async #approve(minutes: number): Promise<void> {
    const { plan } = await this.#shop.look(this.#subject);
    const found = plan.environments.find(({ environment }) => environment === "production");
    if (found === undefined || found.steps.length === 0) return;
    const until = new Date(this.#shop.world.clock.now().getTime() + minutes * minute);
    const request = { environment: "production", plan: found.digest, classes: [], until };
    if (!(await this.#decide(approve(this.#desk(), request, signal)))) return;
    this.#decided("approval", "production");
    for (const step of stackSteps(found.steps)) this.#approved.set(step.desired.digest.slice(0, 32), until);
  }

  #decided(
    what: "approval" | "pin" | "release" | "suspension",
    environment: Stage,
    commit?: CommitSha,
  ): void {
    const place = { application: "shop", environment };
    this.#witness.write({ kind: "decided", what, place, ...(commit === undefined ? {} : { commit }) });
  }

  /** Nothing of develop's account answers, and three passes go on meanwhile. */
  async #silence(minutes: number): Promise<void> {
    const account = "222222222222";
    const end = this.#shop.world.faults.add({ account, effect: { kind: "server-error" } });
    this.#witness.write({ kind: "account-silent", account });
    for (const _third of [1, 2, 3]) {
      await this.#wait(minutes / 3);
      await this.pass();
    }
    end();
    this.#witness.write({ kind: "account-answers", account });
  }

  async #suspend(stage: Stage, minutes: number): Promise<void> {
    const until = new Date(this.#shop.world.clock.now().getTime() + minutes * minute);
    const what = { kind: "target", environment: stage } as const;
    if (!(await this.#decide(suspend(this.#desk(), { what, reason: "audit", until }, signal)))) return;
    this.#suspended.set(stage, until);
    this.#decided("suspension", stage);
  }

  async #release(stage: Stage): Promise<void> {
    const what = { kind: "target", environment: stage } as const;
    if (!(await this.#decide(resume(this.#desk(), { what }, signal)))) return;
    this.#suspended.delete(stage);
    this.#pinned.delete(stage);
    this.#decided("release", stage);
  }

  async #rollBack(stage: Stage): Promise<void> {
    const [commit] = this.#arrived[stage].slice(-2);
    if (commit === undefined) return;
    if (!(await this.#decide(rollback(this.#desk(), { environment: stage, commit }, signal)))) return;
    this.#pinned.set(stage, commit);
    this.#decided("pin", stage, commit);
  }

  #wait(minutes: number): Promise<void> {
    const { world } = this.#shop;
    return world.run(world.clock.sleep(minutes * minute));
  }

  #executes(stackName: string, changeSet: string): void {
    const stack = workloadStacks(this.#shop.world).find(({ name }) => name === stackName);
    const place = stack === undefined ? undefined : placeOf(stack);
    if (stack === undefined || place === undefined) return;
    const set = [...stack.changeSets.values()].find(({ name }) => name === changeSet);
    if (set === undefined || set.executionStatus !== "AVAILABLE") return;
    const stage = stages.find((each) => each === place.environment);
    const say = (what: string): void => void this.broken.push(`${stackName} was changed ${what}`);
    if (stage === undefined) return say("although develop is only looked at");
    if (stack.operation !== undefined) say(`while it was ${stack.status}`);
    const suspendedUntil = this.#suspended.get(stage);
    if (suspendedUntil !== undefined && suspendedUntil > this.#begun) say("while it was suspended");
    const mark = markIn(set.revision.body);
    const before = stack.current === undefined ? undefined : markIn(stack.current.body);
    if (stage === "production") this.#checkProduction(changeSet, say);
    if (mark !== before) this.#checkMark(stage, place.workload, mark, say);
  }

  #checkProduction(changeSet: string, say: (what: string) => void): void {
    const hour = this.#begun.getUTCHours();
    const isOpen = hours.some(({ from, to }) => from <= hour && hour < to);
    if (!isOpen) say(`at ${this.#begun.toISOString()}, outside of its window`);
    const approvedUntil = this.#approved.get(changeSet.split("-")[1] ?? "");
    if (approvedUntil === undefined) say("without an approval");
    else if (approvedUntil <= this.#begun) say("after its approval had ended");
  }

  #checkMark(stage: Stage, workload: string, mark: string, say: (what: string) => void): void {
    const pinned = this.#pinned.get(stage);
    if (pinned !== undefined) {
      const wanted = this.#markAt(pinned, workload);
      if (mark !== wanted) say(`to ${mark} while a person had rolled it back to ${wanted}`);
      return;
    }
    if (stage === "staging") {
      const wanted = this.#markAt(this.#head, workload);
      if (mark !== wanted) say(`to ${mark}, but the head says ${wanted}`);
      return;
    }
    const since = this.#stood.get(`${workload} ${mark}`);
    if (since === undefined) say(`to ${mark}, which never stood in staging`);
    else if (this.#begun.getTime() - since.getTime() < soak - minute)
      say(`to ${mark} before its soak was over`);
  }

  #markAt(commit: CommitSha, workload: string): string {
    const text = this.#shop.source.textAt(commit, `copilot/${workload}/manifest.yml`) ?? "";
    return /^ {2}MARK: (\w+)$/m.exec(text)?.[1] ?? "";
  }

  #noteStanding(): void {
    const now = this.#shop.world.clock.now();
    for (const stack of workloadStacks(this.#shop.world)) {
      const place = placeOf(stack);
      if (place?.environment !== "staging" || stack.operation !== undefined) continue;
      if (stack.current === undefined || !stack.status.endsWith("_COMPLETE")) continue;
      const key = `${place.workload} ${markIn(stack.current.body)}`;
      if (!this.#stood.has(key)) this.#stood.set(key, now);
    }
  }

  #noteArrival(stage: Stage, { plan, outcomes }: Report): void {
    const found = plan.environments.find(({ environment }) => environment === stage);
    const commit = found?.revision?.commit;
    const isThere =
      found?.held.length === 0 &&
      found.steps.every((step) =>
        outcomes.some((outcome) => outcome.kind === "applied" && outcome.step.digest === step.digest),
      );
    if (commit !== undefined && isThere && this.#arrived[stage].at(-1) !== commit)
      this.#arrived[stage].push(commit);
  }

  /** Whatever is not at the head of its branch says why, and what is there says nothing. */
  #checkReasons({ plan, reasons }: Report): void {
    for (const environment of plan.environments) {
      const own = reasons.filter((reason) => reason.environment === environment.environment);
      if (isAtCommit(environment) !== (own.length === 0))
        this.broken.push(
          `${environment.environment} is ${isAtCommit(environment) ? "" : "not "}at its commit and has ${own.length} reasons`,
        );
    }
  }
}
