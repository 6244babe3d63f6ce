import type { ApplicationRecord, EnvironmentRecord, RegionalResources } from "./copilot-records.ts";
import type { NeededPermission, Part } from "./needed-permission.ts";
import type { Observed } from "./observed.ts";

/** What IAM says to a call. */
export type Verdict =
  | { readonly kind: "allowed" }
  /** With AWS's own words. */
  | { readonly kind: "refused"; readonly words: string }
  /** It could not be found out, and why. */
  | { readonly kind: "unknown"; readonly words: string };

/** As whom something is asked. */
export type Acting =
  | { readonly kind: "process"; readonly region: string }
  | { readonly kind: "role"; readonly arn: string; readonly region: string; readonly part: Part };

/** Who the process is, as STS has it. */
export interface Identity {
  readonly arn: string;
  readonly account: string;
  readonly partition: string;
  /** Where calls go that name no region. */
  readonly region: string;
  /** This machine's clock less AWS's, in milliseconds; undefined when AWS's answer had no date. */
  readonly skew: number | undefined;
}

/** An action on resources, about which IAM's simulation is asked. */
export interface SimulatedAction {
  readonly action: string;
  readonly resources: readonly string[];
}

/** Under what a simulation answers: one action may be needed on several resources. */
export function simulationKey({ action, resources }: SimulatedAction): string {
  return `${action} ${resources.join(" ")}`;
}

/** AWS, asked what it would allow. Nothing is written; what could not be found out is said, never guessed. */
export interface Examiner {
  /** Throws what kept STS from answering. No permission is needed. */
  identify(signal: AbortSignal): Promise<Identity>;
  readApplication(application: string, signal: AbortSignal): Promise<Observed<ApplicationRecord>>;
  readEnvironment(
    application: string,
    environment: string,
    signal: AbortSignal,
  ): Promise<Observed<EnvironmentRecord>>;
  readRegional(
    application: string,
    account: string,
    region: string,
    signal: AbortSignal,
  ): Promise<Observed<RegionalResources>>;
  /** Whether a bucket is there, by a read that Autoland makes anyway. */
  findBucket(acting: Acting, bucket: string, signal: AbortSignal): Promise<Verdict>;
  /** Whether a queue is there and may be read, by receiving a message that is visible to all again at once. */
  findQueue(acting: Acting, queueUrl: string, signal: AbortSignal): Promise<Verdict>;
  /** Whether a CodeBuild project is there, by a read that Autoland makes anyway. */
  findProject(acting: Acting, project: string, signal: AbortSignal): Promise<Verdict>;
  assume(acting: Extract<Acting, { kind: "role" }>, signal: AbortSignal): Promise<Verdict>;
  /**
   * Makes the call itself: a read, or a change of something that is not there, which AWS refuses for that reason once IAM has allowed
   * it. Undefined for a call that neither can be asked of.
   */
  call(
    need: NeededPermission,
    acting: Acting,
    target: CallTarget,
    signal: AbortSignal,
  ): Promise<Verdict | undefined>;
  /**
   * Asks `iam:SimulatePrincipalPolicy` about a role or user, as itself; answers by `simulationKey`. Unknown verdicts where it may not ask.
   * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
   */
  simulate(
    acting: Acting,
    principal: string,
    actions: readonly SimulatedAction[],
    context: SimulationContext,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Verdict>>;
}

/** What calls name. */
export interface CallTarget {
  readonly application: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly environment?: string;
  readonly buildBucket?: string;
}

/** What conditions of policies compare. */
export interface SimulationContext {
  /** The application's account, whose buckets are written. */
  readonly home: string;
  readonly application: string;
  readonly environment?: string;
  readonly region: string;
}
