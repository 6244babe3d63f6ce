import { makeAws } from "../../src/aws/make-aws.ts";
import { ReconcileError } from "../../src/domain/failure.ts";
import type { Eyes } from "../../src/reconcile/eyes.ts";
import type { Records } from "../../src/domain/records.ts";
import { previewComment } from "../../src/notify/preview/preview-comment.ts";
import { approve } from "../../src/reconcile/decisions/approve.ts";
import type { Desk } from "../../src/reconcile/decisions/desk.ts";
import { redeploy } from "../../src/reconcile/decisions/redeploy.ts";
import { resume } from "../../src/reconcile/decisions/resume.ts";
import { retry } from "../../src/reconcile/decisions/retry.ts";
import { rollback } from "../../src/reconcile/decisions/rollback.ts";
import { suspend } from "../../src/reconcile/decisions/suspend.ts";
import { look, type Look } from "../../src/reconcile/look.ts";
import { fedBy, lookAtBranch, previewLive } from "../../src/reconcile/preview/preview.ts";
import { makeRememberedWishes } from "../../src/reconcile/remembered-wishes.ts";
import { makeRequestHandler } from "../../src/simulator/protocols/make-request-handler.ts";
import { retryOnClock } from "../../src/simulator/protocols/retry-on-clock.ts";
import type { Evidence } from "../support/statements/evidence.ts";
import { configurationOf, type Modes } from "./configuration.ts";
import type { Town } from "./founded.ts";
import {
  type ApplicationName,
  type EnvironmentName,
  homeAccount,
  personUser,
  region,
  userArn,
} from "./town.ts";
import type { Witness } from "./witness.ts";

type Decision = Extract<Evidence, { readonly kind: "decided" }>["what"];

const noSignal = new AbortController().signal;

/** The people who decide, at desks of their own: nothing goes wrong with their calls, and they see what the product would. */
export class Office {
  readonly #town: Town;
  readonly #witness: Witness;
  readonly #eyes: Omit<Eyes, "source">;
  readonly #records: Records;
  readonly #undisturbed: <T>(work: () => Promise<T>) => Promise<T>;
  /** The configuration that is in force. */
  modes: Modes = { kind: "all", mode: "look" };

  /** People act `undisturbed`: what goes wrong with their own calls they see and do again. */
  constructor(town: Town, witness: Witness, undisturbed: <T>(work: () => Promise<T>) => Promise<T>) {
    this.#undisturbed = undisturbed;
    this.#town = town;
    this.#witness = witness;
    const { world, functions } = town;
    const arn = userArn(personUser);
    const aws = makeAws(
      {
        region,
        credentials: world.issueCredentials({
          kind: "user",
          account: homeAccount,
          arn,
          userName: personUser,
        }),
        requestHandler: makeRequestHandler(world),
        retryStrategy: retryOnClock(world.clock, { maxAttempts: 1 }),
      },
      world.clock,
    );
    this.#eyes = {
      cloud: aws.cloud,
      records: aws.records,
      functions,
      clock: world.clock,
      builds: aws.builds,
      drift: aws.drift,
      wishes: makeRememberedWishes(),
    };
    this.#records = aws.records;
  }

  /** The comment below a pull request of develop into release; undefined where it could not be worked out. */
  async comment(application: ApplicationName): Promise<string | undefined> {
    const { eyes, subject } = this.#desk(application);
    const source = this.#town.sources[application];
    const [base, commit] = [source.head("release"), source.head("develop")];
    const fed = fedBy(subject, "release");
    if (fed === undefined) return undefined;
    const previewed = { branch: "release", base, commit };
    const preview = await this.#undisturbed(async () => {
      const without = await lookAtBranch(eyes, fed, previewed, noSignal);
      return previewLive(eyes, fed, { previewed, without }, noSignal);
    }).catch(unlessRefused);
    if (preview === undefined) return undefined;
    const pull = { into: "release", head: commit };
    return previewComment({ application, pull, of: "merge", preview, showsValues: true, linkTo }).text;
  }

  /** What a person sees of an application. */
  look(application: ApplicationName): Promise<Look> {
    const { eyes, subject } = this.#desk(application);
    return this.#undisturbed(() => look(eyes, subject, noSignal));
  }

  /** Approves what is planned for an environment; false when there is nothing to approve. */
  async approve(application: ApplicationName, environment: EnvironmentName): Promise<boolean> {
    const seen = await this.look(application).catch(unlessRefused);
    const plan = seen?.plan.environments.find((each) => each.environment === environment);
    if (plan === undefined || plan.steps.length === 0) return false;
    const request = { environment, plan: plan.digest, classes: [] };
    return this.#decide("approval", { application, environment }, (desk) => approve(desk, request, noSignal));
  }

  suspend(application: ApplicationName, environment: EnvironmentName, minutes: number): Promise<boolean> {
    const until = new Date(this.#town.world.clock.now().getTime() + minutes * 60_000);
    const what = { kind: "target", environment } as const;
    return this.#decide("suspension", { application, environment }, (desk) =>
      suspend(desk, { what, reason: "audit", until }, noSignal),
    );
  }

  /** Ends suspensions and rollbacks of an environment, and accepts its branch as it is. */
  resume(application: ApplicationName, environment: EnvironmentName): Promise<boolean> {
    const what = { kind: "target", environment } as const;
    return this.#decide("release", { application, environment }, (desk) => resume(desk, { what }, noSignal));
  }

  retry(application: ApplicationName, environment: EnvironmentName, workload?: string): Promise<boolean> {
    const target = { environment, ...(workload === undefined ? {} : { workload }) };
    return this.#decide("retry", { application, ...target }, (desk) => retry(desk, target, noSignal));
  }

  redeploy(application: ApplicationName, environment: EnvironmentName, workload?: string): Promise<boolean> {
    const target = { environment, ...(workload === undefined ? {} : { workload }) };
    return this.#decide("redeployment", { application, ...target }, (desk) =>
      redeploy(desk, target, noSignal),
    );
  }

  /** Sends an environment back to the commit before the last that was deployed there. */
  async rollBack(application: ApplicationName, environment: EnvironmentName): Promise<boolean> {
    const listed = await this.#undisturbed(() => this.#records.listReleases(application, environment));
    const commit = listed.kind === "present" ? listed.value[1] : undefined;
    if (commit === undefined) return false;
    return this.#decide("pin", { application, environment, commit }, (desk) =>
      rollback(desk, { environment, commit }, noSignal),
    );
  }

  /** What a person may not do now is refused, and that is all that may happen. The word counts from before it is written down. */
  async #decide(
    what: Decision,
    {
      commit,
      ...place
    }: { application: ApplicationName; environment: EnvironmentName; workload?: string; commit?: string },
    act: (desk: Desk) => Promise<unknown>,
  ): Promise<boolean> {
    try {
      await this.#undisturbed(() => act(this.#desk(place.application)));
      this.#witness.write({ kind: "decided", what, place, ...(commit === undefined ? {} : { commit }) });
      return true;
    } catch (error) {
      unlessRefused(error);
      return false;
    }
  }

  #desk(application: ApplicationName): Desk {
    const subject = configurationOf(this.modes).applications.find((each) => each.application === application);
    if (subject === undefined) throw new Error(`no application ${application}`);
    return {
      eyes: { ...this.#eyes, source: this.#town.sources[application] },
      records: this.#records,
      subject,
    };
  }
}

/** There is no page that anybody could be led to. */
function linkTo(): undefined {
  return undefined;
}

function unlessRefused(error: unknown): undefined {
  if (error instanceof ReconcileError) return undefined;
  throw error;
}
