/** What the operator configured about when and by whose word an environment may be changed, and when the next one may follow. */
export interface PromotionRules {
  /** Milliseconds that a commit has to have run well here before an environment that comes after takes it. */
  readonly soak: number;
  /** What has to be green for a commit here before an environment that comes after takes it. */
  readonly gate?: Gate;
  /** What runs before anything is changed here. */
  readonly before?: PreStep;
  /** When changes may be made; none means at any time. */
  readonly windows: readonly TimeWindow[];
  /** When no change may be made, whatever the windows say. */
  readonly freezes: readonly Freeze[];
  readonly approvals: ApprovalRules;
  /** Classes of change that need a person's approval whatever the mode is; absent asks for none. */
  readonly approvalFor?: readonly DangerousChange[];
}

/** What a change may do that some want to be asked about first. */
export const dangerousChanges = ["permissions", "network", "replacement", "deletion"] as const;

/**
 * A class of change: somebody may do more than before, traffic is let through that was not, a resource is replaced, a resource is
 * removed.
 */
export type DangerousChange = (typeof dangerousChanges)[number];

/** A check or a deployment status of one GitHub App on the commit, or a build that Autoland starts. */
export type Gate =
  | {
      readonly kind: "github-check";
      /** Id of the app whose word counts. */
      readonly app: number;
      /** Name of the check; it names the environment. */
      readonly check: string;
    }
  | { readonly kind: "github-deployment"; readonly app: number }
  | { readonly kind: "build"; readonly project: string; readonly region?: string };

/** What runs before a change, once for each set of changes: a build, or a task of a job with the image that is asked for. */
export type PreStep =
  | { readonly kind: "build"; readonly project: string; readonly region?: string }
  /** The deadline in milliseconds: a task that runs longer has failed. */
  | { readonly kind: "job"; readonly job: string; readonly deadline: number };

/** A day of the week; Monday is 1, as in ISO 8601. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** A time of day in a place, on some days, again and again. */
export interface TimeWindow {
  /** The days on which it opens. */
  readonly days: readonly Weekday[];
  /** Minutes since midnight by the clock on the wall. */
  readonly from: number;
  /** Likewise; not after `from` means on the next day. */
  readonly to: number;
  /** IANA name of the time zone. */
  readonly zone: string;
}

/** A stretch of time, once, by the clock on the wall of a place. */
export interface Freeze {
  /** ISO 8601 without offset. */
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  readonly reason: string;
}

/** Whose approval counts where the mode is `approve`. */
export interface ApprovalRules {
  /** Names of the identity map; undefined: anybody's who may write the record. */
  readonly from?: readonly string[];
  /** Whether who wrote a commit may approve it. */
  readonly author: "allowed" | "refused";
}

/** One person under all names that count: principals of AWS, and addresses in commits. */
export interface Identity {
  readonly name: string;
  /** ARNs of principals as Parameter Store shows them; `*` stands for anything. */
  readonly aws: readonly string[];
  /** E-mail addresses in commits. */
  readonly git: readonly string[];
  /** Logins of Autoland's page, in small letters. */
  readonly page: readonly string[];
}

/** Nothing is asked for: at any time, anybody, at once. */
export const noRules: PromotionRules = {
  soak: 0,
  windows: [],
  freezes: [],
  approvals: { author: "allowed" },
};
